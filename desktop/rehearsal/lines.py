"""The two ways to call: in writing, and by voice through microphone, recogniser and loudspeaker on one clock."""

from __future__ import annotations

import queue
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Protocol

from desktop.assistant import Assistant
from desktop.events import ConsentAsked, EngineEvent, LevelMeasured, StateChanged
from desktop.rehearsal.form import Answer, Said
from desktop.scenarios.acting import Actor
from desktop.scenarios.form import Scenario, Turn
from desktop.scenarios.gathering import is_end
from desktop.scenarios.reading import Script
from desktop.scenarios.scene import Scene
from desktop.scenarios.sounds import Sounds
from desktop.terms import Answer as Given

_LONGEST_S = 60.0
_UNANSWERED_S = 150.0
"""Of the scene's time, which runs faster than that in which an answer is waited for."""


Agree = Callable[[ConsentAsked], Answer]
"""What the caller answers when Sotto asks."""


class Line(Protocol):
    """One call's line."""

    def begin(self) -> None:
        """A conversation begins."""

    def say(self, said: Said, words: str, agree: Agree) -> Sequence[EngineEvent]:
        """The caller says `said` in these words, and answers where Sotto asks; what came of it."""


class TypedLine:
    """What the caller says is typed, and replies are read."""

    def __init__(self, assistant: Assistant, inbox: queue.SimpleQueue[EngineEvent]) -> None:
        """`inbox` gets the assistant's events."""
        self._assistant, self._inbox = assistant, inbox

    def begin(self) -> None:
        """See `Line`."""
        self._assistant.new_session()

    def say(self, said: Said, words: str, agree: Agree) -> Sequence[EngineEvent]:  # noqa: ARG002 - as `Line` has it
        """See `Line`. What is read need not be interrupted."""
        self._assistant.send_text(words)
        events, end, over = list[EngineEvent](), time.monotonic() + _LONGEST_S, False
        while not over and time.monotonic() < end:
            try:
                event = self._inbox.get(timeout=end - time.monotonic())
            except queue.Empty:
                break
            events.append(event)
            if isinstance(event, ConsentAsked) and (answer := agree(event)) != "none":
                self._assistant.answer(event.number, Given(answer))
            over = is_end(event)
        return events


class SpokenLine:
    """What the caller says is heard, without a key, and the replies are spoken."""

    def __init__(self, scene: Scene, sounds: Sounds, now: datetime) -> None:
        """`now` is what the clock says when each call begins."""
        self._scene, self._sounds, self._now = scene, sounds, now
        self._actor: Actor | None = None
        self._turns = 0

    def begin(self) -> None:
        """See `Line`."""
        scenario = Scenario.model_validate(
            {"schema": "sotto.scenario/1", "title": "A call", "turns": [{"say": "Hello."}]}
        )
        self._actor, self._turns = Actor(self._scene, self._sounds, Script(Path("calls"), scenario)), 0
        self._actor.begin()
        self._scene.set_time(self._now)
        self._scene.assistant.new_session()  # once more, at that time

    def say(self, said: Said, words: str, agree: Agree) -> Sequence[EngineEvent]:
        """See `Line`."""
        assert self._actor is not None
        mark, self._turns = self._scene.mark, self._turns + 1
        cut_short = said.interrupt_after_s
        turn = Turn(say=words, rate=said.rate, consent="none", interrupt_after_s=cut_short, wait_s=_UNANSWERED_S)
        self._actor.act(self._turns, turn, is_last=False, agree=agree)
        return [each.event for each in self._scene.since(mark)]


def follow(inbox: queue.SimpleQueue[EngineEvent]) -> Callable[[EngineEvent], None]:
    """What an assistant tells its events to for a `TypedLine`."""

    def listen(event: EngineEvent) -> None:
        if not isinstance(event, LevelMeasured | StateChanged):
            inbox.put(event)

    return listen
