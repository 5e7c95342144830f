"""`sotto monitor`: how the running Sotto stands, and what it does while it does it."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from desktop.cli.conversation import JsonOption
from desktop.errors import UsageError, UserFacingError

if TYPE_CHECKING:
    from desktop.observability.monitor.wanted import Wanted
    from desktop.paths import Paths

_FILTER_HELP = "Only this: type=tool,error, stage=llm or level=warning; may be given several times."
_ADVICE = "write it as type=tool,error, stage=llm or level=warning"


def monitor(
    session: Annotated[str, typer.Argument(help="Session id, or its beginning; all without one.")] = "",
    follow: Annotated[bool, typer.Option("--follow", help="Go on with what happens from now on.")] = False,
    filters: Annotated[list[str] | None, typer.Option("--filter", help=_FILTER_HELP)] = None,
    json_: JsonOption = False,
    web: Annotated[bool, typer.Option("--web", help="Print the address of the page for the browser.")] = False,
) -> None:
    """How the running Sotto stands, and with --follow what it does; no words unless the settings let them travel."""
    from desktop.observability.monitor.client import page_address
    from desktop.paths import Paths

    paths = Paths.from_environment()
    if web:
        print(page_address(paths))
        return
    wanted = _wanted(session, filters or [])
    try:
        _watch(paths, wanted, follow=follow, json_=json_, debug=_asks_for_states(filters or []))
    except KeyboardInterrupt:  # how one stops following
        return


def _asks_for_states(filters: Sequence[str]) -> bool:
    return any(one.startswith("level=") or "state" in one for one in filters)


def _watch(paths: Paths, wanted: Wanted, *, follow: bool, json_: bool, debug: bool) -> None:
    """Show the stream; with `debug` people see all of it that is of that level, too: the states, above all."""
    from desktop.observability.monitor.client import watching

    with watching(paths, wanted) as lines:
        if json_:
            for line in lines if follow else _standing(lines):
                print(line, flush=True)
            return
        from desktop.cli.monitor_screen import follow_on_screen, print_changes, print_standing

        if not follow:
            print_standing(_standing(lines), debug=debug)
        elif sys.stdout.isatty():
            follow_on_screen(lines, debug=debug)
        else:
            print_changes(lines, debug=debug)


def _standing(lines: Iterator[str]) -> Sequence[str]:
    """The snapshot and the lines of the past that come with it. Raises UserFacingError."""
    from desktop.observability.monitor.client import SNAPSHOT, parse

    for line in lines:
        told = parse(line)
        if told.get("type") == SNAPSHOT:
            return [line, *(each for _, each in zip(range(told["recent"]), lines, strict=False))]
    raise UserFacingError("Sotto ended", advice="start it again")


def _wanted(session: str, filters: Sequence[str]) -> Wanted:
    from pydantic import ValidationError

    from desktop.observability.log_entry import Level
    from desktop.observability.monitor.wanted import Wanted, reason_of
    from desktop.terms import Stage

    chosen: dict[str, list[str]] = {"type": [], "stage": [], "level": []}
    for one in filters:
        name, _, values = one.partition("=")
        if name not in chosen or not values:
            raise UsageError(f"{one!r} is no filter", advice=_ADVICE)
        chosen[name] += values.split(",")
    if len(chosen["level"]) > 1:
        raise UsageError("only one level can be asked for", advice=_ADVICE)
    _check("stage", chosen["stage"], Stage)
    _check("level", chosen["level"], Level)
    level = {"level": chosen["level"][0]} if chosen["level"] else {}
    known = {"types": chosen["type"], "stages": chosen["stage"], "session": session}
    try:
        return Wanted.model_validate(known | level)
    except ValidationError as error:
        named = any("session" in each["loc"] for each in error.errors())
        advice = "`sotto sessions list` shows the sessions' ids" if named else _ADVICE
        raise UsageError(f"this cannot be asked for: {reason_of(error)}", advice=advice) from error


def _check(what: str, values: Sequence[str], known: type[StrEnum]) -> None:
    if unknown := [one for one in values if one not in set(known)]:
        raise UsageError(f"there is no {what} {unknown[0]}", advice=f"there are {', '.join(known)}")
