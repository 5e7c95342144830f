"""A long history made up for benchmarks: built once, kept in the cache."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path

from desktop.storage.archive import ArchivedSession, ArchivedTurn
from desktop.storage.archive_rows import insert_session, insert_turns
from desktop.storage.database import Database
from desktop.storage.states import EndReason, Progress, Recovery, SessionState
from desktop.terms import Outcome, Source

TURNS = 1_000_000
A_SESSION = 25
"""Turns of a session."""
_SEED = 11
_SYLLABLES = [first + vowel for first in "bdfgklmnprstvz" for vowel in "aeiou"]
_FIRST = datetime(2020, 1, 1, tzinfo=UTC)
_AT_ONCE = 400
"""Sessions in one transaction."""


def vocabulary() -> list[str]:
    """Return 20,000 words of 2 to 5 syllables, the commonest first; always the same."""
    chance = random.Random(_SEED)
    words: dict[str, None] = {}
    while len(words) < 20_000:
        words["".join(chance.choices(_SYLLABLES, k=chance.randint(2, 5)))] = None
    return [*words]


def past(folder: Path, turns: int = TURNS) -> Path:
    """Return a database with so many turns, made in `folder` if it is not there: minutes for a million.

    Its words follow Zipf's law, as those of a language do. Raises DatabaseError.
    """
    path = folder / f"history-{turns}.db"
    if not path.exists():
        part = folder / f"history-{turns}.part"
        for left in folder.glob(f"{part.name}*"):
            left.unlink()
        with Database.open(part) as database:
            _fill(database, turns)
        part.replace(path)
    return path


def _fill(database: Database, turns: int) -> None:
    chance = random.Random(_SEED)
    texts = _texts(chance)
    sessions = -(-turns // A_SESSION)
    for first in range(0, sessions, _AT_ONCE):
        with database.write() as db:
            for number in range(first, min(sessions, first + _AT_ONCE)):
                session, begin = f"{chance.getrandbits(128):032x}", _FIRST + timedelta(hours=number)
                size = min(A_SESSION, turns - number * A_SESSION)
                insert_session(db, _session(session, begin, next(texts)), session)
                insert_turns(db, [_turn(index, begin, texts) for index in range(1, size + 1)], session)
            db.expire_all()


def _texts(chance: random.Random) -> Iterator[str]:
    words = vocabulary()
    weights = [*accumulate(1 / rank for rank in range(1, len(words) + 1))]
    while True:
        drawn: Sequence[str] = chance.choices(words, cum_weights=weights, k=4096)
        at = 0
        while at < len(drawn) - 16:
            size = chance.randint(4, 16)
            yield " ".join(drawn[at : at + size])
            at += size


def _session(id: str, begin: datetime, title: str) -> ArchivedSession:
    return ArchivedSession(
        id=id,
        title=title,
        started_at=begin,
        last_at=begin + timedelta(minutes=A_SESSION),
        ended_at=begin + timedelta(minutes=A_SESSION),
        state=SessionState.CLOSED,
        end_reason=EndReason.USER,
        graceful=True,
        persona="",
        pinned=False,
        details={},
        deleted_at=None,
        parent_id=None,
        parent_turn=None,
        recovery=Recovery.NONE,
        recovery_note="",
        summary="",
        summary_through=0,
    )


def _turn(index: int, begin: datetime, texts: Iterator[str]) -> ArchivedTurn:
    said, reply = next(texts), next(texts)
    return ArchivedTurn(
        index=index,
        started_at=begin + timedelta(minutes=index),
        ended_at=begin + timedelta(minutes=index, seconds=9),
        stage=Progress.ENDED,
        source=Source.VOICE,
        outcome=Outcome.COMPLETED,
        transcript=said,
        language="en",
        confidence=0.9,
        language_confidence=None,
        no_speech=None,
        generated=reply,
        spoken=reply,
        heard=reply,
        message_type="",
        speakability=None,
        audio_s=2.0,
        stt_ms=80.0,
        llm_first_token_ms=40.0,
        llm_ms=200.0,
        tts_first_audio_ms=30.0,
        turn_ms=180.0,
        prompt_tokens=None,
        reply_tokens=None,
        stt_model="starter",
        llm_model="starter.gguf",
        tts_model="starter.onnx",
        error="",
        tools=(),
        pinned=False,
        details={},
    )
