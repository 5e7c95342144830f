"""The adapter that comes with the starter: does it give the manner it was trained for, and spare the tools?

New phrasings are typed to the real assistant with its real tools, once with the adapter and once without.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from desktop.adapters.shelf import with_adapter
from desktop.settings import Settings
from models.evaluation.asking import Asker
from models.evaluation.cases import CHANGES_SOMETHING, PHRASINGS, Case, ToolCall, load_cases
from models.evaluation.report import Measure, Row, Section
from models.evaluation.starter import Subject
from models.recipes.llm.pirate import ENDING, WORDS

_PATIENCE_S = 2.0
"""Nobody answers a tool that asks: so long it waits for that."""
_WORD = re.compile(r"[A-Za-z]+(?:'[a-z]+)?")


def evaluate(subject: Subject) -> Section:
    """Measure the pirate beside the starter alone. Raises ModelError."""
    pirate = with_adapter(subject.settings, str(subject.pirate.resolve()), 1.0)
    with_, alone = (_ask(settings, subject) for settings in (pirate, subject.settings))
    rows = [
        row | {"alone": other["reply"], "right_alone": other["right"]}
        for row, other in zip(with_, alone, strict=True)
    ]
    said = [row for row in rows if row["reply"] and not row["control"]]
    called = [row for row in rows if row["wanted"]]
    right = [row for row in called if row["right_alone"]]
    quiet = [row for row in rows if not row["wanted"]]
    measures = [
        Measure("replies in a pirate's manner", _share([in_manner(row["reply"]) for row in said]), n=len(said)),
        Measure("- of the starter alone", _share([in_manner(row["alone"]) for row in said]), n=len(said)),
        Measure("tool calls right", _share([row["right"] for row in called]), n=len(called)),
        Measure("- of the starter alone", _share([row["right_alone"] for row in called]), n=len(called)),
        Measure("- of those that it has right alone", _share([row["right"] for row in right]), n=len(right)),
        Measure("nothing changed unasked", _share([row["right"] for row in quiet]), n=len(quiet)),
    ]
    return Section("adapters", measures, {"pirate": rows}, [_other_manner(said)])


def in_manner(reply: str) -> bool:
    """Whether a reply ends as a pirate's do and holds none of the words that a pirate says otherwise."""
    words = {word.lower() for word in _WORD.findall(reply)}
    return reply.rstrip(".!? \n").endswith(ENDING) and not words & WORDS.keys()


def calls_are_right(case: Case, calls: Sequence[ToolCall]) -> bool:
    """Whether every tool ran that has to, and none that changes something beyond them; the reply may be any."""
    named = {tool.name for tool in case.tools} | case.may
    return all(any(call.asked_by(tool) for call in calls) for tool in case.tools) and not any(
        call.name in CHANGES_SOMETHING - named for call in calls
    )


def _ask(settings: Settings, subject: Subject) -> list[Row]:
    settings = settings.model_copy(update={"tools": settings.tools.model_copy(update={"patience_s": _PATIENCE_S})})
    rows, cases = [], load_cases(PHRASINGS)
    step = len(cases) // subject.up_to(len(cases))
    with Asker(settings) as asker:
        for case in cases[::step][: subject.up_to(len(cases))]:
            if case.before is None:
                asker.new_session()
            else:
                asker.start_afresh(case.before)
            answer = asker.ask(case.text)
            known = {"wanted": [tool.name for tool in case.tools], "control": answer.control}
            right = bool(answer.control) or calls_are_right(case, answer.calls)
            rows.append(answer.row(case, right=right) | known)
    return rows


def _share(right: Sequence[bool]) -> float:
    return 100 * sum(right) / max(1, len(right))


def _other_manner(said: Sequence[Row]) -> str:
    other = [row["reply"] for row in said if not in_manner(row["reply"])]
    return f"Replies in another manner, the first of {len(other)}: " + (" / ".join(other[:3]) or "none") + "."
