"""What `sotto monitor` shows: how things stand above, what happens below."""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Iterable, Mapping
from typing import Any

from rich.columns import Columns
from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.table import Table
from rich.text import Text

from desktop.cli.log import for_people, pairs
from desktop.observability.log_entry import Level, Logged
from desktop.observability.monitor.client import METRICS, MISSED, REFUSED, SNAPSHOT, parse
from desktop.observability.series import Series, Step

_WINDOW = "300"
_KEPT = 200
"""Lines of what happened."""
_PRINTED = 36
"""Lines of all that is printed once."""
_WIDE = 80
"""Columns for two tables side by side."""
_STATES = {"idle": "green", "listening": "red", "thinking": "yellow", "speaking": "blue"}
_LEVELS = {Level.WARNING: "yellow", Level.ERROR: "bold red", Level.DEBUG: "dim"}
_LATEST = {Series.PROCESSOR: ("processor", "%"), Series.MEMORY: ("memory", "MiB"),
           Series.TOKENS_A_SECOND: ("tokens", "/s")}  # fmt: skip
_COUNTS = (Series.TURNS, Series.FAILED, Series.INTERRUPTED, Series.UNDERRUNS, Series.DROPPED)


class Standing:
    """Keeps what the stream told so far, and draws it."""

    def __init__(self, *, debug: bool) -> None:
        self._least = Level.DEBUG if debug else Level.INFO
        self._known: dict[str, Any] = {}
        self._metrics: Mapping[str, Any] = {}
        self._lines: deque[Logged] = deque(maxlen=_KEPT)
        self._missed = 0

    def take(self, line: str) -> None:
        """Note a line of the stream."""
        told = parse(line)
        match told.get("type"):
            case "monitor.snapshot":
                self._known, self._metrics = told, told["metrics"]
            case "monitor.metrics":
                self._metrics = {**self._metrics, **told["metrics"]}  # windows that are not told are as they were
                self._known |= {"state": told["state"], "session": told["session"]}
            case "monitor.missed":
                self._missed += told["events"]
            case _:
                self._happened(line)

    def _happened(self, line: str) -> None:
        if (entry := Logged.parse(line)) is None:
            return
        facts = entry.fields.get("facts") or {}
        if entry.type == "state":
            self._known |= {"state": facts.get("state", ""), "session": entry.session}
        elif entry.type == "model.load":
            self._known["models"] = facts
        if entry.level.rank >= self._least.rank:
            self._lines.append(entry)

    def draw(self, width: int, height: int) -> RenderableType:
        """Everything on so many columns and lines, with as much of what happened as fits, the newest last."""
        wide = width >= _WIDE
        tables = [self._steps(), self._figures()] if wide else [self._steps()]
        above: list[RenderableType] = [self._title(), Text(), Columns(tables, padding=(0, 4)), Text()]
        taken = 3 + max(table.row_count + table.show_header for table in tables)
        newest = list(self._lines)[-max(1, height - taken) :]
        return Group(*above, _happenings(newest) if newest else Text("nothing has happened yet", "dim"))

    def _title(self) -> Text:
        state = str(self._known.get("state", "connecting"))
        models = self._known.get("models") or {}
        title = Text.assemble(("Sotto ", "bold"), (f" {state} ", f"reverse {_STATES.get(state, 'white')}"))
        title.append(f"  session {str(self._known.get('session', ''))[:8] or '-'}", "dim")
        title.append("  " + " · ".join(str(name) for name in models.values()), "dim")
        if self._missed:
            title.append(f"  {self._missed:,} events missed", "yellow")
        title.no_wrap, title.overflow = True, "ellipsis"
        return title

    def _window(self) -> Mapping[str, Any]:
        windows: Mapping[str, Any] = self._metrics.get("windows", {})
        found: Mapping[str, Any] = windows.get(_WINDOW, {})
        return found

    def _shown_steps(self) -> list[tuple[str, Mapping[str, float]]]:
        window = self._window()
        return [(name.value, window[name]) for name in (*Step, Series.WAIT) if name in window]

    def _steps(self) -> Table:
        table = Table("ms, last 5 minutes", box=None, padding=(0, 2, 0, 0), header_style="dim")
        for heading in ("p50", "p95", "p99", "n"):
            table.add_column(heading, justify="right")
        for name, each in self._shown_steps():
            cells = [_short(each.get(quantile)) for quantile in ("p50", "p95", "p99")]
            style = "bold" if name == Series.WAIT else ""
            table.add_row(name.replace("_", " "), *cells, f"{each['count']:,.0f}", style=style)
        return table

    def _figures(self) -> Table:
        table = Table(box=None, show_header=False, padding=(0, 1, 0, 0))
        table.add_column(style="dim")
        table.add_column(justify="right")
        table.add_column(style="dim")
        latest, totals, window = self._metrics.get("latest", {}), self._metrics.get("totals", {}), self._window()
        for name, (title, unit) in _LATEST.items():
            table.add_row(title, _short(latest.get(name)), unit)
        for series in _COUNTS:
            recent = window.get(series, {}).get("count", 0)
            bad = series is not Series.TURNS and totals.get(series, 0) > 0
            table.add_row(
                series.value, f"{recent:,.0f}", f"of {totals.get(series, 0):,.0f}", style="red" if bad else ""
            )
        return table


def print_standing(lines: Iterable[str], *, debug: bool) -> None:
    """Print how things stand, once."""
    standing = Standing(debug=debug)
    for line in lines:
        standing.take(line)
    console = Console(highlight=False)
    console.print(standing.draw(console.width, _PRINTED))


def follow_on_screen(lines: Iterable[str], *, debug: bool) -> None:
    """Draw on the whole terminal, anew with each line, until the lines end."""
    standing, console = Standing(debug=debug), Console(highlight=False)
    with Live(console=console, screen=True, auto_refresh=True, refresh_per_second=8) as live:
        for line in lines:
            standing.take(line)
            live.update(standing.draw(console.width, console.height))


def print_changes(lines: Iterable[str], *, debug: bool) -> None:
    """Print each thing that happens as a line, as `sotto log --follow` does."""
    for line in lines:
        told = parse(line)
        if told.get("type") in (MISSED, REFUSED):
            print(f"sotto: {told.get('reason') or str(told['events']) + ' events were missed'}", file=sys.stderr)
        elif told.get("type") in (SNAPSHOT, METRICS) or (entry := Logged.parse(line)) is None:
            continue
        elif debug or entry.level is not Level.DEBUG:
            print(for_people(entry), flush=True)


def _happenings(entries: Iterable[Logged]) -> Table:
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0), expand=True)
    for style, justify in (("dim", "left"), ("dim", "left"), ("", "left"), ("", "right")):
        table.add_column(style=style, justify=justify, no_wrap=True)  # type: ignore[arg-type]
    table.add_column(style="dim", no_wrap=True, overflow="ellipsis", ratio=1)
    for entry in entries:
        ms = entry.fields.get("ms")
        more = "  ".join(pair for group in ("counts", "facts", "words") for pair in pairs(entry, group))
        cells = (
            entry.utc.astimezone().strftime("%H:%M:%S.%f")[:-3],
            f"{entry.session[:8]}/{entry.turn or '-'}",
            entry.type,
            "" if ms is None else f"{ms:,.0f} ms",
            more,
        )
        table.add_row(*map(Text, cells), style=_LEVELS.get(entry.level, ""))
    return table


def _short(value: float | None) -> str:
    return "-" if value is None else f"{value:,.0f}" if value >= 100 else f"{value:,.1f}"
