"""A recorded question through the whole engine, in the window, in real time."""

from __future__ import annotations

import queue
import tempfile
from collections.abc import Callable
from pathlib import Path

from desktop.assistant import Assistant
from desktop.engine.backends.wavfile import WavMicrophone, WavSpeaker
from desktop.errors import UserFacingError
from desktop.events import EngineEvent, StageFailed, TurnFinished
from desktop.job import Job
from desktop.paths import Paths, assets
from desktop.settings import load_settings
from desktop.terms import KeyMode, Outcome
from desktop.ui.application import run_application
from desktop.ui.assistant_like import AssistantLike

SAMPLE_RATE = 22_050


def run_demo(screenshot: Path | None) -> TurnFinished:
    """Play the recorded question, wait for the answer's last sample, close the window, return the turn.

    With `screenshot` the window's picture is written there. Raises UserFacingError when there was no answer.
    """
    seen: queue.SimpleQueue[EngineEvent] = queue.SimpleQueue()
    microphone = WavMicrophone(assets() / "demo" / "question.wav")

    def make(listener: Callable[[EngineEvent], None], job: Job) -> Assistant:
        def both(event: EngineEvent) -> None:
            seen.put(event)
            listener(event)

        paths = Paths.from_environment()
        speaker = WavSpeaker(None, SAMPLE_RATE, realtime=True)
        settings = load_settings(paths.settings)
        by_key = settings.conversation.model_copy(update={"hands_free": False, "key_mode": KeyMode.HOLD})
        settings = settings.model_copy(update={"conversation": by_key})
        return Assistant(settings, paths, both, microphone=microphone, speaker=speaker, job=job)

    def ask(assistant: AssistantLike) -> None:
        assistant.press()
        microphone.speak(realtime=True)
        assistant.release()

    with tempfile.TemporaryDirectory() as folder:
        picture = screenshot or Path(folder) / "demo.png"
        looks = load_settings(Paths.from_environment().settings).appearance
        run_application(make, screenshot=picture, script=ask, looks=looks)
    return _result(seen)


def _result(seen: queue.SimpleQueue[EngineEvent]) -> TurnFinished:
    message, advice = "the demo gave no answer", "run `sotto doctor`"
    while not seen.empty():
        event = seen.get()
        match event:
            case TurnFinished(outcome=Outcome.COMPLETED):
                return event
            case TurnFinished(error=error) if error:
                message = f"the demo gave no answer: {error}"
            case StageFailed():
                message, advice = event.message, event.advice
            case _:
                pass
    raise UserFacingError(message, advice=advice)
