"""Turns under way, put together from the stream of events. No thread, no disk."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from desktop.events import (
    EngineEvent,
    EngineReady,
    PartialTranscript,
    ReplyAudible,
    ReplyDelta,
    ReplyHeard,
    SpeechEnded,
    SpeechStarted,
    StateChanged,
    ToolRan,
    ToolStarted,
    Transcribed,
    TurnFinished,
)
from desktop.settings.in_use import InUse
from desktop.storage.moments import Moments, cache_of, details_of
from desktop.storage.ran_under import details_under
from desktop.storage.records import ToolRunRecord, TurnRecord
from desktop.storage.states import Progress, ToolStatus
from desktop.storage.tool_runs import ended_run, started_run
from desktop.terms import ModelNames, Outcome, Source, State, Timings

WANTED = (
    EngineReady | PartialTranscript | ReplyAudible | ReplyDelta | ReplyHeard | SpeechEnded | SpeechStarted
    | StateChanged | ToolRan | ToolStarted | Transcribed | TurnFinished
)  # fmt: skip
"""The events that a record is made of."""
CUT_OFF = "Sotto ended before the turn did"
_MOST = 64
"""Turns under way at a time."""
_CANCELLED = "cancelled: the turn was interrupted"


@dataclass(slots=True)
class _Draft:
    """What is known so far of one turn."""

    session: str
    index: int
    began: float
    """Monotonic seconds."""
    source: Source
    progress: Progress
    transcript: str = ""
    language: str = ""
    confidence: float = 0.0
    reply: list[str] = field(default_factory=list)
    heard: str = ""
    audio_s: float = 0.0
    complete: bool = False
    """Whether the utterance is."""
    runs: list[ToolRunRecord] = field(default_factory=list)
    moments: Moments = field(default_factory=Moments)
    dirty: bool = False
    """Whether it knows something that was not stored."""

    def record(self, models: ModelNames, persona: str) -> TurnRecord:
        """The turn as it stands."""
        self.dirty = False
        return TurnRecord(
            session=self.session,
            index=self.index,
            started_at=utc(self.began),
            source=self.source,
            outcome=Outcome.UNFINISHED,
            transcript=self.transcript,
            language=self.language,
            confidence=self.confidence,
            generated="".join(self.reply),
            spoken=self.heard,
            heard=self.heard,
            audio_s=self.audio_s,
            timings=Timings(),
            models=models,
            tools=tuple(run.name for run in self.runs),
            runs=tuple(self.runs),
            progress=self.progress,
            persona=persona,
        )


class Drafts:
    """The turns under way. One thread."""

    def __init__(self, under: Callable[[], InUse] | None = None) -> None:
        """`under` gives the settings that act now."""
        self._under = under
        self._drafts: dict[tuple[str, int], _Draft] = {}
        self._models = ModelNames("", "", "")
        self._persona = ""
        self._newest = 0

    def take(self, event: WANTED) -> list[TurnRecord]:
        """Note an event and return what has to be stored at once because of it."""
        match event:
            case EngineReady():
                self._models, self._persona = event.models, event.persona
            case StateChanged():
                return self._overtaken(event)
            case TurnFinished():
                return [self._finished(event)]
            case ReplyDelta() | ReplyHeard() | PartialTranscript():
                self._grow(event)
            case _:
                return [*self._advance(event), *self._forgotten()]
        return []

    def unsaved(self) -> list[TurnRecord]:
        """Turns that have grown since they were stored."""
        return [draft.record(self._models, self._persona) for draft in self._drafts.values() if draft.dirty]

    @property
    def dirty(self) -> bool:
        """Whether there are such."""
        return any(draft.dirty for draft in self._drafts.values())

    def give_up(self) -> list[TurnRecord]:
        """End every turn as it stands: nothing follows."""
        drafts, self._drafts = list(self._drafts.values()), {}
        return [self._discarded(draft) if _is_silent(draft) else self._cut_off(draft) for draft in drafts]

    def _advance(self, event: EngineEvent) -> list[TurnRecord]:
        draft = self._drafts.get((event.session, event.turn))
        if draft is None:
            draft = self._begin(event)
            if draft is None:
                return []
        draft.moments.note(event, draft.began)
        match event:
            case SpeechEnded():
                draft.audio_s, draft.complete = event.audio_s, True
            case Transcribed():
                draft.transcript, draft.language = event.text, event.language
                draft.confidence, draft.progress, draft.complete = event.confidence, Progress.THINKING, True
            case ToolStarted():
                draft.runs.append(started_run(event, utc(event.at)))
            case ToolRan():
                _end_run(draft.runs, ended_run(event, utc(event.at)))
            case ReplyAudible():
                draft.progress = Progress.SPEAKING
        return [draft.record(self._models, self._persona)]

    def _begin(self, event: EngineEvent) -> _Draft | None:
        """None for what comes late: the utterance was discarded before this thread of the engine noticed."""
        spoken = isinstance(event, SpeechStarted)
        if spoken and event.turn < self._newest:
            return None
        source = Source.VOICE if spoken else Source.TEXT
        progress = Progress.LISTENING if spoken else Progress.THINKING
        draft = _Draft(event.session, event.turn, event.at, source, progress)
        self._drafts[event.session, event.turn] = draft
        return draft

    def _forgotten(self) -> list[TurnRecord]:
        """Turns whose end was never told; an engine that works has none."""
        oldest = list(self._drafts)[:-_MOST]
        return [self._cut_off(self._drafts.pop(key)) for key in oldest]

    def _grow(self, event: ReplyDelta | ReplyHeard | PartialTranscript) -> None:
        draft = self._drafts.get((event.session, event.turn))
        if draft is None:
            return
        draft.dirty = True
        draft.moments.note(event, draft.began)
        match event:
            case ReplyDelta():
                draft.reply.append(event.text)
            case ReplyHeard():
                draft.heard = event.heard
            case PartialTranscript():
                draft.transcript = event.text

    def _overtaken(self, event: StateChanged) -> list[TurnRecord]:
        """Drop utterances that were never completed and no longer can be: the user discarded them."""
        self._newest = max(self._newest, event.turn)
        idle = event.state is State.IDLE
        gone = [
            draft
            for draft in self._drafts.values()
            if not draft.complete and (draft.index < self._newest or (idle and draft.index == event.turn))
        ]
        return [self._discarded(self._drafts.pop((draft.session, draft.index))) for draft in gone]

    def _discarded(self, draft: _Draft) -> TurnRecord:
        return replace(draft.record(self._models, self._persona), progress=Progress.DISCARDED)

    def _cut_off(self, draft: _Draft) -> TurnRecord:
        record = draft.record(self._models, self._persona)
        runs = tuple(_cancelled(run) for run in record.runs)
        now = datetime.now(UTC)
        return replace(record, progress=Progress.ENDED, ended_at=now, error=CUT_OFF, runs=runs)

    def _finished(self, event: TurnFinished) -> TurnRecord:
        draft = self._drafts.pop((event.session, event.turn), None)
        return TurnRecord(
            session=event.session,
            index=event.turn,
            started_at=utc(draft.began if draft is not None else event.at),
            ended_at=utc(event.at),
            source=event.source,
            outcome=event.outcome,
            transcript=event.transcript,
            language=event.language,
            confidence=event.confidence,
            generated=event.generated,
            spoken=event.spoken,
            heard=event.heard,
            audio_s=event.audio_s,
            timings=event.timings,
            models=event.models,
            error=event.error,
            tools=event.tools,
            seen=event.seen,
            prompt_tokens=event.prompt_tokens,
            reply_tokens=event.reply_tokens,
            no_speech=event.no_speech,
            language_confidence=event.language_confidence,
            message_type=event.message_type.value,
            speakability=event.speakability,
            persona=event.persona or self._persona,
            route=event.route.value,
            route_reason=event.route_reason.value,
            runs=tuple(_cancelled(run) for run in draft.runs) if draft is not None else (),
            details=details_of(draft.moments if draft is not None else Moments(), event.endpoint)
            | cache_of(event.cache, event.likeness)
            | self._settings(),
        )

    def _settings(self) -> dict[str, Any]:
        if self._under is None:
            return {}
        found = self._under()
        return details_under(found.key, found.values)


def _is_silent(draft: _Draft) -> bool:
    return draft.progress is Progress.LISTENING and not draft.complete and not draft.transcript


def _end_run(runs: list[ToolRunRecord], ended: ToolRunRecord) -> None:
    """Put a run that ended in the place of the one that was running."""
    if runs and runs[-1].status is ToolStatus.RUNNING:
        runs[-1] = ended
    else:
        runs.append(ended)


def _cancelled(run: ToolRunRecord) -> ToolRunRecord:
    if run.status is not ToolStatus.RUNNING:
        return run
    return replace(run, status=ToolStatus.CANCELLED, error=_CANCELLED)


def utc(monotonic: float) -> datetime:
    """When the monotonic clock stood at that many seconds."""
    return datetime.now(UTC) - timedelta(seconds=time.monotonic() - monotonic)
