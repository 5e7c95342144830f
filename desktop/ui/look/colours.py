"""Sotto's own colours: quiet paper by day, warm charcoal by night."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.terms import State


@dataclass(frozen=True, slots=True)
class Colours:
    """One palette, as CSS colours."""

    window: str
    """Behind everything."""
    surface: str
    """Fields and the history."""
    tint: str
    """Behind what the user said, and under the pointer."""
    ink: str
    muted: str
    """Secondary text; at least 4.5:1 on window, surface and tint."""
    unheard: str
    """Words of a reply that nobody heard: paler than muted, and still 4.5:1 on window."""
    faint: str
    """What cannot be used now, and marks without meaning of their own."""
    line: str
    accent: str
    on_accent: str
    listening: str
    thinking: str
    speaking: str
    danger: str
    danger_surface: str

    def of_state(self, state: State) -> str:
        """Return the colour that stands for `state`."""
        return {
            State.LOADING: self.muted,
            State.IDLE: self.accent,
            State.LISTENING: self.listening,
            State.THINKING: self.thinking,
            State.SPEAKING: self.speaking,
            State.CLOSED: self.muted,
        }[state]


LIGHT = Colours(
    window="#f8f5ef",
    surface="#fffdf9",
    tint="#eee8dd",
    ink="#25221e",
    muted="#68625a",
    unheard="#766f66",
    faint="#a59d92",
    line="#e2dacd",
    accent="#1c6b62",
    on_accent="#fffdf9",
    listening="#b03a27",
    thinking="#84560a",
    speaking="#4b4fb8",
    danger="#a3291b",
    danger_surface="#fbe7e1",
)

DARK = Colours(
    window="#181716",
    surface="#211f1d",
    tint="#2c2926",
    ink="#efe9df",
    muted="#aba398",
    unheard="#888077",
    faint="#6f685f",
    line="#383430",
    accent="#6fc7b8",
    on_accent="#12211e",
    listening="#ff8a72",
    thinking="#e9b756",
    speaking="#a9aeff",
    danger="#ff9d8c",
    danger_surface="#3b221d",
)
