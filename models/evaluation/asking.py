"""Requests to the real assistant, typed or spoken, with its real tools."""

from __future__ import annotations

import json
import queue
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np

from desktop.assistant import Assistant
from desktop.engine.backends.wavfile import WavMicrophone, WavSpeaker
from desktop.engine.protocols import Samples
from desktop.events import ConsentAsked, ControlObeyed, EngineEvent, ToolRan, TurnFinished
from desktop.paths import Paths
from desktop.settings import Settings
from desktop.terms import Answer as Consented
from desktop.terms import Timings
from models.evaluation.cases import Case, ToolCall
from models.evaluation.report import Row

LONGEST_TURN_S = 30.0
SPEAKER_HZ = 16_000
_NOT_A_CALL = "the call was not valid"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of one request."""

    transcript: str
    reply: str
    calls: tuple[ToolCall, ...]
    invalid_calls: int
    """Calls that were no JSON object with a name and arguments."""
    refused_calls: int
    """Valid calls of a known tool whose arguments its schema refused, and calls that failed."""
    timings: Timings
    control: str
    """The control word that was obeyed; empty if it was none."""
    at: datetime
    audio: Samples
    """The spoken reply at `SPEAKER_HZ`; empty when the assistant is mute."""

    def row(self, case: Case, *, right: bool) -> Row:
        """The request and its answer as plain data."""
        calls = [f"{call.name} {json.dumps(dict(call.arguments))}" for call in self.calls]
        known = {"kind": case.kind, "text": case.text, "heard": self.transcript, "reply": self.reply}
        return known | {"calls": calls, "right": right}


class Asker:
    """An assistant in a home of its own. `with` closes it."""

    def __init__(self, settings: Settings, *, aloud: bool = False) -> None:
        """Mute, or with a recorded microphone and loudspeaker. Raises ModelError."""
        self._settings = settings
        self._aloud = aloud
        self._open()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()

    def start_afresh(self, before: Iterable[str] = ()) -> None:
        """Go on in an empty home, in a new session, after these requests were made in an earlier one."""
        self._close()
        self._open()
        for text in before:
            self.ask(text)
        self.new_session()

    def new_session(self) -> None:
        """Begin a new conversation in the same home."""
        self._assistant.new_session()

    def ask(self, request: str | Samples) -> Answer:
        """One turn, typed or spoken (16 kHz). Raises TimeoutError when it does not end."""
        played = self._speaker.queued
        if isinstance(request, str):
            self._assistant.send_text(request)
        else:
            self._assistant.press()
            self._microphone.say(request)
            self._assistant.release()
        runs, control, finished = self._wait()
        calls = [_parsed(run) for run in runs]
        return Answer(
            finished.transcript,
            finished.generated.strip(),
            tuple(call for call in calls if call is not None),
            sum(call is None for call in calls),
            sum(
                call is not None and "error" in json.loads(run.result) for call, run in zip(calls, runs, strict=True)
            ),
            finished.timings,
            control,
            datetime.now(),
            self._speaker.recorded[played:],
        )

    def _wait(self) -> tuple[list[ToolRan], str, TurnFinished]:
        runs: list[ToolRan] = []
        control = ""
        while True:
            try:
                event = self._inbox.get(timeout=LONGEST_TURN_S)
            except queue.Empty as error:
                raise TimeoutError(f"no turn ended within {LONGEST_TURN_S:.0f} s") from error
            if isinstance(event, ConsentAsked):  # with words that were not said: what comes of them is judged
                self._assistant.answer(event.number, Consented.YES)
            if isinstance(event, ToolRan):
                runs.append(event)
            if isinstance(event, ControlObeyed):
                control = event.control.value
            if isinstance(event, TurnFinished):
                return runs, control, event

    def _open(self) -> None:
        self._home = tempfile.TemporaryDirectory(prefix="sotto-evaluation-")
        self._inbox: queue.SimpleQueue[EngineEvent] = queue.SimpleQueue()
        self._microphone = _Recordings()
        self._speaker = WavSpeaker(None, SPEAKER_HZ)
        self._assistant = Assistant(
            self._settings,
            Paths(Path(self._home.name)),
            self._inbox.put,
            microphone=self._microphone if self._aloud else None,
            speaker=self._speaker if self._aloud else None,
        )

    def _close(self) -> None:
        self._assistant.close()
        self._home.cleanup()


class _Recordings(WavMicrophone):
    """A microphone that hears one recording after another."""

    def __init__(self) -> None:
        super().__init__(np.zeros(0, np.float32))

    def say(self, samples: Samples) -> None:
        """Hear the recording at once."""
        self._samples = samples
        self.speak()


def _parsed(run: ToolRan) -> ToolCall | None:
    try:
        arguments = json.loads(run.arguments)
    except ValueError:
        return None
    valid = bool(run.name) and isinstance(arguments, dict) and json.loads(run.result).get("error") != _NOT_A_CALL
    return ToolCall(run.name, arguments) if valid else None
