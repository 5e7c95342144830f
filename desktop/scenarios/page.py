"""What came of a run as one HTML file that asks nobody for anything."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, StrictUndefined

from desktop.scenarios.result import SuiteResult, Verdict

_TEMPLATE = Path(__file__).with_name("page.html")


def page(result: SuiteResult) -> str:
    """The run as a page."""
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    template = environment.from_string(_TEMPLATE.read_text("utf-8"))
    return template.render(result=result, figures=result.figures(), Verdict=Verdict)
