"""`sotto insights`: what slows this machine down, and what to change; two periods, settings and machines compared."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from desktop.cli.conversation import JsonOption
from desktop.cli.stored import plain, print_json
from desktop.errors import UsageError

if TYPE_CHECKING:
    from desktop.observability.insights.exported import Exported
    from desktop.observability.insights.period import Period
    from desktop.observability.insights.report import Part
    from desktop.paths import Paths
    from desktop.settings import Settings

_BEGINNING = datetime(1, 1, 2, tzinfo=UTC)
"""No period begins before it."""
app = typer.Typer(help="What slows this machine down, and what to change.", rich_markup_mode=None)

SinceOption = Annotated[str, typer.Option("--since", help="Period, as 2h, 7d or 2026-11-22.")]
UntilOption = Annotated[str, typer.Option("--until", help="Where it ends, in the same forms; usually now.")]
ForceOption = Annotated[bool, typer.Option("--force", help="Replace the file if there is one.")]


class By(enum.StrEnum):
    """What turns are told apart by."""

    SETTINGS = "settings"


@app.callback(invoke_without_command=True)
def insights(
    context: typer.Context,
    since: SinceOption = "30d",
    until: UntilOption = "",
    compare: Annotated[bool, typer.Option("--compare", help="With as long a time before that.")] = False,
    against: Annotated[
        str, typer.Option("--against", help="With this period, as 14d..7d or 2026-11-01..2026-11-08.")
    ] = "",
    by: Annotated[
        By | None, typer.Option("--by", help="Tell the turns apart by the settings they ran under.")
    ] = None,
    report: Annotated[Path | None, typer.Option("--report", help="Write a report, FILE.html or FILE.md.")] = None,
    force: ForceOption = False,
    json_: JsonOption = False,
) -> None:
    """What costs most in the turns of a period, with the figures it rests on, the largest gain first."""
    if context.invoked_subcommand is not None:
        return
    if compare and against:
        raise UsageError("--compare and --against name two other periods", advice="give one of them")
    settings, paths = _home()
    start, end = _span(since, until)
    other = _before(start, end) if compare else _against(against)
    period, before = _look(settings, paths, start, end), _look(settings, paths, *other) if other else None
    if report is not None:
        _write_report(report, period, before, replace=force)
    if json_:
        print_json(_as_json(period, before, by))
    elif report is None:
        _show(period, before, by)


def _home() -> tuple[Settings, Paths]:
    from desktop.paths import Paths
    from desktop.settings import load_settings

    paths = Paths.from_environment()
    return load_settings(paths.settings), paths


def _look(settings: Settings, paths: Paths, since: datetime, until: datetime) -> Period:
    from desktop.lookback import look_back

    return look_back(settings, paths, since, until)


def _span(since: str, until: str) -> tuple[datetime, datetime]:
    from desktop.observability.since import parse_since

    now = datetime.now(UTC)
    start, end = parse_since(since, now), parse_since(until, now) if until else now
    if start >= end:
        raise UsageError("a period ends after it begins", advice="give an earlier --since, or a later --until")
    return start, end


def _before(start: datetime, end: datetime) -> tuple[datetime, datetime]:
    return start - min(end - start, start - _BEGINNING), start


def _against(text: str) -> tuple[datetime, datetime] | None:
    if not text:
        return None
    since, dots, until = text.partition("..")
    if not dots:
        raise UsageError(f"{text!r} is no period", advice="write it as 14d..7d or 2026-11-01..2026-11-08")
    return _span(since, until)


def _as_json(period: Period, before: Period | None, by: By | None) -> dict[str, Any]:
    from desktop.observability.comparing import compare

    facts = period.facts
    whole: dict[str, Any] = {
        "since": period.since,
        "until": period.until,
        "turns": facts.turns,
        "figures": {"p50": facts.p50, "p95": facts.p95, "failed": facts.failed, "interrupted": facts.interrupted,
                    "ignored": facts.ignored, "reuse": facts.reuse},
        "insights": plain(period.found),
        "days": plain(period.days),
        "changes": plain(compare(before.facts, facts)) if before is not None else [],
    }  # fmt: skip
    if before is not None:
        whole["against"] = {"since": before.since, "until": before.until, "turns": before.facts.turns}
    return whole | ({"settings": plain(period.ran)} if by is By.SETTINGS else {})


def _show(period: Period, before: Period | None, by: By | None) -> None:
    from desktop.observability.insights.rendering import lines
    from desktop.observability.insights.report import by_settings

    print(f"{period.facts.turns:,} turns since {period.since.astimezone():%Y-%m-%d %H:%M}")
    _show_advice(period)
    if before is not None:
        _show_changes(period, before)
    if by is By.SETTINGS:
        print("\nby settings")
        for line in lines(by_settings(period.ran)):
            print(line)


def _show_advice(period: Period) -> None:
    for number, one in enumerate(period.found, 1):
        gain = f" (about {one.gain_ms:,.0f} ms a turn)" if one.gain_ms else ""
        print(f"\n{number}. {one.what}{gain}\n   because: {one.evidence}\n   change:  {one.advice}")
    if not period.found:
        print("nothing that could be better can be told from them")


def _show_changes(period: Period, before: Period) -> None:
    from desktop.observability.comparing import as_text, compare

    changes = compare(before.facts, period.facts)
    print("\nbefore and after" if changes else "\nthere are too few turns to compare with the time before")
    for one in changes:
        ratio = "" if one.ratio is None else f"x {one.ratio:.2f}"
        figures = f"{as_text(one.before, one.unit):>12} {as_text(one.after, one.unit):>12}"
        print(f"  {one.name:24} {figures}  {ratio}".rstrip())


def _write_report(path: Path, period: Period, before: Period | None, *, replace: bool) -> None:
    from desktop.observability.insights.report import report

    _write(path, _rendered(path, list(report(period, before))), replace=replace)


def _rendered(path: Path, parts: Sequence[Part]) -> str:
    from desktop.observability.insights.rendering import html, markdown

    forms = {".html": html, ".htm": html, ".md": markdown}
    if path.suffix.lower() not in forms:
        raise UsageError(
            f"a report cannot be written as {path.name}", advice="call it something.html or something.md"
        )
    return forms[path.suffix.lower()](parts)


def _write(path: Path, text: str, *, replace: bool) -> None:
    try:
        with path.open("w" if replace else "x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError as error:
        raise UsageError(f"{path} is there already", advice="choose another name, or give --force") from error
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}", advice="choose another folder") from error
    typer.echo(f"written: {path}", err=True)


@app.command()
def export(
    file: Annotated[Path, typer.Argument(help="JSON file to write.")],
    since: SinceOption = "30d",
    until: UntilOption = "",
    force: ForceOption = False,
) -> None:
    """Write the figures of a period for `compare` on another machine: no word that was said is among them."""
    import platform

    import desktop
    from desktop.observability.insights.exported import exported

    settings, paths = _home()
    period = _look(settings, paths, *_span(since, until))
    whole = exported(period, desktop.__version__, f"{platform.system()} {platform.machine()}")
    _write(file, whole.model_dump_json(indent=1) + "\n", replace=force)


@app.command()
def compare(
    files: Annotated[list[Path], typer.Argument(help="What `export` wrote, of two machines or more.")],
    report: Annotated[Path | None, typer.Option("--report", help="Write a report, FILE.html or FILE.md.")] = None,
    force: ForceOption = False,
    json_: JsonOption = False,
) -> None:
    """Set the figures of several machines side by side, with what each could do better."""
    from desktop.observability.insights.machines import machines, machines_json
    from desktop.observability.insights.rendering import lines

    if len({path.absolute() for path in files}) < 2:
        raise UsageError("there is nothing to compare", advice="give two files or more, of `sotto insights export`")
    columns = {name: _read(path) for name, path in _named(files).items()}
    parts = list(machines(columns))
    if report is not None:
        _write(report, _rendered(report, parts), replace=force)
    if json_:
        print_json(machines_json(columns))
    elif report is None:
        for line in lines(parts):
            print(line)


def _named(files: Sequence[Path]) -> dict[str, Path]:
    """Files by their names, or by all of their paths where two have one name."""
    names = [path.stem for path in files]
    return {path.stem if names.count(path.stem) == 1 else str(path): path for path in files}


def _read(path: Path) -> Exported:
    from desktop.observability.insights.exported import MOST_BYTES, read_exported

    try:
        with path.open("rb") as file:
            return read_exported(file.read(MOST_BYTES + 1), path.name)
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}", advice="give what `export` wrote") from error
