"""Events of the engine to entries of the log. Pure; one thread at a time."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import assert_never

from desktop.event import Event
from desktop.events import (
    AdapterChanged,
    ConsentAsked,
    ConsentGiven,
    ControlObeyed,
    DeviceChanged,
    EngineClosed,
    EngineEvent,
    EngineReady,
    Interrupted,
    LevelMeasured,
    ModelChanged,
    PartialTranscript,
    ReplyAudible,
    ReplyDelta,
    ReplyHeard,
    SpeechEnded,
    SpeechStarted,
    StageFailed,
    StateChanged,
    Summarised,
    TimerRang,
    ToolRan,
    ToolStarted,
    Transcribed,
    TurnFinished,
    UtteranceIgnored,
    WakeWordAwaited,
    WakeWordHeard,
)  # fmt: skip
from desktop.observability.log_entry import Entry, EventType, Level, entry_of
from desktop.observability.telling_surroundings import of_surroundings
from desktop.terms import CacheUse, Outcome, Stage, State

UNTOLD = frozenset({LevelMeasured, PartialTranscript, ReplyHeard, WakeWordAwaited})
"""Those that the log has nothing of."""
_MOST_OPEN = 16
"""Turns that may be under way; more were never finished."""
_UNKNOWN_TOOL = "unknown"


@dataclass(slots=True)
class _Open:
    """What is known of a turn under way."""

    replied: bool = False
    audible_at: float | None = None
    """Monotonic seconds."""


class Telling:
    """Keeps in mind what several events tell together: sessions, and the turns under way."""

    def __init__(self, tools: Callable[[], frozenset[str]] = frozenset) -> None:
        """`tools` gives the names of the tools there are: any other name is the model's invention, and its words."""
        self._tools = tools
        self._session, self._began, self._turns = "", 0.0, 0
        self._open: dict[tuple[str, int], _Open] = {}

    def take(self, event: EngineEvent) -> list[Entry]:
        """Return what there is to be written of an event, in order."""
        return [*self._of_session(event), *self._of_event(event)]

    def _of_session(self, event: EngineEvent) -> list[Entry]:
        """Only states tell of another session: what is still on its way of the one before is no return to it."""
        told: list[Entry] = []
        begins = (
            isinstance(event, StateChanged) and event.state is not State.CLOSED and event.session != self._session
        )
        if self._session and (begins or isinstance(event, EngineClosed)):
            ms, turns = (event.at - self._began) * 1000, {"turns": self._turns}
            told.append(Entry(EventType.SESSION_END, self._session, 0, event.at, ms=ms, counts=turns))
            self._session = ""
        if begins:
            self._session, self._began, self._turns = event.session, event.at, 0
            told.append(Entry(EventType.SESSION_START, event.session, 0, event.at))
        return told

    def _of_event(self, event: EngineEvent) -> list[Entry]:
        match event:
            case (
                LevelMeasured() | PartialTranscript() | ReplyHeard() | WakeWordAwaited() | EngineClosed()
                | EngineReady(load_ms=0.0)
            ):  # fmt: skip
                return []  # the last: another persona answers, nothing was loaded
            case StateChanged():
                return [entry_of(event, EventType.STATE, level=Level.DEBUG, facts={"state": event.state.value})]
            case ReplyDelta():
                return self._of_first_words(event)
            case ReplyAudible():
                self._turn(event).audible_at = event.at
                return [entry_of(event, EventType.SPEAK_START, stage=Stage.SPEAKER, ms=event.ms)]
            case TurnFinished():
                return self._of_turn(event)
            case ToolStarted() | ConsentAsked() | ConsentGiven() | ToolRan():
                return [self._of_tool(event)]
            case (
                SpeechStarted() | SpeechEnded() | Transcribed() | UtteranceIgnored() | ControlObeyed() | Interrupted()
            ):
                return [_of_user(event)]
            case EngineReady() | ModelChanged() | AdapterChanged() | StageFailed() | DeviceChanged():
                return [of_surroundings(event)]
            case TimerRang() | Summarised() | WakeWordHeard():
                return [of_surroundings(event)]
            case _:
                assert_never(event)

    def _turn(self, event: Event) -> _Open:
        key = (event.session, event.turn)
        if key not in self._open and len(self._open) >= _MOST_OPEN:
            del self._open[next(iter(self._open))]
        return self._open.setdefault(key, _Open())

    def _of_first_words(self, event: ReplyDelta) -> list[Entry]:
        turn = self._turn(event)
        if turn.replied:
            return []
        turn.replied = True
        return [entry_of(event, EventType.REPLY_START, stage=Stage.LANGUAGE_MODEL)]

    def _of_tool(self, event: ToolStarted | ConsentAsked | ConsentGiven | ToolRan) -> Entry:
        facts = {"tool": event.name if event.name in self._tools() else _UNKNOWN_TOOL}
        match event:
            case ToolStarted():
                words = {"arguments": event.arguments}
                return entry_of(event, EventType.TOOL_START, stage=Stage.TOOL, facts=facts, words=words)
            case ConsentAsked():
                words, facts = {"arguments": event.arguments}, facts | {"effect": event.effect}
                return entry_of(event, EventType.CONSENT_ASK, stage=Stage.TOOL, facts=facts, words=words)
            case ConsentGiven():
                facts |= {"answer": event.answer.value}
                return entry_of(event, EventType.CONSENT_ANSWER, stage=Stage.TOOL, facts=facts)
            case ToolRan():
                return _tool_complete(event, facts)

    def _of_turn(self, event: TurnFinished) -> list[Entry]:
        turn = self._open.pop((event.session, event.turn), _Open())
        self._turns += event.session == self._session
        told = []
        if event.reused_tokens is not None:
            tokens = {"prompt_tokens": event.prompt_tokens, "reused_tokens": event.reused_tokens}
            told.append(entry_of(event, EventType.CACHE, stage=Stage.LANGUAGE_MODEL, counts=tokens))
        if event.cache is not CacheUse.NONE:
            told.append(_of_answer_cache(event))
        if turn.replied:
            told.append(_reply_complete(event))
        if turn.audible_at is not None:
            ms, heard = (event.at - turn.audible_at) * 1000, {"heard_words": _words(event.heard)}
            words = {"heard": event.heard}
            told.append(
                entry_of(event, EventType.SPEAK_COMPLETE, stage=Stage.SPEAKER, ms=ms, counts=heard, words=words)
            )
        return [*told, _turn_complete(event)]


