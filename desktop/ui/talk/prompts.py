"""The sentences that tell the user what to do now."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.terms import KeyMode, State
from desktop.wording import tr


@dataclass(frozen=True, slots=True)
class TalkWays:
    """How the user can talk, and whether they do so with the key now."""

    hands_free: bool = False
    """Whether speech begins a turn without a key."""
    key_mode: KeyMode = KeyMode.HOLD
    by_key: bool = False
    """Whether the utterance under way was begun with the key."""
    locked: bool = False
    """Whether it lasts until the next press."""
    awaited: str = ""
    """The wake word that must come before speech without a key; empty where none must."""

    def to(self, by_holding: str, by_pressing: str) -> str:
        """Return the sentence that fits what the key does."""
        return by_holding if self.key_mode is KeyMode.HOLD else by_pressing


def prompt(state: State, ways: TalkWays) -> str:
    """Return the line under the talk button."""
    match state:
        case State.LOADING:
            return tr("Getting ready…")
        case State.IDLE:
            return _talking(ways)
        case State.LISTENING:
            return _ending(ways)
        case State.THINKING:
            return tr("Esc stops")
        case State.SPEAKING:
            return _interrupting(ways)
        case State.CLOSED:
            return tr("Not running")


def _talking(ways: TalkWays) -> str:
    if ways.hands_free:
        said = tr("Waiting for “{phrase}”: say it, then speak").format(phrase=ways.awaited)
        return said if ways.awaited else tr("Listening: just speak")
    return ways.to(tr("Hold Space to talk"), tr("Press Space to talk"))


def _interrupting(ways: TalkWays) -> str:
    if ways.hands_free:
        return tr("Speak to interrupt  ·  Esc stops")
    return ways.to(tr("Hold Space to interrupt  ·  Esc stops"), tr("Press Space to interrupt  ·  Esc stops"))


def _ending(ways: TalkWays) -> str:
    if ways.locked:
        return tr("Press Space to send  ·  Esc discards")
    if ways.hands_free and not ways.by_key:
        return tr("Pause to send  ·  Esc discards")
    return tr("Let go to send  ·  Esc discards")


def invitation(ways: TalkWays) -> str:
    """Return what an empty conversation invites to."""
    if ways.hands_free and ways.awaited:
        return tr("Say “{phrase}” and ask something").format(phrase=ways.awaited)
    return (
        tr("Just say hello")
        if ways.hands_free
        else ways.to(tr("Hold Space and say hello"), tr("Press Space and say hello"))
    )


def how_it_ends(ways: TalkWays) -> str:
    """Return how the assistant knows that the user has finished."""
    if ways.hands_free:
        return tr("Sotto answers when you pause.")
    if ways.key_mode is KeyMode.TOGGLE:
        return tr("Press it again when you have finished, and listen.")
    return tr("Let go when you have finished, and listen.")
