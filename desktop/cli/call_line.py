"""The two ways to hold a rehearsed call: the customer types, or speaks."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Protocol

import typer

from desktop.cli.waiting import assistant, report_late_failures, wait_for_turn
from desktop.errors import UsageError
from desktop.escaping import lines

if TYPE_CHECKING:
    import queue

    from desktop.assistant import Assistant
    from desktop.events import EngineEvent

VoiceOption = Annotated[
    bool, typer.Option("--voice", help="Speak instead of typing, without a key; Return hangs up.")
]
WavOption = Annotated[
    list[Path] | None,
    typer.Option("--wav", help="By voice: hear an audio file instead of the microphone; once for each call."),
]


@dataclass(slots=True)
class Talked:
    """What was said in one call."""

    session: str = ""
    """The conversation; empty before it began."""
    exchanges: list[tuple[str, str]] = field(default_factory=list)
    """What the customer said, and the reply."""
    stopped: bool = False
    """Whether no further call is wanted."""

    @property
    def said(self) -> Sequence[str]:
        """The customer's words, in order."""
        return [said for said, _ in self.exchanges]


class CallLine(Protocol):
    """One call after another with one assistant."""

    def hold(self, circumstances: Mapping[str, str], talked: Talked) -> None:
        """Hold a call to its end, and write down what is said. Raises UserFacingError."""

    def close(self) -> None:
        """Wait until all is stored, and tell what failed."""


class TypedLine:
    """What the customer says is typed; an empty line hangs up."""

    def __init__(self, running: Assistant, inbox: queue.SimpleQueue[EngineEvent], *, tell: bool) -> None:
        """With `tell` what is said is shown."""
        self._running, self._inbox, self._tell = running, inbox, tell

    def hold(self, circumstances: Mapping[str, str], talked: Talked) -> None:
        """See `CallLine`."""
        begin(self._running, circumstances, talked)
        while True:
            try:
                line = self._line()
            except (EOFError, KeyboardInterrupt):
                talked.stopped = True
                return
            if not line:
                return
            talked.exchanges.append((line, ""))
            self._running.send_text(line)
            reply = wait_for_turn(self._running, self._inbox).generated.strip()
            talked.exchanges[-1] = (line, reply)
            if self._tell:
                print(f"sophie: {lines(reply)}")

    def close(self) -> None:
        """See `CallLine`."""
        self._running.flush()
        report_late_failures(self._inbox)

    def _line(self) -> str:
        if self._tell and sys.stdin.isatty():
            print("customer: ", end="", file=sys.stderr, flush=True)
        line = sys.stdin.readline()
        if not line:
            raise EOFError
        return line.strip()


def begin(running: Assistant, circumstances: Mapping[str, str], talked: Talked) -> None:
    """Begin a conversation in these circumstances."""
    running.extensions.packs.circumstances = circumstances
    running.new_session()
    talked.session = running.session


def check_voice(*, voice: bool, wav: Sequence[Path]) -> None:
    """Raises UsageError for options that do not go together, and when nobody could hang up."""
    if wav and not voice:
        raise UsageError("--wav goes with --voice", advice="add --voice, or type what the customer says")
    if voice and not wav and not sys.stdin.isatty():
        raise UsageError("nobody could hang up: there is no terminal", advice="begin it in one, or name a --wav")


@contextmanager
def open_line(persona: str, *, voice: bool, wav: Sequence[Path], tell: bool) -> Iterator[CallLine]:
    """A line to a persona, closed at the end. Blocks until the models are there.

    Raises ModelError, AudioFileError.
    """
    if not voice:
        with assistant(None, None, persona=persona) as (running, inbox):
            typed = TypedLine(running, inbox, tell=tell)
            yield typed
            typed.close()
        return
    from desktop.cli.spoken_line import spoken_line

    with spoken_line(persona, wav, tell=tell) as spoken:
        yield spoken