def _of_answer_cache(event: TurnFinished) -> Entry:
    hit = event.cache is CacheUse.HIT
    counts = {"hit": int(hit)} | ({"likeness": round(event.likeness, 4)} if event.likeness is not None else {})
    return entry_of(event, EventType.CACHE_ANSWER, counts=counts)


def _tool_complete(event: ToolRan, facts: Mapping[str, str]) -> Entry:
    failed = _says_error(event.result)
    return entry_of(
        event,
        EventType.TOOL_COMPLETE,
        level=Level.WARNING if failed else Level.INFO,
        stage=Stage.TOOL,
        ms=event.ms,
        counts={"failed": int(failed)},
        facts=facts,
        words={"arguments": event.arguments, "title": event.title, "result": event.result},
    )


def _says_error(result: str) -> bool:
    try:
        parsed = json.loads(result)
    except ValueError:
        return False
    return isinstance(parsed, dict) and "error" in parsed


def _words(text: str) -> int:
    return len(text.split())


def _of_user(
    event: SpeechStarted | SpeechEnded | Transcribed | UtteranceIgnored | ControlObeyed | Interrupted,
) -> Entry:
    match event:
        case SpeechStarted():
            return entry_of(event, EventType.SPEECH_START, stage=Stage.MICROPHONE)
        case SpeechEnded():
            length = {"audio_s": event.audio_s}
            return entry_of(event, EventType.RECOGNISE_START, stage=Stage.TRANSCRIPTION, counts=length)
        case Transcribed():
            return entry_of(
                event,
                EventType.RECOGNISE_COMPLETE,
                stage=Stage.TRANSCRIPTION,
                ms=event.ms,
                counts={"words": _words(event.text), "confidence": event.confidence},
                facts={"language": event.language},
                words={"text": event.text},
            )
        case UtteranceIgnored():
            return entry_of(
                event,
                EventType.RECOGNISE_IGNORED,
                stage=Stage.TRANSCRIPTION,
                counts={"words": _words(event.text)},
                facts={"reason": event.reason},
                words={"text": event.text},
            )
        case ControlObeyed():
            counts = {"slowness": event.slowness, "gain_db": event.gain_db}
            return entry_of(event, EventType.CONTROL, counts=counts, facts={"control": event.control.value})
        case Interrupted():
            counts = {"heard_words": float(_words(event.heard))}
            return entry_of(event, EventType.INTERRUPTION, counts=counts, words={"heard": event.heard})


def _reply_complete(event: TurnFinished) -> Entry:
    return entry_of(
        event,
        EventType.REPLY_COMPLETE,
        stage=Stage.LANGUAGE_MODEL,
        ms=event.timings.llm,
        counts={
            "words": _words(event.generated),
            "prompt_tokens": event.prompt_tokens,
            "reply_tokens": event.reply_tokens,
            "prompt_ms": event.prompt_ms,
        },
        words={"generated": event.generated},
    )


def _way(event: TurnFinished) -> Mapping[str, str]:
    return {"route": event.route.value, "route_reason": event.route_reason.value} if event.route else {}


def _turn_complete(event: TurnFinished) -> Entry:
    timings = event.timings
    return entry_of(
        event,
        EventType.TURN_COMPLETE,
        level=Level.ERROR if event.outcome is Outcome.FAILED else Level.INFO,
        ms=timings.turn,
        counts={
            "audio_s": event.audio_s,
            "stt_ms": timings.stt,
            "llm_first_token_ms": timings.llm_first_token,
            "llm_ms": timings.llm,
            "tts_first_audio_ms": timings.tts_first_audio,
            "tools": len(event.tools),
            "fallbacks": event.fallbacks,
            "microphone_ms": event.microphone_ms,
            "speaker_ms": event.speaker_ms,
        },
        facts={"outcome": event.outcome.value, "source": event.source.value, **_way(event)},
        words={"transcript": event.transcript, "generated": event.generated, "error": event.error},
    )
