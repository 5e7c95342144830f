"""`sotto log`: what happened, as the event log has it."""

from __future__ import annotations

import json
import sys
import time
from collections import deque
from typing import TYPE_CHECKING, Annotated

import typer

from desktop.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.observability.log_entry import Logged
    from desktop.observability.log_reading import LogFilter

_LOOK_S = 0.2
"""How often a log that is followed is looked at."""
_TYPE_HELP = "Only this type, as tool.complete, or all of a kind, as tool; may be given several times."


def log(
    session: Annotated[str | None, typer.Option("--session", help="Session id, or its beginning.")] = None,
    types: Annotated[list[str] | None, typer.Option("--type", help=_TYPE_HELP)] = None,
    level: Annotated[str, typer.Option("--level", help="At least this: debug, info, warning or error.")] = "info",
    since: Annotated[str, typer.Option("--since", help="As 10m, 2h, 08:15, today or 2026-11-22T08:15.")] = "",
    lines: Annotated[int, typer.Option("--lines", min=0, help="How many of the newest; 0 for all.")] = 50,
    follow: Annotated[bool, typer.Option("--follow", help="Go on with what happens from now on.")] = False,
    json_: Annotated[bool, typer.Option("--json", help="Print one JSON object a line.")] = False,
) -> None:
    """What happened: sessions, turns, tools, devices, errors; no words unless the settings have them written."""
    from desktop.observability.log_reading import Tail
    from desktop.paths import Paths

    wanted = _filter(session, types or [], level, since)
    path = Paths.from_environment().event_log
    tail = Tail(path)
    try:
        found = deque(wanted.of(tail.lines()), maxlen=lines or None)
        for entry in found:
            _print(entry, json_=json_)
        if not found and not follow:
            _tell_why(path, session, json_=json_)
        while follow:
            time.sleep(_LOOK_S)
            for entry in wanted.of(tail.lines()):
                _print(entry, json_=json_)
    except KeyboardInterrupt:  # how one stops following
        return
    finally:
        tail.close()


def _tell_why(path: Path, session: str | None, *, json_: bool) -> None:
    """Say why there is nothing to show. Raises UsageError where nothing is known of the session at all."""
    from contextlib import closing

    from desktop.observability.log_reading import LogFilter, Tail

    if session is not None and path.exists():
        with closing(Tail(path)) as tail:
            if next(LogFilter(session).of(tail.lines()), None) is None:
                advice = "`sotto sessions list` shows the sessions' ids"
                raise UsageError(f"nothing is logged of a session {session!r}", advice=advice)
    if not json_:
        print("nothing in the log is like that" if path.exists() else "nothing is logged yet", file=sys.stderr)


def _filter(session: str | None, types: list[str], level: str, since: str) -> LogFilter:
    from datetime import UTC, datetime

    from desktop.observability.log_entry import EventType, Level
    from desktop.observability.log_reading import LogFilter
    from desktop.observability.since import parse_since

    known = {part for name in EventType for part in (name.value, name.value.partition(".")[0])}
    if unknown := [one for one in types if one not in known]:
        raise UsageError(f"there is no type {unknown[0]}", advice=f"there are {', '.join(EventType)}")
    if level not in set(Level):
        raise UsageError(f"there is no level {level}", advice=f"there are {', '.join(Level)}")
    if session is not None and not session.strip():
        raise UsageError("no session is named", advice="give its id or the beginning of it, or leave --session out")
    from_then = parse_since(since, datetime.now(UTC)) if since else None
    return LogFilter(session or "", tuple(types), Level(level), from_then)


def _print(entry: Logged, *, json_: bool) -> None:
    print(json.dumps(entry.fields) if json_ else for_people(entry), flush=True)


def for_people(entry: Logged) -> str:
    """A line of the log as people read it, without what a terminal would act on."""
    when = entry.utc.astimezone().strftime("%Y-%m-%d %H:%M:%S.%f")[:-3]
    place = f"{entry.session[:8]}/{entry.turn or '-'}"
    ms = entry.fields.get("ms")
    took = "" if ms is None else f"{ms:,.0f} ms"
    more = [*pairs(entry, "counts"), *pairs(entry, "facts"), *pairs(entry, "words")]
    return f"{when}  {entry.level:7}  {place:12}  {entry.type:18}  {took:>10}  {'  '.join(more)}".rstrip()


def pairs(entry: Logged, group: str) -> list[str]:
    """What one group of a line holds, as people read it."""
    found = entry.fields.get(group)
    if not isinstance(found, dict):
        return []
    return [f"{name}={_printable(str(value))}" for name, value in found.items() if value not in ("", None)]


def _printable(text: str) -> str:
    """On one line, and without what a terminal would act on."""
    return "".join(one if one.isprintable() else "\ufffd" for one in " ".join(text.split()))
