"""Each rule, where it applies and where it does not."""

from __future__ import annotations

from typing import Any

import pytest

from desktop.observability.insights.facts import Facts, Fallbacks, Idle
from desktop.observability.insights.rules import RULES, insights
from desktop.settings import (
    CacheSettings,
    ConversationSettings,
    LanguageModelSettings,
    Settings,
    TranscriptionSettings,
)

FINE: dict[str, Any] = {
    "settings": Settings(),
    "turns": 100,
    "p50": {"stt": 90, "llm_first_token": 60, "llm": 600, "tts_first_audio": 60, "turn": 300},
    "p95": {"turn": 500},
    "prompt_tokens": 30_000,
    "reply_tokens": 2000,
    "failed": 0.0,
    "interrupted": 0.1,
    "ignored": 0.05,
    "reuse": 0.9,
    "tool_p95": {"clock": 2.0},
    "cores": 4,
    "memory_bytes": 16 << 30,
    "model_bytes": 1 << 30,
    "disk_free_bytes": 100 << 30,
}
PATIENT = Settings(conversation=ConversationSettings(hands_free=True, patience_s=1.5))
DEAF = Settings(conversation=ConversationSettings(hands_free=True, turn_model="none"))
CROWDED = Settings(transcription=TranscriptionSettings(threads=16), language_model=LanguageModelSettings(threads=8))
CASES: list[tuple[str, dict[str, Any]]] = [
    ("endpoint pause", {"settings": PATIENT}),
    ("endpoint pause", {"settings": DEAF}),
    ("slow stt", {"p50": {"stt": 900, "turn": 1200}}),
    ("slow llm_first_token", {"p50": {"llm_first_token": 900}}),
    ("slow tts_first_audio", {"p50": {"tts_first_audio": 900}}),
    ("prefix misses", {"reuse": 0.1}),
    ("model too large", {"p50": {"llm": 9000, "llm_first_token": 100}}),
    ("contention", {"p95": {"turn": 2000}}),
    ("too many threads", {"settings": CROWDED}),
    ("memory short", {"model_bytes": 12 << 30}),
    ("disk full", {"disk_free_bytes": 1 << 30}),
    ("slow disk", {"dropped": 12}),
    ("failures", {"failed": 0.1}),
    ("devices", {"device_failures": 4}),
    ("ignored speech", {"ignored": 0.4}),
    ("long replies", {"interrupted": 0.5}),
    ("slow tools", {"tool_p95": {"search": 4000.0}}),
    ("window fallbacks", {"fallbacks": Fallbacks(80, 20, 400.0, 90.0)}),
    ("device latency", {"microphone_ms": 240.0}),
    ("device latency", {"speaker_ms": 200.0}),
    ("cache potential", {"asked": 80, "repeated": 20}),
    ("idle memory", {"idle": Idle(3, 9000.0)}),
]


def find(**changes: Any) -> list[str]:
    return [one.name for one in insights(Facts(**(FINE | changes)))]


def test_answers_that_are_given_again_already_are_no_advice() -> None:
    on = Settings(cache=CacheSettings(answers=True))
    assert "cache potential" not in find(asked=80, repeated=20, settings=on)


def test_nothing_is_said_of_what_is_fine() -> None:
    assert find() == []
    assert insights(Facts(settings=Settings())) == []


@pytest.mark.parametrize(("name", "changes"), CASES)
def test_a_rule_finds_what_it_is_for_and_shows_its_evidence(name: str, changes: dict[str, Any]) -> None:
    found = [one for one in insights(Facts(**(FINE | changes))) if one.name == name]
    assert found
    assert all(any(letter.isdigit() for letter in one.evidence) and one.advice for one in found)


def test_every_rule_has_a_case() -> None:
    silent = [rule for rule in RULES if not any(list(rule(Facts(**(FINE | changes)))) for _, changes in CASES)]
    assert silent == []
    assert len(RULES) >= 10


def test_few_turns_prove_nothing() -> None:
    assert find(turns=4, failed=0.5, ignored=0.5, p50={"stt": 900, "turn": 1200}) == []


def test_the_largest_gain_comes_first() -> None:
    found = insights(Facts(**(FINE | {"failed": 0.5, "p50": {"stt": 900, "llm_first_token": 3000, "turn": 9000}})))
    gains = [one.gain_ms or 0 for one in found]
    assert gains == sorted(gains, reverse=True)
    assert [one.name for one in found] == ["slow llm_first_token", "slow stt", "failures"]
