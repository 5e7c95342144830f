"""One turn as a row of steps, out of its events. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from desktop.events import EngineEvent, ReplyAudible, SpeechEnded, ToolRan, Transcribed, TurnFinished
from desktop.observability.series import WAITING, Step
from desktop.terms import Outcome

_MOST_OPEN = 16
"""Turns that may be under way; more were never finished."""


@dataclass(frozen=True, slots=True)
class Waterfall:
    """Where the time of one turn went."""

    turn: int
    outcome: Outcome
    steps: Mapping[Step, float]
    """Milliseconds of those steps that there were, in their order."""
    wait: float | None
    """Milliseconds from the end of the utterance to the first sound; None where there was none."""


@dataclass(slots=True)
class _Story:
    """When what happened, in seconds of the monotonic clock."""

    ended_at: float | None = None
    text_at: float | None = None
    tools_at: float | None = None
    audible_at: float | None = None
    audible_ms: float = 0.0


class Turns:
    """Gathers the events of turns under way. One thread at a time."""

    def __init__(self) -> None:
        self._stories: dict[tuple[str, int], _Story] = {}

    def take(self, event: EngineEvent) -> Waterfall | None:
        """Note an event; returns the turn that it completes."""
        if isinstance(event, TurnFinished):
            return _waterfall(event, self._stories.pop((event.session, event.turn), _Story()))
        if isinstance(event, SpeechEnded | Transcribed | ToolRan | ReplyAudible):
            self._note(event, self._story(event))
        return None

    def _story(self, event: EngineEvent) -> _Story:
        key = (event.session, event.turn)
        if key not in self._stories and len(self._stories) >= _MOST_OPEN:
            del self._stories[next(iter(self._stories))]
        return self._stories.setdefault(key, _Story())

    def _note(self, event: SpeechEnded | Transcribed | ToolRan | ReplyAudible, story: _Story) -> None:
        match event:
            case SpeechEnded():
                story.ended_at = event.at
            case Transcribed():
                story.text_at = event.at
            case ToolRan():
                story.tools_at = event.at
            case ReplyAudible():
                story.audible_at, story.audible_ms = event.at, event.ms


def _waterfall(event: TurnFinished, story: _Story) -> Waterfall:
    timings = event.timings
    known: dict[Step, float | None] = {
        Step.CAPTURE: event.audio_s * 1000 or None,
        Step.ENDPOINT: _endpoint(story),
        Step.RECOGNISE: timings.stt,
        Step.TOOLS: _between(story.text_at, story.tools_at),
        **_thinking(event),
        Step.FIRST_SOUND: timings.tts_first_audio,
        Step.HEARD: _between(story.audible_at, event.at),
    }
    if timings.turn is not None and timings.tts_first_audio is not None:
        # what is left: the text has its first word, the voice has nothing to say yet
        known[Step.CLAUSE] = max(0.0, timings.turn - sum(known.get(step) or 0.0 for step in WAITING))
    steps = {step: value for step in Step if (value := known.get(step)) is not None}
    return Waterfall(event.turn, event.outcome, steps, timings.turn)


def _endpoint(story: _Story) -> float | None:
    """The end of the utterance is known by how long after it the first sound was heard."""
    if story.ended_at is None or story.audible_at is None:
        return None
    return max(0.0, (story.ended_at - story.audible_at) * 1000 + story.audible_ms)


def _thinking(event: TurnFinished) -> dict[Step, float | None]:
    """The prompt may have been evaluated ahead of time; then only what was left of it was waited for."""
    first, prompt = event.timings.llm_first_token, event.prompt_ms
    if first is None or prompt is None:
        return {Step.FIRST_TOKEN: first}
    waited = min(first, prompt)
    return {Step.PREFILL: waited, Step.FIRST_TOKEN: first - waited}


def _between(start: float | None, end: float | None) -> float | None:
    return None if start is None or end is None else max(0.0, (end - start) * 1000)
