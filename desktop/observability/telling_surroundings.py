"""Events of what a turn needs, models, devices, timers and failures, to entries of the log. Pure."""

from __future__ import annotations

from desktop.errors import FAULT_ADVICE
from desktop.events import (
    AdapterChanged,
    DeviceChanged,
    EngineReady,
    ModelChanged,
    StageFailed,
    Summarised,
    TimerRang,
    WakeWordHeard,
)
from desktop.observability.log_entry import Entry, EventType, Level, entry_of
from desktop.terms import Stage


def of_surroundings(
    event: EngineReady
    | ModelChanged
    | AdapterChanged
    | StageFailed
    | DeviceChanged
    | TimerRang
    | Summarised
    | WakeWordHeard,
) -> Entry:
    """What is written of it."""
    match event:
        case EngineReady():
            models = {"stt": event.models.stt, "llm": event.models.llm, "tts": event.models.tts}
            return entry_of(event, EventType.MODEL_LOAD, ms=event.load_ms, facts=models)
        case ModelChanged():
            facts, counts = {"change": event.change.value, "model": event.name}, {"bytes": event.bytes}
            ms = event.load_ms or None
            return entry_of(event, EventType.MODEL_LOAD, stage=event.stage, ms=ms, counts=counts, facts=facts)
        case AdapterChanged():
            facts, scale = {"adapter": event.name, "model": event.model}, {"scale": event.scale}
            return entry_of(
                event, EventType.ADAPTER, stage=Stage.LANGUAGE_MODEL, ms=event.ms, counts=scale, facts=facts
            )
        case StageFailed():
            return _failure(event)
        case DeviceChanged():
            facts = {"message": event.message, "detail": event.detail}
            return entry_of(event, EventType.DEVICE, stage=event.stage, facts=facts)
        case TimerRang():
            return entry_of(event, EventType.TIMER, counts={"late_s": event.late_s}, words={"label": event.label})
        case WakeWordHeard():
            heard = {"probability": round(event.probability, 3)}
            return entry_of(event, EventType.WAKE, stage=Stage.WAKE_WORD, counts=heard)
        case Summarised():
            counts = {"through": event.through, "words": len(event.summary.split())}
            return entry_of(event, EventType.SUMMARY, counts=counts, words={"summary": event.summary})


def _failure(event: StageFailed) -> Entry:
    # what a fault says of itself may quote what was said; its kind does not
    fault = event.advice == FAULT_ADVICE
    message = event.message.partition(":")[0] if fault else event.message
    return entry_of(
        event,
        EventType.ERROR,
        level=Level.ERROR,
        stage=event.stage,
        facts={"message": message, "advice": event.advice},
        words={"message": event.message},
    )
