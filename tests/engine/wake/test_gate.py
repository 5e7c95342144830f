"""When free speech counts, and what is cut of a text."""

from __future__ import annotations

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from desktop.engine.wake.gate import WakeGate
from desktop.engine.wake.text import without_phrase

WITHIN, FOLLOW_UP = 60, 40


class Gate(RuleBasedStateMachine):
    """Against a model that remembers every wake word and every moment of a reply."""

    def __init__(self) -> None:
        super().__init__()
        self.gate = WakeGate(WITHIN, FOLLOW_UP)
        self.at, self.words, self.spoken = 0, [-1000], [-1000]
        self.open: bool | None = None
        self.busy = self.audible = False

    def _look(self) -> None:
        if self.audible:
            self.spoken.append(self.at)
        self.open = self.gate.is_open(self.at, busy=self.busy, audible=self.audible)

    @rule(passed=st.integers(1, 50), busy=st.booleans(), audible=st.booleans())
    def go_on(self, passed: int, busy: bool, audible: bool) -> None:
        """Time passes; a reply begins, is heard, or ends."""
        self.at += passed
        self.busy, self.audible = busy, audible
        self._look()

    @rule()
    def hear(self) -> None:
        """The wake word."""
        self.gate.heard(self.at)
        self.words.append(self.at)
        self._look()

    @invariant()
    def it_is_open_for_a_reason(self) -> None:
        """And only then."""
        if self.open is not None:
            awake = self.at - self.words[-1] < WITHIN or self.at - self.spoken[-1] < FOLLOW_UP
            assert self.open == (self.busy or self.audible or awake)


Gate.TestCase.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)
TestGate = Gate.TestCase


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("Hey Sotto, what time is it?", "What time is it?"),
        ("hey soto what time is it", "What time is it"),
        ("Hey, so to. Set a timer.", "Set a timer."),
        ("Hey Sotto!", ""),
        ("heysotto stop", "Stop"),
        ("Hey there, what time is it?", "Hey there, what time is it?"),
        ("What is sotto voce?", "What is sotto voce?"),
        ("They sought a hero", "They sought a hero"),
        ("", ""),
    ],
)
def test_the_wake_word_is_no_part_of_what_is_wanted(text: str, rest: str) -> None:
    assert without_phrase(text, "hey Sotto") == rest
