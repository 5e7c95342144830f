"""One session as a file for other programs."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence

from pydantic import TypeAdapter

from desktop.errors import UsageError
from desktop.storage.records import SessionRecord, TurnRecord

SCHEMA = "sotto.session/1"
"""Says what a JSON export holds, for the import."""

FORMATS = ("csv", "json")

# fmt: off
COLUMNS = (
    "session", "index", "started_at", "source", "outcome",
    "transcript", "language", "confidence", "generated", "spoken", "heard",
    "audio_s", "stt_ms", "llm_first_token_ms", "llm_ms", "tts_first_audio_ms", "turn_ms",
    "stt_model", "llm_model", "tts_model", "error", "tools",
)
# fmt: on

_SESSION = TypeAdapter(SessionRecord)
_TURN = TypeAdapter(TurnRecord)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")

Cell = str | int | float | None


def export_session(session: SessionRecord, turns: Sequence[TurnRecord], format: str) -> str:
    """Return a session as text in one of `FORMATS`.

    JSON is lossless. CSV has a header and one row a turn; a cell that a spreadsheet would take for a formula
    gets a `'` in front. Write the text with `newline=""`. Raises UsageError for another format.
    """
    if format == "json":
        return _json(session, turns)
    if format == "csv":
        return _csv(turns)
    raise UsageError(f"there is no export format {format!r}", advice=f"choose one of: {', '.join(FORMATS)}")


def _json(session: SessionRecord, turns: Sequence[TurnRecord]) -> str:
    document = {
        "schema": SCHEMA,
        "session": _SESSION.dump_python(session, mode="json"),
        "turns": [_TURN.dump_python(turn, mode="json") for turn in turns],
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _csv(turns: Sequence[TurnRecord]) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    writer.writerows([_guarded(cell) for cell in _cells(turn)] for turn in turns)
    return text.getvalue()


def _cells(turn: TurnRecord) -> tuple[Cell, ...]:
    timings, models = turn.timings, turn.models
    said = (turn.transcript, turn.language, turn.confidence, turn.generated, turn.spoken, turn.heard)
    head = (turn.session, turn.index, turn.started_at.isoformat(), turn.source.value, turn.outcome.value)
    spent = (timings.stt, timings.llm_first_token, timings.llm, timings.tts_first_audio, timings.turn)
    made_by = (models.stt, models.llm, models.tts)
    return (*head, *said, turn.audio_s, *spent, *made_by, turn.error, " ".join(turn.tools))


def _guarded(cell: Cell) -> Cell:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell
