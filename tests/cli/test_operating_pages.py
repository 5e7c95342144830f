"""The pages about the log, the figures and the diagnostics name the options, types and settings that there are."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

import pytest
import typer.main

from desktop.benchmarks.table import BENCHMARKS
from desktop.cli.app import app
from desktop.observability.collector import FiguresCollector
from desktop.observability.insights.exported import SCHEMA as SCHEMA_OF_INSIGHTS
from desktop.observability.log_entry import EventType, Level
from desktop.observability.metrics import Metrics
from desktop.observability.monitor.access import PROTOCOL
from desktop.observability.monitor.client import METRICS, MISSED, REFUSED, SNAPSHOT
from desktop.observability.monitor.hub import RECENT
from desktop.observability.monitor.subscriber import MOST_WAITING
from desktop.observability.monitor.visits import MOST_SUBSCRIBERS
from desktop.observability.monitor.wanted import LONGEST, Wanted
from desktop.observability.prices import Prices
from desktop.replay.choosing import MODELS, SECTIONS
from desktop.replay.comparing import Part
from desktop.replay.material import StoredSession, StoredTurn
from desktop.replay.script import SCHEMA, scenario
from desktop.replay.story import Story
from desktop.settings.operating import LogSettings, MetricsSettings, MonitorSettings
from desktop.storage.recordings import Recordings
from desktop.storage.records import SessionRecord
from desktop.storage.states import EndReason, SessionState
from desktop.terms import Outcome, Stage
from tests.cli.conftest import Result
from tests.observability.test_insights import CASES
from tests.observability.test_metrics import tell_turn
from tests.storage.samples import NOON, SESSION, turn

SESSION_RECORD = SessionRecord(SESSION, "", NOON, NOON, None, SessionState.CLOSED, EndReason.USER, 2)
DOCS = Path(__file__).parents[2] / "docs"


def page(name: str) -> str:
    return (DOCS / f"{name}.md").read_text("utf-8")


def options(command: str) -> set[str]:
    found = typer.main.get_command(app).commands[command]  # type: ignore[attr-defined]
    return {option for parameter in found.params for option in parameter.opts if option.startswith("-")} - {"--help"}


def session_options(command: str) -> set[str]:
    found = typer.main.get_command(app).commands["sessions"].commands[command]  # type: ignore[attr-defined]
    return {option for parameter in found.params for option in parameter.opts if option.startswith("-")} - {"--help"}


def first_cells(text: str) -> set[str]:
    """What stands as code in the first column of the tables."""
    rows = re.findall(r"^\| (`[^|]*) \|", text, re.MULTILINE)
    return {name for row in rows for name in re.findall(r"`([^`]+)`", row)}


@pytest.mark.parametrize("command", ["log", "diagnostics", "monitor", "insights"])
def test_the_options_are_those_of_the_program(command: str) -> None:
    told = {cell.partition(" ")[0] for cell in first_cells(page(command)) if cell.startswith("--")}
    assert told == options(command)


def test_the_other_commands_options_are_named() -> None:
    assert options("metrics") == {"--json", "--prometheus"}
    assert all(f"`{option}`" in page("metrics") for option in options("metrics"))
    assert "`sotto insights export FILE [--since WHEN] [--until WHEN] [--force]`" in page("insights")
    assert "`sotto insights compare FILE FILE... [--report FILE] [--force] [--json]`" in page("insights")
    assert SCHEMA_OF_INSIGHTS in page("insights")


def test_every_type_and_level_of_the_log_is_explained() -> None:
    assert {cell for cell in first_cells(page("log")) if cell in set(EventType)} == set(EventType)
    assert all(f"`{level}`" in page("log") for level in Level)


@pytest.mark.parametrize(
    ("name", "settings"), [("log", LogSettings()), ("metrics", MetricsSettings()), ("monitor", MonitorSettings())]
)
def test_the_settings_have_the_usual_values_that_the_page_gives(
    name: str, settings: LogSettings | MetricsSettings | MonitorSettings
) -> None:
    usual = {key: str(value).lower() for key, value in settings.model_dump().items()}
    rows = re.findall(r"^\| ((?:`\w+`(?:, )?)+) \| ([\w.]*) ?\| [^|]+\|$", page(name), re.MULTILINE)
    told = {key: value for keys, value in rows for key in re.findall(r"`(\w+)`", keys) if key in usual}
    assert told == usual


def test_every_figure_is_explained() -> None:
    metrics = Metrics()
    tell_turn(metrics)
    families = FiguresCollector(metrics, Prices(1, 1, "EUR", 1)).collect()
    names = {f"{family.name}_total" if family.type == "counter" else family.name for family in families}
    told = {cell for cell in first_cells(page("metrics")) if cell.startswith("sotto_")}
    assert {name for name in told if not name.startswith("sotto_record_")} == names


def test_the_monitors_messages_are_explained() -> None:
    told = first_cells(page("monitor"))
    assert {SNAPSHOT, METRICS, MISSED, REFUSED} == {cell for cell in told if cell.startswith("monitor.")}
    assert set(Wanted.model_fields) <= told
    (stages,) = re.findall(r"^\| `stages` \|.*$", page("monitor"), re.MULTILINE)
    assert set(re.findall(r"`(\w+)`", stages)) - {"stages"} == set(Stage)


def test_the_readme_names_each_benchmark_once() -> None:
    text = (Path(__file__).parents[2] / "README.md").read_text("utf-8")
    table = text.partition("| name | from where to where |")[2].partition("\n\n")[0]
    assert sorted(re.findall(r"^\| `([\w-]+)` \|", table, re.MULTILINE)) == sorted(BENCHMARKS)


def test_the_monitors_limits_are_those_of_the_program() -> None:
    text = page("monitor")
    for limit in (
        f"{MOST_SUBSCRIBERS} at a time",
        f"{MOST_WAITING:,} lines",
        f"{LONGEST:,} bytes",
        f"at most {RECENT}",
        PROTOCOL,
    ):
        assert limit in text


def test_the_page_about_replays_is_that_of_the_program(tmp_path: Path) -> None:
    cells, text = first_cells(page("replay")), page("replay")
    assert {cell.partition(" ")[0] for cell in cells if cell.startswith("--")} == session_options("replay")
    assert "`sotto sessions story ID [--turn N] [--json]`" in text
    assert session_options("story") == {"--turn", "--json"}
    assert set(Part) <= cells
    # the names of these say it
    plain = {"turn", "started_at", "source", "error", "language", "confidence", "no_speech", "reply_tokens"}
    assert {field.name for field in fields(Story)} - cells == plain
    assert all(f"`{name}`" in text for name in MODELS)
    assert all(f"`[{section}]`" in text for section in SECTIONS)
    one = StoredTurn(turn(2, outcome=Outcome.INTERRUPTED), None, None, None, ())
    session = StoredSession(SESSION_RECORD, (StoredTurn(turn(1), None, None, None, ()), one), Recordings(tmp_path))
    whole = scenario(session, [one], {2: "x-sound/2.flac"})
    (entry,) = whole["turns"]
    assert {*whole, *entry} <= cells
    assert all(f"`{name}`" in text for name in (*entry["expect"], *entry["expect"]["tools"][0]))
    assert SCHEMA in cells or f"`{SCHEMA}`" in text


def test_every_rule_is_explained() -> None:
    assert {name for name, _ in CASES} <= first_cells(page("insights"))


@pytest.mark.parametrize("command", ["log", "metrics", "diagnostics", "insights", "monitor"])
def test_each_command_has_help(command: str, sotto: Callable[..., Result]) -> None:
    result = sotto(command, "--help")
    assert result.code == 0
    assert all(option in result.out for option in options(command))
