"""`sotto scenarios record`: a conversation becomes a scenario."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated

import typer

from desktop.errors import UsageError

if TYPE_CHECKING:
    from desktop.settings import Settings

Mine = Annotated[bool, typer.Option("--mine", help="With the settings and models of this home, not the starter's.")]


def base(*, mine: bool) -> Settings:
    """The settings that scenarios run with."""
    from desktop.paths import Paths
    from desktop.settings import Settings, load_settings

    return load_settings(Paths.from_environment().settings) if mine else Settings()


@contextmanager
def ctrl_c() -> Iterator[threading.Event]:
    """An event that Ctrl+C sets; the second Ctrl+C ends the program as usual."""
    stop = threading.Event()

    def stopping(_signal: int, _frame: FrameType | None) -> None:
        if stop.is_set():
            raise KeyboardInterrupt
        stop.set()

    before = signal.signal(signal.SIGINT, stopping)
    try:
        yield stop
    finally:
        signal.signal(signal.SIGINT, before)


def record(
    file: Annotated[Path, typer.Argument(help="TOML file to write.")],
    say: Annotated[
        list[str] | None, typer.Option("--say", help="Say this instead of listening; may be given several times.")
    ] = None,
    from_: Annotated[
        str | None, typer.Option("--from", help="Run this scenario, and expect from now on what came of it.")
    ] = None,
    session: Annotated[str | None, typer.Option("--session", help="Write down this conversation.")] = None,
    hands_free: Annotated[bool, typer.Option("--hands-free", help="Listen without a key.")] = False,
    wav: Annotated[Path | None, typer.Option("--wav", help="Hear an audio file instead of the microphone.")] = None,
    mine: Mine = False,
    force: Annotated[bool, typer.Option("--force", help="Replace the file if there is one.")] = False,
) -> None:
    """Talk, and write the conversation as a scenario: what was said as sound, what came of it as expectations."""
    if sum(bool(way) for way in (say, from_, session, hands_free or wav)) > 1:
        raise UsageError(
            "there is one way to record at a time", advice="give --say, --from, --session, or none of them"
        )
    if file.exists() and not force:
        raise UsageError(f"{file} exists already", advice="choose another file, or `--force` to replace it")
    if say or from_:
        _record_played(file, say or [], from_ or "", mine=mine, force=force)
        return
    if session is None:
        from desktop.cli.listen import converse

        session = converse(hands_free=hands_free, wav=wav)
    _record_session(file, session, force=force)


def _record_played(file: Path, say: list[str], from_: str, *, mine: bool, force: bool) -> None:
    from desktop.scenarios.recording import at_its_time, spoken, write_recorded
    from desktop.scenarios.shelf import find
    from desktop.scenarios.suite import Suite

    found = find([from_]) if from_ else [spoken(file, say)]
    if len(found) > 1:
        raise UsageError(f"{from_} is more than one scenario", advice="name one")
    script = at_its_time(found[0], datetime.now().astimezone())
    with ctrl_c() as stop:
        (result,) = Suite([script], base(mine=mine), stopped=stop.is_set).run()
    write_recorded(script, result, file, force=force)
    print(f"{len(result.turns)} turns: {file}", file=sys.stderr)


def _record_session(file: Path, session: str, *, force: bool) -> None:
    from desktop.cli.stored import open_history
    from desktop.paths import Paths
    from desktop.replay.material import read_session
    from desktop.replay.script import write_script
    from desktop.storage.recordings import Recordings

    with open_history() as database:
        stored = read_session(database, Recordings(Paths.from_environment().recordings), session)
    done = write_script(stored, stored.chosen(None), file, replace=force)
    print(f"{done.turns} turns, {done.sounds} with sound: {file}", file=sys.stderr)
