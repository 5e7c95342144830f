"""Control words: what acts at once, before the language model, and how replies are spoken from then on. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.engine.phrases import plain, read_phrases
from desktop.terms import Control

LONGEST_WORDS = 12
"""A longer utterance is no control word, however courteous."""
PACE_STEP = 1.2
"""A step slower or faster changes the length of what is spoken by this factor."""
MOST_PACE_STEPS = 3
SHORTEST, LONGEST = 0.4, 3.0
"""Bounds of the length together with the user's own setting, in times the voice's own."""
GAIN_STEP_DB = 4.0
MOST_STEPS_LOUDER = 2
MOST_STEPS_QUIETER = 5
ALONE = tuple(control for control in Control if control is not Control.TALK_TO)
"""Control words that stand alone; the other one names somebody, see `summons`."""
NOTHING_TO_REPEAT = "I have not said anything yet."

_CONFIRMATIONS = {
    Control.SLOWER: ("Slower.", "I cannot speak any slower."),
    Control.FASTER: ("Faster.", "I cannot speak any faster."),
    Control.LOUDER: ("Louder.", "I cannot speak any louder."),
    Control.QUIETER: ("Quieter.", "I cannot speak any quieter."),
}


def control_word(text: str, language: str) -> Control | None:
    """Return the control word that a whole utterance is, courtesies aside; None when it is anything else.

    `language` is an ISO 639-1 code; typed text has none and is read as English.
    """
    lists = read_phrases("control_words").get(language or "en")
    words = plain(text).split()
    if lists is None or not 0 < len(words) <= LONGEST_WORDS:
        return None
    meaning = {phrase: control for control in ALONE for phrase in lists[control.value]}
    sayings = (words, _without(words, lists["degree"]))
    meant = (core for saying in sayings for core in cores(saying, lists["courtesy"]))
    return next((meaning[core] for core in meant if core in meaning), None)


def cores(words: list[str], courtesy: frozenset[str]) -> list[str]:
    """Return the utterance without courtesies at its ends, the longest first, and once where it is repeated."""
    size = len(words)
    starts = [at for at in range(size) if _is_courteous(words[:at], courtesy)]
    stops = [at for at in range(size, 0, -1) if _is_courteous(words[at:], courtesy)]
    spans = sorted(((start, stop) for start in starts for stop in stops if start < stop), key=lambda s: s[0] - s[1])
    return [_once(words[start:stop]) for start, stop in spans]


def _is_courteous(words: list[str], courtesy: frozenset[str]) -> bool:
    """Whether words are nothing but courtesies."""
    if not words:
        return True
    return any(
        " ".join(words[:cut]) in courtesy and _is_courteous(words[cut:], courtesy) for cut in range(1, len(words) + 1)
    )


def _without(words: list[str], phrases: frozenset[str]) -> list[str]:
    """The words less the phrases, of which the longest goes first."""
    text = f" {' '.join(words)} "
    for phrase in sorted(phrases, key=len, reverse=True):
        text = text.replace(f" {phrase} ", " ")
    return text.split()


def _once(words: list[str]) -> str:
    """`stop stop stop` as `stop`."""
    for length in range(1, len(words) // 2 + 1):
        times, rest = divmod(len(words), length)
        if not rest and words == words[:length] * times:
            return " ".join(words[:length])
    return " ".join(words)


@dataclass(frozen=True, slots=True)
class Delivery:
    """How replies are spoken, in steps from what the settings say."""

    own_length: float = 1.0
    """Length of what is spoken by the user's setting, in times the voice's own."""
    pace_steps: int = 0
    """Above 0 slower."""
    gain_steps: int = 0
    """Above 0 louder."""

    @property
    def slowness(self) -> float:
        """Factor on the length of what is spoken, on top of the user's setting."""
        return PACE_STEP**self.pace_steps

    @property
    def gain_db(self) -> float:
        """Decibels on top of the voice's own level."""
        return self.gain_steps * GAIN_STEP_DB

    @property
    def gain(self) -> float:
        """The same as a factor on samples."""
        return float(10 ** (self.gain_db / 20))

    def changed(self, control: Control) -> Delivery:
        """One step further; the same where a bound is reached, or for a word that changes nothing."""
        pace = self.pace_steps + {Control.SLOWER: 1, Control.FASTER: -1}.get(control, 0)
        gain = self.gain_steps + {Control.LOUDER: 1, Control.QUIETER: -1}.get(control, 0)
        if abs(pace) > MOST_PACE_STEPS or not SHORTEST <= self.own_length * PACE_STEP**pace <= LONGEST:
            pace = self.pace_steps
        if not -MOST_STEPS_QUIETER <= gain <= MOST_STEPS_LOUDER:
            gain = self.gain_steps
        return Delivery(self.own_length, pace, gain)


class Controls:
    """What control words did so far in a session. One owner thread."""

    def __init__(self, own_length: float = 1.0) -> None:
        """`own_length` is the user's setting of the voice's slowness."""
        self._own_length = own_length
        self.delivery = Delivery(own_length)
        self._last_reply = ""

    def settle(self, own_length: float) -> None:
        """Speak as another user's setting says, without what control words changed."""
        self._own_length = own_length
        self.delivery = Delivery(own_length)

    def begin_session(self, last_reply: str) -> None:
        """Speak as the settings say again; `last_reply` is what was said last in the session that goes on."""
        self.delivery, self._last_reply = Delivery(self._own_length), last_reply.strip()

    def replied(self, text: str) -> None:
        """Take a reply that `repeat` is to repeat; an empty one leaves the one before."""
        self._last_reply = text.strip() or self._last_reply

    def obey(self, control: Control) -> str:
        """Do what a control word says; return what is to be spoken, empty for nothing."""
        if control is Control.REPEAT:
            return self._last_reply or NOTHING_TO_REPEAT
        before, self.delivery = self.delivery, self.delivery.changed(control)
        done, refused = _CONFIRMATIONS.get(control, ("", ""))
        return done if self.delivery != before else refused
