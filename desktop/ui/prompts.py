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

    @property
    def key(self) -> str:
        """What to do with the key in order to talk."""
        return tr("Hold Space") if self.key_mode is KeyMode.HOLD else tr("Press Space")


def prompt(state: State, ways: TalkWays) -> str:
    """Return the line under the talk button."""
    match state:
        case State.LOADING:
            return tr("Getting ready…")
        case State.IDLE:
            return tr("Listening: just speak") if ways.hands_free else tr("{key} to talk").format(key=ways.key)
        case State.LISTENING:
            return tr("{ending}  ·  Esc discards").format(ending=_ending(ways))
        case State.THINKING:
            return tr("Esc stops")
        case State.SPEAKING:
            return tr("{value} to interrupt  ·  Esc stops").format(value="Speak" if ways.hands_free else ways.key)
        case State.CLOSED:
            return tr("Not running")


def _ending(ways: TalkWays) -> str:
    if ways.locked:
        return tr("Press Space to send")
    return tr("Pause to send") if ways.hands_free and not ways.by_key else tr("Let go to send")


def invitation(ways: TalkWays) -> str:
    """Return what an empty conversation invites to."""
    return tr("Just say hello") if ways.hands_free else tr("{key} and say hello").format(key=ways.key)


def how_it_ends(ways: TalkWays) -> str:
    """Return how the assistant knows that the user has finished."""
    if ways.hands_free:
        return tr("Sotto answers when you pause.")
    if ways.key_mode is KeyMode.TOGGLE:
        return tr("Press it again when you have finished, and listen.")
    return tr("Let go when you have finished, and listen.")
