from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Any

from desktop.events import ToolRan, TurnFinished
from desktop.storage.records import ToolRunRecord, TurnRecord
from desktop.storage.states import ToolStatus
from desktop.terms import ModelNames, Outcome, Source, Timings

SESSION = "0123456789abcdef0123456789abcdef"
MODELS = ModelNames(stt="whisper-mini", llm="starter.gguf", tts="starter.onnx")
TIMINGS = Timings(stt=81.5, llm_first_token=12.25, llm=140.0, tts_first_audio=33.0, turn=190.125)
NOON = datetime(2026, 3, 1, 12, 0, 0, 123456, tzinfo=UTC)
RUNS = (
    ToolRunRecord("clock", "Looked at the clock", "{}", '{"time": "12:00"}', 0.25, NOON),
    ToolRunRecord(
        "sum",
        "Could not work it out",
        '{"expression": "1/0"}',
        '{"error": "Zoë"}',
        1.5,
        NOON,
        ToolStatus.FAILED,
        "Zoë",
    ),
)


def turn(index: int = 1, session: str = SESSION, **changes: Any) -> TurnRecord:
    values: dict[str, Any] = {
        "session": session,
        "index": index,
        "started_at": NOON + timedelta(minutes=index),
        "source": Source.VOICE,
        "outcome": Outcome.COMPLETED,
        "transcript": f"question {index}",
        "language": "en",
        "confidence": 0.875,
        "generated": "It is noon. Good day.",
        "spoken": "It is noon.",
        "heard": "It is",
        "audio_s": 1.5,
        "timings": TIMINGS,
        "models": MODELS,
        "error": "",
        "tools": ("clock", "sum"),
        "runs": RUNS,
    }
    return TurnRecord(**(values | changes))


def finished(index: int = 1, session: str = SESSION, **changes: Any) -> TurnFinished:
    values: dict[str, Any] = {
        "session": session,
        "turn": index,
        "at": time.monotonic(),
        "outcome": Outcome.COMPLETED,
        "source": Source.TEXT,
        "transcript": f"question {index}",
        "language": "",
        "confidence": 1.0,
        "generated": f"answer {index}",
        "spoken": f"answer {index}",
        "heard": f"answer {index}",
        "audio_s": 0.0,
        "timings": TIMINGS,
        "models": MODELS,
    }
    return TurnFinished(**(values | changes))


def ran(index: int = 1, session: str = SESSION, **changes: Any) -> ToolRan:
    values: dict[str, Any] = {
        "session": session,
        "turn": index,
        "at": time.monotonic(),
        "name": "clock",
        "title": "Looked at the clock",
        "arguments": "{}",
        "result": '{"time": "12:00"}',
        "ms": 0.25,
    }
    return ToolRan(**(values | changes))
