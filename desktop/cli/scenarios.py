"""`sotto scenarios`: conversations written down in TOML, held with the real engine, and judged."""

from __future__ import annotations

import os
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from desktop.cli import scenario_record, scenario_web
from desktop.cli.conversation import JsonOption
from desktop.cli.scenario_record import Mine, base, ctrl_c
from desktop.cli.stored import print_json
from desktop.errors import ModelError, UsageError

if TYPE_CHECKING:
    from desktop.scenarios.reading import Script
    from desktop.scenarios.result import ScenarioResult, SuiteResult
    from desktop.scenarios.suite import Suite

app = typer.Typer(help="Hold written-down conversations with the real engine and judge them.", no_args_is_help=True)
app.command("record")(scenario_record.record)
app.command("web")(scenario_web.web)

PASSED, FAILED = 0, 1

Names = Annotated[list[str] | None, typer.Argument(help="Names, TOML files or folders; all that ship without any.")]
Tags = Annotated[
    list[str] | None, typer.Option("--tag", help="Only those with this tag; may be given several times.")
]
With = Annotated[
    list[str] | None, typer.Option("--with", help="Other models or settings: stt=…,llm=…,tts=…,turn=…,set key=value.")
]
RealTime = Annotated[bool, typer.Option("--real-time", help="At the pace of time, not as fast as Sotto keeps up.")]
Junit = Annotated[Path | None, typer.Option("--junit", help="Write JUnit XML into this file.")]
Html = Annotated[Path | None, typer.Option("--html", help="Write a page into this file.")]


@app.command("list")
def list_(names: Names = None, tags: Tags = None, json_: JsonOption = False) -> None:
    """The scenarios there are, with what they are about."""
    from desktop.scenarios.shelf import find

    found = find(names or (), tags or ())
    if json_:
        print_json([_as_json(script) for script in found])
        return
    width = max(len(script.name) for script in found)
    for script in found:
        print(f"{script.name:{width}}  {script.scenario.title} [{' '.join(script.scenario.tags)}]")


def _as_json(script: Script) -> dict[str, object]:
    scenario = script.scenario
    return {
        "name": script.name,
        "title": scenario.title,
        "description": scenario.description,
        "tags": scenario.tags,
        "turns": len(scenario.turns),
        "file": str(script.path),
    }


@app.command("run")
def run(
    names: Names = None,
    tags: Tags = None,
    with_: With = None,
    mine: Mine = False,
    real_time: RealTime = False,
    watch: Annotated[bool, typer.Option("--watch", help="In the window, which shows the conversation.")] = False,
    junit: Junit = None,
    html: Html = None,
    out: Annotated[Path | None, typer.Option("--out", help="Keep the results in this file, too.")] = None,
    json_: JsonOption = False,
) -> None:
    """Run scenarios and judge them. Ctrl+C ends the run; what was done until then is reported.

    Exit code 0: all passed; 1: some failed or were not run; 2: wrong use, such as a file that is no scenario.
    """
    from desktop.replay.choosing import wanted_in
    from desktop.scenarios.shelf import find
    from desktop.scenarios.suite import Suite

    with ctrl_c() as stop:
        suite = Suite(find(names or (), tags or ()), base(mine=mine), wanted_in(with_ or ()), real_time, stop.is_set)
        suite.together()  # what is wrong with a file or setting is told before anything runs
        try:
            _run(suite, stop, watch=watch, quiet=json_)
        except ModelError as error:
            if not with_:
                raise
            raise UsageError(error.message, advice=error.advice) from error
        finally:
            result = suite.result()
            _keep(result, junit, html, out)
    _tell(result, json_=json_)
    raise typer.Exit(PASSED if result.passed else FAILED)


def _run(suite: Suite, stop: threading.Event, *, watch: bool, quiet: bool) -> None:
    def tell(result: ScenarioResult) -> None:
        if not quiet:
            _show(result)

    if not watch:
        for result in suite.run():
            tell(result)
        return
    if sys.platform == "linux" and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from desktop.settings.window import AppearanceSettings
    from desktop.ui.watched import watch as watch_

    watch_(suite, AppearanceSettings(), tell, stop.set)


def _show(result: ScenarioResult) -> None:
    print(f"{result.verdict.value:7} {result.name}  {result.title} ({result.seconds:.1f} s)", flush=True)
    if result.error:
        print(f"          {result.error}{f'; {result.advice}' if result.advice else ''}")
    for turn, check in result.failures:
        print(f"          turn {turn.number}, {check.name}: wanted {check.wanted!r}, got {check.got!r}")


def _keep(result: SuiteResult, junit: Path | None, html: Path | None, out: Path | None) -> None:
    from desktop.paths import Paths
    from desktop.scenarios.keeping import keep, last_run, write_reports

    try:
        keep(result, last_run(Paths.from_environment()))
    except UsageError as error:  # nobody asked for that file: the run counts all the same
        print(f"sotto: {error}; `sotto scenarios report` will not know of this run", file=sys.stderr)
    if out is not None:
        keep(result, out)
    write_reports(result, junit_file=junit, html_file=html)


def _tell(result: SuiteResult, *, json_: bool) -> None:
    from desktop.scenarios.result import Verdict

    if json_:
        print_json(result.model_dump(mode="json") | {"figures": result.figures()})
        return
    parts = [f"{result.count(verdict)} {verdict.value}" for verdict in Verdict if result.count(verdict)]
    print(f"{', '.join(parts) or 'nothing was run'} in {result.figures()['seconds']:.1f} s")


@app.command("report")
def report(
    results: Annotated[Path | None, typer.Argument(help="What `run --out` kept; the last run without it.")] = None,
    junit: Junit = None,
    html: Html = None,
    json_: JsonOption = False,
) -> None:
    """Tell again what came of a run, or write it as JUnit XML or as a page. Exit codes as of `run`."""
    from desktop.paths import Paths
    from desktop.scenarios.keeping import last_run, read, write_reports

    result = read(results or last_run(Paths.from_environment()))
    write_reports(result, junit_file=junit, html_file=html)
    if not json_:
        for one in result.scenarios:
            _show(one)
    _tell(result, json_=json_)
    raise typer.Exit(PASSED if result.passed else FAILED)
