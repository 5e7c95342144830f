"""Two periods beside each other."""

from __future__ import annotations

from desktop.observability.comparing import Change, compare
from desktop.observability.insights.facts import Facts
from desktop.settings import Settings

BEFORE = Facts(settings=Settings(), turns=10, p50={"stt": 100, "llm": 50}, failed=0.1, reuse=0.0)
AFTER = Facts(settings=Settings(), turns=10, p50={"stt": 50, "turn": 9}, failed=0.05, reuse=0.5, ignored=0.2)


def test_what_both_have_is_compared() -> None:
    changes = compare(BEFORE, AFTER)
    assert changes == [
        Change("stt p50", "ms", 100, 50),
        Change("failed", "share", 0.1, 0.05),
        Change("read from memory", "share", 0.0, 0.5),
    ]
    assert [change.ratio for change in changes] == [0.5, 0.5, None]


def test_few_turns_are_not_compared() -> None:
    assert compare(BEFORE, Facts(settings=Settings(), turns=1, p50={"stt": 1})) == []
