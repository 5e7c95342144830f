"""`sotto listen`: a spoken conversation in the terminal."""

from __future__ import annotations

import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from desktop.cli.waiting import assistant, decide
from desktop.escaping import lines, one_line
from desktop.events import (
    ConsentAsked,
    EngineClosed,
    EngineEvent,
    PartialTranscript,
    ReplyDelta,
    SpeechStarted,
    StageFailed,
    Transcribed,
    TurnFinished,
    WakeWordAwaited,
)
from desktop.terms import Answer, Outcome

if TYPE_CHECKING:
    import queue
    from collections.abc import Callable

    from desktop.assistant import Assistant
    from desktop.engine.backends.wavfile import WavMicrophone
    from desktop.engine.protocols import Microphone, Samples, Speaker

_AFTER_FILE_S = 3.0
"""Silence after a file, so that its last sentence ends."""
_LONGEST_FILE_S = 3600.0
_LONGEST_REPLY_S = 120.0
_INAUDIBLE = 1e-6
"""Added to every sample, since nothing but zeros would be a dead microphone."""
_NARROW = 78


def listen(
    hands_free: Annotated[bool, typer.Option("--hands-free", help="Listen without a key.")] = False,
    wav: Annotated[Path | None, typer.Option("--wav", help="Hear an audio file instead of the microphone.")] = None,
) -> None:
    """Talk in the terminal, with what is understood shown while you speak. Ctrl+C ends it.

    Without --hands-free, Return begins what you say and Return ends it.
    """
    converse(hands_free=hands_free, wav=wav)


def converse(*, hands_free: bool, wav: Path | None) -> str:
    """Talk until Ctrl+C or the end of the file; returns the session's id."""
    microphone, speaker, recording = _devices(wav)
    screen = Screen(live=sys.stdout.isatty())
    with assistant(microphone, speaker, hands_free=hands_free) as (running, inbox):
        shown = threading.Thread(target=screen.follow, args=(inbox, running.answer), name="screen")
        shown.start()
        try:
            if recording is not None:
                _hear_file(running, recording, hands_free=hands_free)
                screen.wait_for_replies(_LONGEST_REPLY_S)
            elif hands_free:
                print("Just speak. Ctrl+C ends it.", flush=True)
                threading.Event().wait()
            else:
                _by_return(running)
        except (KeyboardInterrupt, EOFError):
            print()
    shown.join()
    return running.session


def _devices(wav: Path | None) -> tuple[Microphone, Speaker | None, WavMicrophone | None]:
    from desktop.engine.backends.portaudio import PortAudioMicrophone, PortAudioSpeaker
    from desktop.engine.backends.wavfile import WavMicrophone

    if wav is not None:
        recording = WavMicrophone(heard_file(wav))
        return recording, None, recording
    return PortAudioMicrophone(), PortAudioSpeaker(), None


def heard_file(wav: Path) -> Samples:
    """A file as a microphone hears it, with silence after it: 16 kHz mono. Raises AudioFileError."""
    import numpy as np

    from desktop.engine.backends.wavfile import read_wav

    silence = np.zeros(int(_AFTER_FILE_S * 16_000), np.float32)
    samples = np.concatenate([read_wav(wav, longest_s=_LONGEST_FILE_S), silence])
    return samples + np.float32(_INAUDIBLE)


def _by_return(running: Assistant) -> None:
    print("Return begins what you say, Return ends it. Ctrl+C ends the conversation.")
    while True:
        input()
        running.press()
        input()
        running.release()


def _hear_file(running: Assistant, recording: WavMicrophone, *, hands_free: bool) -> None:
    if not hands_free:
        running.press()
    recording.speak(realtime=True)
    if not hands_free:
        running.release()


class Screen:
    """Writes a conversation, in a terminal with the unfinished line renewed in place."""

    def __init__(self, live: bool, *, you: str = "you:   ", sotto: str = "sotto: ") -> None:
        """`you` and `sotto` stand before what each says."""
        self._live, self._you, self._sotto = live, you, sotto
        self._replying = False
        self._open: set[int] = set()
        self._changed = threading.Condition()

    def follow(self, inbox: queue.SimpleQueue[EngineEvent], answer: Callable[[int, Answer], None]) -> None:
        """Write what comes until the engine is closed. No tool is allowed anything new: keys are for talking."""
        while not isinstance(event := inbox.get(), EngineClosed):
            if isinstance(event, ConsentAsked):
                answer(event.number, decide(event, asking=False))
            self.show(event)
            self._count(event)

    def wait_for_replies(self, timeout: float) -> None:
        """Wait until every turn that began has ended."""
        with self._changed:
            self._changed.wait_for(lambda: not self._open, timeout)

    def _count(self, event: EngineEvent) -> None:
        with self._changed:
            if isinstance(event, SpeechStarted):
                self._open.add(event.turn)
            elif isinstance(event, TurnFinished):
                self._open.discard(event.turn)
            self._changed.notify_all()

    def show(self, event: EngineEvent) -> None:
        """Write one event."""
        match event:
            case PartialTranscript(text=text) if self._live:
                print(f"\r\x1b[2K… {one_line(text)[-_NARROW:]}", end="", flush=True)
            case Transcribed(text=text):
                print(f"{self._clear}{self._you}{lines(text)}", flush=True)
            case ReplyDelta(text=text):
                print(lines(text) if self._replying else f"{self._sotto}{lines(text)}", end="", flush=True)
                self._replying = True
            case TurnFinished():
                self._finish(event)
            case WakeWordAwaited(phrase=phrase) if phrase:
                print(f"{self._clear}       (say “{phrase}”, then speak)", flush=True)
            case StageFailed(message=message, advice=advice):
                print(f"sotto: {message}; {advice}", file=sys.stderr, flush=True)
            case _:
                pass

    @property
    def _clear(self) -> str:
        return "\r\x1b[2K" if self._live else ""

    def _finish(self, turn: TurnFinished) -> None:
        if self._replying:
            print(" —" if turn.outcome is Outcome.INTERRUPTED else "", flush=True)
        self._replying = False
        if turn.outcome is Outcome.IGNORED and turn.error:
            print(f"{self._clear}       ({turn.error})", flush=True)
