"""What counts as heard of a reply spoken by the starter voice, beside its true durations."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np
import pytest
from piper import PiperVoice

from desktop.engine.backends.piper import PiperVoiceModel
from desktop.engine.bay import Bay
from desktop.engine.playback import HeardTracker
from desktop.engine.reporting import Reporter
from desktop.engine.speaking import Mouth
from desktop.engine.speech_work import Clause, GoOn
from desktop.engine.turn import Turn
from desktop.events import ReplyHeard
from desktop.paths import starter_models
from desktop.terms import Source
from tests.fakes import Events, HandClock, RecordingSpeaker

RATE = 24_000
SENTENCES = (
    "Some people walk home quickly, others take trains every morning.",
    "Yes, unquestionably: eight thousand visitors stayed throughout Saturday.",
    "Nine, I guess.",
)
FILE = starter_models() / "tts" / "starter.onnx"


@pytest.fixture(scope="module")
def voice() -> PiperVoiceModel:
    return PiperVoiceModel(FILE)


class Spoken:
    """A clause that was spoken to its end into a loudspeaker that is turned by hand."""

    def __init__(self, voice: PiperVoiceModel, text: str) -> None:
        self.speaker = RecordingSpeaker(by_hand=True)
        self.speaker.sample_rate = RATE
        self.events = Events()
        reporter = Reporter("a" * 32, self.events, HandClock())
        self.mouth = Mouth(
            Bay(voice),
            self.speaker,
            reporter,
            is_stale=lambda _: False,
            on_finished=lambda _: None,
            is_listening=lambda: False,
            can_play=lambda: True,
        )
        self._take(Clause(Turn(1, Source.TEXT, 0.0), text, 0.0))

    def _take(self, *items: Clause | GoOn | None) -> None:
        for item in (*items, None):
            self.mouth.inbox.put(item)
        self.mouth.run()

    def heard_at(self, position: int) -> str:
        """What is reported when the loudspeaker has played so far."""
        self.speaker.turn(position)
        self._take()
        reports = self.events.of(ReplyHeard)
        return reports[-1].heard if reports else ""

    def resumed_at(self, position: int) -> int:
        """Where it goes on after it was held there."""
        self.speaker.turn(position)
        self._take(GoOn())
        return self.speaker.resumed[-1]


def true_ends(text: str) -> list[float]:
    """Seconds at which each word ends, as the library tells it; each must be a word of its own there too."""
    (chunk,) = PiperVoice.load(str(FILE)).synthesize(text, include_alignments=True)
    assert chunk.phoneme_alignments
    ends, now, last = [], 0, 0
    for part in chunk.phoneme_alignments:
        now += part.num_samples
        if part.phoneme == " ":
            ends.append(last)
        elif part.phoneme not in ",.:^$":
            last = now
    ends.append(last)
    assert len(ends) == len(text.split())
    return [end / chunk.sample_rate for end in ends]


def skipped_s(voice: PiperVoiceModel, text: str, spoken: Spoken) -> float:
    """Silence left out at the beginning, in seconds."""
    made = sum(map(len, voice.synthesize(text, lambda: False)))
    return made / voice.sample_rate - spoken.speaker.queued / RATE


def counted(text: str, heard: str) -> int:
    assert text.startswith(heard)
    return len(heard.split())


@pytest.mark.parametrize("text", SENTENCES)
def test_a_word_is_heard_when_it_was_played(voice: PiperVoiceModel, text: str) -> None:
    spoken = Spoken(voice, text)
    skipped = skipped_s(voice, text, spoken)
    for number, end in enumerate(true_ends(text)):
        position = round((end - skipped) * RATE)
        assert counted(text, spoken.heard_at(position - RATE // 50)) == number
        if number + 1 < len(text.split()):
            assert counted(text, spoken.heard_at(position + RATE // 50)) == number + 1
    assert spoken.heard_at(spoken.speaker.queued) == text


def errors_s(text: str, ends: Sequence[float], tracker: HeardTracker) -> list[float]:
    """How far from its true end each word but the last counts as heard, in seconds."""
    found = [tracker.heard(position) for position in range(0, tracker.end, RATE // 100)]
    firsts = [
        next(k for k, heard in enumerate(found) if counted(text, heard) > n) / 100 for n in range(len(ends) - 1)
    ]
    return [abs(first - end) for first, end in zip(firsts, ends, strict=False)]


def test_it_is_nearer_to_the_truth_than_proportion() -> None:
    told, even = [], []
    for text in SENTENCES:
        spoken = Spoken(PiperVoiceModel(FILE), text)
        ends = [end - skipped_s(PiperVoiceModel(FILE), text, spoken) for end in true_ends(text)]
        proportion = HeardTracker(RATE)
        proportion.begin(text, 0)
        proportion.extend(spoken.speaker.queued)
        proportion.complete()
        told += errors_s(text, ends, spoken.mouth._tracker)
        even += errors_s(text, ends, proportion)
    print(f"word ends off by {np.mean(told) * 1000:.0f} ms, by proportion {np.mean(even) * 1000:.0f}")
    assert max(told) <= 0.02
    assert np.mean(even) > 5 * np.mean(told)


def test_what_was_read_otherwise_than_written_is_heard_as_written(voice: PiperVoiceModel) -> None:
    text = "The **next** train leaves at 14:05 for £25, so we have to be in the station."
    spoken = Spoken(voice, text)
    heard = [spoken.heard_at(position) for position in range(0, spoken.speaker.queued, RATE // 50)]
    words = {counted(text, part) for part in heard}
    assert all(part == " ".join(text.split()[: len(part.split())]) for part in heard)
    assert words == set(range(len(text.split()) + 1)), "word by word"
    assert spoken.heard_at(spoken.speaker.queued) == text


def test_a_held_reply_goes_on_at_the_beginning_of_its_word(voice: PiperVoiceModel) -> None:
    text = SENTENCES[0]
    spoken = Spoken(voice, text)
    skipped = skipped_s(voice, text, spoken)
    ends = [round((end - skipped) * RATE) for end in true_ends(text)]
    for before, end in itertools.pairwise(ends):
        at = spoken.resumed_at(end - RATE // 50)
        assert before <= at + 2
        assert at - before < 0.35 * RATE, "from the word's beginning, not from its middle"
        assert spoken.resumed_at(at + RATE // 100) == at
