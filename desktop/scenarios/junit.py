"""What came of a run as JUnit XML, which continuous integration reads."""

from __future__ import annotations

import re
from datetime import UTC
from xml.etree import ElementTree as ET

from desktop.scenarios.result import ScenarioResult, SuiteResult, TurnResult, Verdict

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that no XML file may hold."""


def junit(result: SuiteResult) -> str:
    """The run as a document: a suite with a case for each scenario."""
    suites = ET.Element("testsuites")
    suite = ET.SubElement(
        suites,
        "testsuite",
        name="sotto scenarios",
        tests=str(len(result.scenarios)),
        failures=str(result.count(Verdict.FAILED)),
        errors=str(result.count(Verdict.ERROR)),
        skipped=str(result.count(Verdict.NOT_RUN)),
        time=f"{sum(one.seconds for one in result.scenarios):.3f}",
        timestamp=f"{result.began.astimezone(UTC):%Y-%m-%dT%H:%M:%S}",
        hostname=_clean(result.host),
    )
    properties = ET.SubElement(suite, "properties")
    told = {"realtime": str(result.realtime).lower(), "version": result.version, **result.models}
    for name, value in told.items():
        ET.SubElement(properties, "property", name=name, value=_clean(value))
    for one in result.scenarios:
        _case(suite, one)
    ET.indent(suites)
    return ET.tostring(suites, "unicode", xml_declaration=True) + "\n"


def _case(suite: ET.Element, one: ScenarioResult) -> None:
    case = ET.SubElement(suite, "testcase", name=one.name, classname="scenarios", time=f"{one.seconds:.3f}")
    match one.verdict:
        case Verdict.FAILED:
            message = "; ".join(f"turn {turn.number}: {check.name}" for turn, check in one.failures)
            text = "\n".join(
                f"turn {turn.number}: {check.name}: wanted {check.wanted!r}, got {check.got!r}"
                for turn, check in one.failures
            )
            ET.SubElement(case, "failure", message=_clean(message), type="expectation").text = _clean(text)
        case Verdict.ERROR:
            message = f"{one.error}; {one.advice}" if one.advice else one.error
            ET.SubElement(case, "error", message=_clean(message), type="error")
        case Verdict.NOT_RUN:
            ET.SubElement(case, "skipped", message=_clean(one.error or "the run ended before it"))
        case Verdict.PASSED:
            pass
    if one.turns:
        ET.SubElement(case, "system-out").text = _clean("\n".join(_line(turn) for turn in one.turns))


def _line(turn: TurnResult) -> str:
    tools = f" [{' '.join(call.name for call in turn.tools)}]" if turn.tools else ""
    return f"{turn.number}. {turn.asked} -> {turn.words!r}, {turn.outcome}{tools}: {turn.reply}"


def _clean(text: str) -> str:
    return _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text)
