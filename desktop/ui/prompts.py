"""The sentences that tell the user what to do now."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.terms import KeyMode, State


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
        return "Hold Space" if self.key_mode is KeyMode.HOLD else "Press Space"


def prompt(state: State, ways: TalkWays) -> str:
    """Return the line under the talk button."""
    match state:
        case State.LOADING:
            return "Getting ready…"
        case State.IDLE:
            return "Listening: just speak" if ways.hands_free else f"{ways.key} to talk"
        case State.LISTENING:
            return f"{_ending(ways)}  ·  Esc discards"
        case State.THINKING:
            return "Esc stops"
        case State.SPEAKING:
            return f"{'Speak' if ways.hands_free else ways.key} to interrupt  ·  Esc stops"
        case State.CLOSED:
            return "Not running"


def _ending(ways: TalkWays) -> str:
    if ways.locked:
        return "Press Space to send"
    return "Pause to send" if ways.hands_free and not ways.by_key else "Let go to send"


def invitation(ways: TalkWays) -> str:
    """Return what an empty conversation invites to."""
    return "Just say hello" if ways.hands_free else f"{ways.key} and say hello"


def how_it_ends(ways: TalkWays) -> str:
    """Return how the assistant knows that the user has finished."""
    if ways.hands_free:
        return "Sotto answers when you pause."
    if ways.key_mode is KeyMode.TOGGLE:
        return "Press it again when you have finished, and listen."
    return "Let go when you have finished, and listen."
