"""A long reply that is disturbed: what became of it, by Sotto and by the detector alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from desktop.benchmarks.device import BLOCK
from desktop.benchmarks.hands_free import FreeConversation, seconds
from desktop.benchmarks.room import Echo
from desktop.benchmarks.turns import milliseconds
from desktop.engine.backends.silero import SileroDetector
from desktop.engine.protocols import CallForm, GenerationStats, Message, Samples, StaleCheck
from desktop.errors import Cancelled
from desktop.events import PartialTranscript, SpeechStarted

PASSAGE = (
    "There was once a small harbour at the edge of a wide grey sea. Every morning the fishermen went out before the "
    "sun had risen. They came back in the afternoon with silver fish and stories. Nobody quite believed the stories, "
    "but everybody listened. One winter the sea froze from the lighthouse to the island. Then the children walked "
    "across the ice and found an old wooden boat. "
)
SETTLED_S = 2.0
"""Reply before it is disturbed, in which the echo canceller converges."""
AFTERMATH_S = 2.0
"""How long a decision is waited for after a disturbance."""
SETTLE_S = 0.15
"""In which a decision has reached the loudspeaker."""
ALONE_S = 0.2
"""Speech after which the detector alone stops a reply."""
SPEECH = 0.5


class Reciter:
    """A language model that always says the same, at once."""

    name = "reciter"
    context = 2048
    call_form: CallForm = "hermes"
    takes_tools = False
    stats = GenerationStats(0, 0, 0)
    sureness: float | None = None

    def count_tokens(self, messages: Sequence[Message]) -> int:
        """A word is a token."""
        return sum(len(message.content.split()) for message in messages)

    def generate(self, messages: Sequence[Message], *, max_tokens: int, stale: StaleCheck) -> Iterator[str]:  # noqa: ARG002
        """The passage, word by word. Raises Cancelled."""
        for word in PASSAGE.split():
            if stale():
                raise Cancelled
            yield word + " "

    def tell(self, tools: Sequence[Mapping[str, Any]]) -> None:
        """It calls none."""

    def watch(self, tokens: int) -> None:
        """It is always sure."""

    def set_temperature(self, temperature: float) -> None:
        """It says the same at any."""

    def prepare(self, messages: Sequence[Message], stale: StaleCheck) -> None:
        """Nothing to prepare."""

    def close(self) -> None:
        """Nothing to free."""


@dataclass(frozen=True, slots=True)
class Disturbed:
    """What became of one disturbed reply; times from the first sample of the disturbance, in ms."""

    silent_ms: float | None
    """Until the loudspeaker fell silent; None when it never did."""
    stopped_ms: float | None
    """Until the reply was given up; None when it went on."""
    alone_ms: float | None
    """Until the detector alone would have stopped it; None when it would not."""
    exposed_s: float
    """Length of the reply in which something could go wrong."""
    words: str
    """What was understood when the reply was given up."""


def disturb(free: FreeConversation, sound: Samples, air: Echo, *, after_s: float = SETTLED_S) -> Disturbed | None:
    """Have the passage recited, play `sound` into the microphone after so long; None when nothing was recited."""
    device = free.device
    free.begin()
    device.air = air
    free.engine.send_text("Tell me a story.")
    begun = device.wait_for_sound(10.0)
    if begun is None:
        return None
    device.wait_until(begun + seconds(after_s), 10.0 + after_s)
    first = device.feed(sound, lambda: None) - len(sound)
    end = first + len(sound) + seconds(AFTERMATH_S)
    # a reply that an echo stopped before counts as well
    stopped = free.wait_for(SpeechStarted, since=begun, until=end)
    device.wait_until(device.position + seconds(SETTLE_S), 5.0)  # what was decided reaches the loudspeaker
    silent, heard, until = device.past.fell_silent(first), free.heard(), device.position
    words = [event.text for at, event in free.of(PartialTranscript) if stopped and at >= stopped[0]]
    device.wait_until(first + len(sound), 30.0)  # the rest of it does not disturb the next reply
    free.engine.cancel()
    device.wait_until(device.position + seconds(0.5), 5.0)
    alone = stopped_by_detector(heard, max(0, len(heard) - (until - first)))
    return Disturbed(
        silent_ms=None if silent is None else milliseconds(silent - first),
        stopped_ms=None if stopped is None else milliseconds(stopped[0] - first),
        alone_ms=None if alone is None else milliseconds(alone),
        exposed_s=((stopped[0] if stopped else end) - begun) / seconds(1),
        words=words[0] if words else "",
    )


def stopped_by_detector(heard: Samples, first: int) -> int | None:
    """Samples from `first` on until the detector has found so much speech in a row, a block of sound included."""
    detector = SileroDetector()
    run, needed = 0, int(np.ceil(seconds(ALONE_S) / detector.frame))
    for at in range(0, len(heard) - detector.frame + 1, detector.frame):
        speech = detector.probability(heard[at : at + detector.frame]) >= SPEECH
        run = run + 1 if speech and at + detector.frame > first else 0
        if run >= needed:
            return at + detector.frame + BLOCK - first
    return None
