"""Utterances that were cut off before they became text: their sound, and their words once they are understood."""

from __future__ import annotations

import json
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from desktop.storage.cut_off import KEY, awaits_words, details
from desktop.storage.database import Database
from desktop.storage.keeping import find_session, find_turn, title_of
from desktop.storage.lease import Leases
from desktop.storage.pcm import Part, read_pcm
from desktop.storage.recordings import Recordings
from desktop.storage.recovery import keep_sound
from desktop.storage.states import Progress, Side


@dataclass(frozen=True, slots=True)
class Words:
    """What was understood of an utterance."""

    text: str
    language: str
    """ISO 639-1 code."""
    confidence: float
    """0 to 1."""
    model: str
    """Name of the recogniser."""


class Rehearing:
    """The sound left over from turns that were cut off. Every method raises DatabaseError and OSError."""

    def __init__(self, database: Database, recordings: Recordings) -> None:
        self._database = database
        self._recordings = recordings
        self._leases = Leases(database.path)

    def pending(self, session: str = "") -> list[Part]:
        """Return the utterances that still have to be heard, of one session or of all, in order."""
        left = [part for part in self._recordings.left_over() if part.side is Side.USER]
        wanted = [part for part in left if session in ("", part.session) and not self._leases.is_taken(part.session)]
        with self._database.read() as db:
            turns = [(part, find_turn(db, part.session, part.turn)) for part in wanted]
            return [part for part, turn in turns if turn is not None and awaits_words(turn)]

    def sound(self, part: Part) -> tuple[NDArray[np.float32], int]:
        """Return the samples of an utterance, mono, shape (n,), -1 to 1, and their rate in Hz.

        Raises ValueError when they cannot be read.
        """
        pcm, rate = read_pcm(self._recordings.journal(part))
        return pcm.astype(np.float32) / np.float32(32768), rate

    def understood(self, part: Part, words: Words) -> None:
        """Store the words of an utterance, and its sound as the turn's recording."""
        with self._database.write() as db:
            turn, session = find_turn(db, part.session, part.turn), find_session(db, part.session)
            if turn is None or session is None:
                return
            turn.transcript, turn.language = words.text or turn.transcript, words.language
            turn.confidence, turn.stt_model = words.confidence, words.model
            # it has its words, so the next start need not look for its sound
            turn.details = json.dumps(details(turn) | {KEY: Progress.THINKING.value, "reheard": True})
            session.title = session.title or title_of(turn.transcript)
            pcm, rate = read_pcm(self._recordings.journal(part))
            turn.audio_s = len(pcm) / rate
            db.add(turn)
            db.add(session)
        keep_sound(self._database, self._recordings, part)
