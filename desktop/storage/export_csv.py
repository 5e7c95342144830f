"""CSV after RFC 4180: a header and one row a turn."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

from desktop.storage.any_text import encodable
from desktop.storage.archive import ArchivedSession, ArchivedTurn

# fmt: off
_OF_SESSION = ("session", "title", "persona", "end_reason")
_OF_TURN = (
    "index", "started_at", "ended_at", "source", "outcome",
    "transcript", "language", "confidence", "language_confidence", "no_speech", "generated", "spoken", "heard",
    "message_type", "speakability",
    "audio_s", "stt_ms", "llm_first_token_ms", "llm_ms", "tts_first_audio_ms", "turn_ms",
    "prompt_tokens", "reply_tokens", "stt_model", "llm_model", "tts_model", "adapter", "error", "pinned", "tools",
    "route", "route_reason",
)
# fmt: on
COLUMNS = _OF_SESSION + _OF_TURN

_RISKY = re.compile("'*[=+\\-@\t\r\n＝＋－＠]")  # noqa: RUF001 - spreadsheets take the wide forms too
_GUARDED = re.compile("'+[=+\\-@\t\r\n＝＋－＠]")  # noqa: RUF001


class CsvWriter:
    """Rows that no spreadsheet takes for formulas: such a cell, and one that looks guarded, gets a `'` in front."""

    def __init__(self) -> None:
        self._session: tuple[str, ...] = ()

    def head(self) -> str:
        """Return the header."""
        return _line(COLUMNS)

    def session(self, session: ArchivedSession) -> str:
        """Note what stands in front of each of its turns."""
        self._session = (session.id, encodable(session.title), encodable(session.persona), session.end_reason)
        return ""

    def turn(self, turn: ArchivedTurn) -> str:
        """Return its row."""
        cells = [_cell(getattr(turn, name)) for name in _OF_TURN]
        session, title, persona, reason = self._session
        of_session = (session, title, encodable(turn.persona) or persona, reason)
        return _line([guarded(cell) for cell in (*of_session, *cells)])

    def session_end(self) -> str:
        """Nothing."""
        return ""

    def tail(self) -> str:
        """Nothing."""
        return ""


def guarded(cell: str) -> str:
    """Return a cell that begins no formula, and from which `unguarded` gets the same text back."""
    return f"'{cell}" if _RISKY.match(cell) else cell


def unguarded(cell: str) -> str:
    """Return the text that a cell stands for."""
    return cell[1:] if _GUARDED.match(cell) else cell


def _cell(value: Any) -> str:
    match value:
        case None:
            return ""
        case tuple():
            return encodable(" ".join(value))
        case bool():
            return "true" if value else "false"
    return value.isoformat() if hasattr(value, "isoformat") else encodable(str(value))


def _line(cells: Any) -> str:
    text = io.StringIO(newline="")
    csv.writer(text).writerow(cells)
    return text.getvalue()
