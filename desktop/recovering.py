"""What broke off is examined, and what was being said is turned into words after all."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from desktop.catalog import find_models
from desktop.paths import Paths
from desktop.settings import Settings
from desktop.storage.conversations import Conversations
from desktop.storage.database import Database
from desktop.storage.journal import Journal, journal_path
from desktop.storage.lease import Leases
from desktop.storage.pcm import Part
from desktop.storage.recordings import Recordings
from desktop.storage.records import SessionRecord
from desktop.storage.recovery import Recoverer
from desktop.storage.rehearing import Rehearing, Words

if TYPE_CHECKING:
    from desktop.engine.backends.whisper import WhisperTranscriber


@dataclass(frozen=True, slots=True)
class Reheard:
    """An utterance that was cut off, in words."""

    turn: int
    text: str
    """Empty when nothing could be understood."""
    seconds: float


@dataclass(frozen=True, slots=True)
class Recovered:
    """A session that broke off, and what was got back of it just now."""

    session: SessionRecord
    reheard: tuple[Reheard, ...]


def recoverer(settings: Settings, paths: Paths) -> Recoverer:
    """What examines sessions that broke off, as the settings want it."""
    wanted = settings.record
    return Recoverer(
        Recordings(paths.recordings),
        stale_after=timedelta(minutes=wanted.stale_minutes),
        keep_audio_for=timedelta(days=wanted.audio_days) if wanted.audio_days else None,
    )


def recover_sessions(settings: Settings, paths: Paths, session: str = "") -> list[Recovered]:
    """Examine what broke off and write down the utterances that were cut off, of one session or of all.

    `session` is an id or the beginning of one. What a running Sotto records is left alone. Loads the recogniser when
    there is something to hear. Raises DatabaseError, UsageError when there is no such session, ModelError.
    """
    with Database.open(paths.database) as database:
        store, hearing = Conversations(database), Rehearing(database, Recordings(paths.recordings))
        Journal(journal_path(paths.database)).take_in(store.recover)
        found = {record.id for record in recoverer(settings, paths)(database, Leases(paths.database))}
        if session:
            found = {store.session(session).id}
        parts = [part for part in hearing.pending() if not session or part.session in found]
        words = _hear(settings, paths, hearing, parts)
        affected = sorted(found | {part.session for part in parts})
        return [Recovered(store.session(one), tuple(words.get(one, ()))) for one in affected]


def _hear(settings: Settings, paths: Paths, hearing: Rehearing, parts: list[Part]) -> dict[str, list[Reheard]]:
    if not parts:
        return {}
    from desktop.engine.backends.whisper import WhisperTranscriber
    from desktop.engine.transcription import doubt

    model = find_models(settings, paths).stt
    transcriber = WhisperTranscriber(model, threads=settings.transcription.threads, check=doubt)
    words: dict[str, list[Reheard]] = {}
    try:
        for part in parts:
            words.setdefault(part.session, []).append(_hear_one(transcriber, hearing, part))
    finally:
        transcriber.close()
    return words


def _hear_one(transcriber: WhisperTranscriber, hearing: Rehearing, part: Part) -> Reheard:
    from desktop.engine.audio import SAMPLE_RATE, resample
    from desktop.engine.transcription import doubt

    samples, rate = hearing.sound(part)
    seconds = len(samples) / rate
    transcript = transcriber.transcribe(resample(samples, rate, SAMPLE_RATE), lambda: False)
    text = "" if doubt(transcript, seconds) else transcript.text.strip()
    confidence = math.exp(min(0.0, transcript.log_probability)) if text else 0.0
    hearing.understood(part, Words(text, transcript.language, confidence, transcriber.name))
    return Reheard(part.turn, text, seconds)
