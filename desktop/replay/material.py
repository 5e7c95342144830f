"""What is stored of a conversation's turns: everything a replay starts from. Reads, never writes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from desktop.engine.audio import SAMPLE_RATE, resample
from desktop.engine.protocols import Samples
from desktop.errors import AudioFileError, UsageError
from desktop.storage.audio import Audio
from desktop.storage.contexts import ContextRecord
from desktop.storage.conversations import Conversations
from desktop.storage.database import Database
from desktop.storage.happenings import EventRecord
from desktop.storage.moments import Moments, endpoint_in, moments_in
from desktop.storage.recordings import AudioRecord, Recordings
from desktop.storage.records import SessionRecord, TurnRecord
from desktop.storage.states import Side
from desktop.terms import WENT_ON, Endpoint, Source
from desktop.wording import marked


@dataclass(frozen=True, slots=True)
class StoredTurn:
    """One turn, with all that is kept of it."""

    record: TurnRecord
    context: ContextRecord | None
    """What the model was shown last in it; None where it was not asked, or that is no longer known."""
    said: AudioRecord | None
    """The user's side as sound."""
    answered: AudioRecord | None
    """Sotto's side as sound."""
    events: tuple[EventRecord, ...]

    @property
    def is_spoken(self) -> bool:
        """Whether it was said rather than typed."""
        return self.record.source is Source.VOICE

    @property
    def went_on(self) -> bool:
        """Whether it is the beginning of the next turn, and none of its own."""
        return self.record.error == WENT_ON

    @property
    def endpoint(self) -> Endpoint | None:
        """What was taken of its recording; None where that was not kept."""
        return endpoint_in(self.record.details)

    @property
    def moments(self) -> Moments | None:
        """When what happened in it; None where that was not kept."""
        return moments_in(self.record.details)


@dataclass(frozen=True, slots=True)
class StoredSession:
    """One conversation with the turns of it that have ended."""

    record: SessionRecord
    turns: tuple[StoredTurn, ...]
    recordings: Recordings

    def chosen(self, number: int | None) -> Sequence[StoredTurn]:
        """The turn of that number, or all. Raises UsageError where there is none."""
        found = [turn for turn in self.turns if number in (None, turn.record.index)]
        if not found:
            message = marked("the conversation has no turn {number}", number=number)
            if number is None:
                message = marked("the conversation has no turn that has ended")
            raise UsageError(message, advice=marked("`sotto sessions show ID` shows its turns"))
        return found

    def before(self, turn: StoredTurn) -> Sequence[StoredTurn]:
        """The turns in front of one."""
        return [other for other in self.turns if other.record.index < turn.record.index]

    def sound(self, turn: StoredTurn) -> Samples:
        """What the microphone heard: 16 kHz mono samples. Raises AudioFileError when it is not there any more."""
        if turn.said is None:
            raise AudioFileError(
                marked("the sound of turn {number} is not kept", number=turn.record.index),
                advice=marked("`keep_audio` and `audio_days` in the settings say whether and how long it is"),
            )
        return self._read(turn.said)

    def answer(self, turn: StoredTurn) -> Samples:
        """What was said in answer, at 16 kHz; none where it was not kept. Raises AudioFileError."""
        return self._read(turn.answered) if turn.answered is not None else np.zeros(0, np.float32)

    def _read(self, record: AudioRecord) -> Samples:
        samples, rate = self.recordings.read(record)
        return resample(samples, rate, SAMPLE_RATE)


def read_session(database: Database, recordings: Recordings, prefix: str, only: int | None = None) -> StoredSession:
    """Read the conversation whose id is or begins with `prefix`; what the model saw, only of turn `only` if given.

    Raises UsageError, DatabaseError.
    """
    store = Conversations(database)
    record = store.session(prefix)
    events, sounds = store.events(record.id), Audio(database, recordings).of(record.id)
    by_side = {(sound.turn, sound.side): sound for sound in sounds}
    turns = tuple(
        StoredTurn(
            record=turn,
            context=store.context(record.id, turn.index) if only in (None, turn.index) else None,
            said=by_side.get((turn.index, Side.USER)),
            answered=by_side.get((turn.index, Side.ASSISTANT)),
            events=tuple(event for event in events if event.turn == turn.index),
        )
        for turn in store.turns(record.id)
    )
    return StoredSession(record, turns, recordings)
