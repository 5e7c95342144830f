"""Random conversations without a key, and what must hold of them."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

import numpy as np

from desktop.engine.audio import SAMPLE_RATE, quietest
from desktop.engine.protocols import Samples
from desktop.events import Interrupted, ReplyAudible, TurnFinished
from desktop.terms import Outcome
from tests.models.speech import spoken
from tests.scenes.conversation import Scene

QUESTIONS = (
    "What can you do?",
    "What can you do?",
    "Tell me a joke.",
    "How do I stop you?",
    "What is the date today?",
    "Who are you?",
)
INTERRUPTIONS = ("What time is it?", "Tell me a joke.", "Stop.", "What is the date today?")
SPLIT = (
    ("Set a timer for", "ten minutes."),
    ("Add milk and", "bread to my list."),
    ("What is the capital", "of Spain?"),
)
SOUNDS = ("Okay.", "Right.", "Uh-huh.", "I see.")
"""Not "mm-hmm": the synthesisers spell that out, letter by letter, which is no listening sound."""
LEVEL = 0.6
_LEAD_IN = 3200
"""Samples of silence around what is spoken."""
_REACH = 0.12
"""Share of a sentence on either side of the expected boundary of its parts in which it is looked for."""
_FADED_MS = 80
"""From an interruption to silence: the fade, and the device's block."""


def voice_of(text: str, rng: random.Random) -> Samples:
    """The text by one of the known voices, between silences of 0.2 s."""
    return spoken(text, rng.choice((0, 2, 3, 5, 6))) * np.float32(LEVEL)


def _split(first: str, rest: str, voice: int) -> tuple[Samples, Samples]:
    """The two parts of a sentence that is spoken as one: cut where it is quietest near the boundary, so that its
    melody does not say that it is over."""
    whole = spoken(f"{first} {rest}", voice) * np.float32(LEVEL)
    share = len(first) / len(f"{first} {rest}")
    start, stop = (_LEAD_IN + int((share + reach) * (len(whole) - 2 * _LEAD_IN)) for reach in (-_REACH, _REACH))
    cut = quietest(whole, start, stop)
    return whole[_LEAD_IN:cut], whole[cut:-_LEAD_IN]


def cough(rng: random.Random) -> Samples:
    """A burst of noise or two, as coughs are."""
    noise = np.random.default_rng(rng.getrandbits(32))
    bursts = []
    for _ in range(rng.randint(1, 2)):
        length = int(SAMPLE_RATE * rng.uniform(0.12, 0.3))
        shape = np.exp(-np.arange(length) / (length / 4)) * np.minimum(1, np.arange(length) / 200)
        bursts += [noise.standard_normal(length) * shape * 0.25, np.zeros(1600)]
    return np.concatenate(bursts).astype(np.float32)


@dataclass
class Tally:
    """What happened in a conversation."""

    turns: int = 0
    answered: int = 0
    ignored: int = 0
    """Questions that were not believed to be speech."""
    interruptions: int = 0
    stopped: int = 0
    """Interruptions that ended the reply."""
    sounds: int = 0
    """Coughs and listening sounds during replies."""
    stopped_wrongly: int = 0
    """Of these, those that ended the reply."""
    self_interruptions: int = 0
    """Replies that ended although nobody had made a sound."""
    split: int = 0
    cut_off: int = 0
    """Split sentences that were answered before their end."""
    stale: list[str] = field(default_factory=list)
    """Sound after a reply had been dropped."""


class Conversation:
    """Speaks into a scene as people do, and counts."""

    def __init__(self, scene: Scene, seed: int) -> None:
        self.scene = scene
        self.tally = Tally()
        self._rng = random.Random(seed)

    def turn(self) -> None:
        """One turn: a question, perhaps with a pause inside; then silence, an interruption or a sound."""
        rng, tally = self._rng, self.tally
        tally.turns += 1
        if rng.random() < 0.25:
            self._ask_with_pause()
            self._settle()
            return
        self.scene.say(voice_of(rng.choice(QUESTIONS), rng))
        audible = self.scene.wait_for_reply()
        what = rng.random()
        if audible is None:
            tally.ignored += 1
        elif what < 0.45:
            self._during_reply(audible, voice_of(rng.choice(INTERRUPTIONS), rng), wanted=True)
        elif what < 0.6:
            self._during_reply(audible, cough(rng), wanted=False)
        elif what < 0.75:
            self._during_reply(audible, voice_of(rng.choice(SOUNDS), rng), wanted=False)
        else:
            done, _ = self.scene.wait_for(TurnFinished)
            tally.self_interruptions += done.outcome is Outcome.INTERRUPTED
            tally.answered += done.outcome is Outcome.COMPLETED
        self._settle()

    def _ask_with_pause(self) -> None:
        first, rest = self._rng.choice(SPLIT)
        before = len(self.scene.of(ReplyAudible))
        voice = self._rng.choice((0, 2, 3, 5, 6))
        pause = np.zeros(int(SAMPLE_RATE * self._rng.uniform(0.2, 0.5)), np.float32)
        before_pause, after_pause = _split(first, rest, voice)
        self.scene.say(np.concatenate([before_pause, pause, after_pause]))
        self.tally.split += 1
        self.tally.cut_off += len(self.scene.of(ReplyAudible)) > before

    def _during_reply(self, audible: int, sound: Samples, *, wanted: bool) -> None:
        """Make a sound while Sotto speaks, unless the reply is over before."""
        tally = self.tally
        self.scene.sleep(self._rng.uniform(0.2, 0.7))
        if any(at >= audible for _, at in self.scene.of(TurnFinished)):
            return
        begun = self.scene.device.position
        self.scene.say(sound)
        self.scene.sleep(0.9)
        cut = [at for _, at in self.scene.of(Interrupted) if at >= begun]
        over = any(at >= begun for done, at in self.scene.of(TurnFinished) if done.outcome is Outcome.COMPLETED)
        if wanted and (cut or not over):
            tally.interruptions += 1
            tally.stopped += bool(cut)
        elif not wanted:
            tally.sounds += 1
            tally.stopped_wrongly += bool(cut)

    def _settle(self) -> None:
        """Wait until nobody speaks any more."""
        scene, quiet = self.scene, 0
        while quiet < 4:
            scene.sleep(0.25)
            busy = scene.engine._order.reply().name != "NONE" or scene.engine._ears._floor.turn
            quiet = 0 if busy else quiet + 1
        scene.forget()

    def check_silence_after_interruptions(self) -> None:
        """Once a reply was dropped nothing of it is heard: silence until the next one begins."""
        starts = [at for _, at in self.scene.of(ReplyAudible)]
        for event, at in self.scene.of(Interrupted):
            begin = at + _FADED_MS * SAMPLE_RATE // 1000
            end = min((start for start in starts if start > at), default=self.scene.device.position)
            if not self.scene.silent_between(begin, end - SAMPLE_RATE // 20):
                self.tally.stale.append(f"turn {event.turn} after {event.heard!r}")
