"""What broke off is examined, and what was being said is turned into words after all."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from desktop.catalog import find_models
from desktop.job import Job
from desktop.paths import Paths
from desktop.personas import as_chosen
from desktop.settings import Settings
from desktop.settings.in_use import SettingsInUse
from desktop.settings.kept import KeptSettings
from desktop.storage.conversations import Conversations
from desktop.storage.database import Database
from desktop.storage.journal import Journal, journal_path
from desktop.storage.lease import Leases
from desktop.storage.pcm import Part
from desktop.storage.recorder import FLUSH_S, Recorder
from desktop.storage.recordings import Recordings
from desktop.storage.records import SessionRecord
from desktop.storage.recovery import Recoverer
from desktop.storage.rehearing import Rehearing, Words
from desktop.storage.sound_keeper import SoundKeeper
from desktop.wording import marked

if TYPE_CHECKING:
    from desktop.engine.backends.whisper import WhisperTranscriber
    from desktop.engine.protocols import Samples


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


def make_recorders(
    kept: KeptSettings, paths: Paths, failed: Callable[[str, str], None], *, resident: bool
) -> tuple[Recorder, SoundKeeper | None]:
    """What keeps conversations, and their sound if that is wanted; `failed` is told what is wrong and what to do.

    Each turn is kept with the settings that acted. With `resident`, sessions that broke off are examined first.
    """
    settings, acting = kept.now, SettingsInUse(kept, as_chosen)
    rescue = recoverer(settings, paths) if resident else None
    url = settings.record.database_url
    recorder = Recorder(paths.database, failed, rescue=rescue, url=url, under=acting.now)
    keep, place = settings.record.keep_audio, Recordings(paths.recordings)
    return recorder, SoundKeeper(place, recorder.put_audio, failed) if keep else None


def recoverer(settings: Settings, paths: Paths) -> Recoverer:
    """What examines sessions that broke off, as the settings want it."""
    wanted = settings.record
    return Recoverer(
        Recordings(paths.recordings),
        stale_after=timedelta(minutes=wanted.stale_minutes),
        keep_audio_for=timedelta(days=wanted.audio_days) if wanted.audio_days else None,
    )


def recover_sessions(settings: Settings, paths: Paths, session: str = "", job: Job | None = None) -> list[Recovered]:
    """Examine what broke off and write down the utterances that were cut off, of one session or of all.

    `session` is an id or the beginning of one. What a running Sotto records is left alone. Loads the recogniser when
    there is something to hear. Raises DatabaseError, UsageError when there is no such session, ModelError, Cancelled.
    """
    with Database.open(paths.database, url=settings.record.database_url) as database:
        store, hearing = Conversations(database), Rehearing(database, Recordings(paths.recordings))
        Journal(journal_path(paths.database)).take_in(store.recover)
        found = {record.id for record in recoverer(settings, paths)(database, Leases(paths.database))}
        if session:
            found = {store.session(session).id}
        reheard: defaultdict[str, list[Reheard]] = defaultdict(list)
        parts = [part for part in hearing.pending() if not session or part.session in found]
        for part, words, seconds in hear(settings, paths, hearing, parts, job):
            hearing.understood(part, words)
            reheard[part.session].append(Reheard(part.turn, words.text, seconds))
        affected = sorted(found | reheard.keys())
        return [Recovered(store.session(one), tuple(reheard[one])) for one in affected]


def hear(
    settings: Settings, paths: Paths, hearing: Rehearing, parts: Sequence[Part], job: Job | None = None
) -> Iterator[tuple[Part, Words, float]]:
    """Recognise utterances that were cut off: each with its words and its length in seconds.

    Loads a recogniser of its own for as long as it is iterated. Raises ModelError, DatabaseError, OSError, and
    Cancelled when `job` is to stop: then what was given so far counts, and the rest is heard another time.
    """
    if not parts:
        return
    from desktop.engine.backends.whisper import WhisperTranscriber
    from desktop.engine.transcription import doubt

    told = job or Job()
    told.tell(marked("Loading the recogniser"))
    model = find_models(settings, paths).stt
    transcriber = WhisperTranscriber(model, threads=settings.transcription.threads, check=doubt)
    try:
        for number, part in enumerate(parts):
            told.tell(marked("Understanding what was said"), number / len(parts))
            samples, rate = hearing.sound(part)
            yield part, _words(transcriber, samples, rate, told), len(samples) / rate
    finally:
        transcriber.close()


def finish_words(settings: Settings, paths: Paths, recorder: Recorder, session: str, job: Job | None = None) -> None:
    """Turn what was being said in a session, when it broke off, into words of its record; waits for it.

    Raises DatabaseError, ModelError, OSError, Cancelled.
    """
    recordings = Recordings(paths.recordings)

    def write(part: Part, words: Words, database: Database) -> None:
        Rehearing(database, recordings).understood(part, words)

    with recorder.open_database() as database:
        hearing = Rehearing(database, recordings)
        for part, words, _ in hear(settings, paths, hearing, hearing.pending(session), job):
            recorder.run(partial(write, part, words)).result(FLUSH_S)


def _words(transcriber: WhisperTranscriber, samples: Samples, rate: int, job: Job) -> Words:
    from desktop.engine.audio import SAMPLE_RATE, resample
    from desktop.engine.transcription import doubt

    transcript = transcriber.transcribe(resample(samples, rate, SAMPLE_RATE), lambda: job.stopped)
    text = "" if doubt(transcript, len(samples) / rate) else transcript.text.strip()
    confidence = math.exp(min(0.0, transcript.log_probability)) if text else 0.0
    return Words(text, transcript.language, confidence, transcriber.name)
