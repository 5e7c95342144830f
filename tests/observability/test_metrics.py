"""Events of turns to figures."""

from __future__ import annotations

from typing import Any

import pytest

from desktop.events import ReplyAudible, SpeechEnded, StageFailed, ToolRan, Transcribed, TurnFinished
from desktop.observability.metrics import Metrics
from desktop.observability.series import WAITING, Series, Step
from desktop.terms import Outcome, Source, Stage, Timings
from tests.storage.samples import MODELS, SESSION

TIMINGS = Timings(stt=80, llm_first_token=60, llm=500, tts_first_audio=90, turn=400)


def finished(turn: int = 1, at: float = 104.0, **changes: Any) -> TurnFinished:
    facts: dict[str, Any] = {
        "outcome": Outcome.COMPLETED, "source": Source.VOICE, "transcript": "a secret", "language": "en",
        "confidence": 1.0, "generated": "so it is", "spoken": "so it is", "heard": "so it is", "audio_s": 1.5,
        "timings": TIMINGS, "models": MODELS, "prompt_tokens": 200, "reply_tokens": 25, "prompt_ms": 45.0,
    }  # fmt: skip
    return TurnFinished(session=SESSION, turn=turn, at=at, **(facts | changes))


def tell_turn(metrics: Metrics, turn: int = 1, **changes: Any) -> None:
    head = {"session": SESSION, "turn": turn}
    metrics.take(SpeechEnded(**head, at=100.1, audio_s=1.5))
    metrics.take(Transcribed(**head, at=100.18, text="a secret", language="en", confidence=1, ms=80))
    metrics.take(ReplyAudible(**head, at=100.4, ms=400))
    metrics.take(finished(turn, **changes))


def test_a_turn_becomes_its_steps() -> None:
    metrics = Metrics(began=90)
    tell_turn(metrics)
    turn = metrics.snapshot(60, 105).turn
    assert turn is not None
    assert turn.steps == pytest.approx(
        {
            Step.CAPTURE: 1500, Step.ENDPOINT: 100, Step.RECOGNISE: 80, Step.PREFILL: 45, Step.FIRST_TOKEN: 15,
            Step.CLAUSE: 70, Step.FIRST_SOUND: 90, Step.HEARD: 3600,
        }
    )  # fmt: skip
    assert sum(turn.steps.get(step, 0) for step in WAITING) == pytest.approx(turn.wait)


def test_a_prompt_read_ahead_of_time_was_not_waited_for() -> None:
    metrics = Metrics(began=90)
    tell_turn(metrics, prompt_ms=5000.0)
    turn = metrics.snapshot(60, 105).turn
    assert turn is not None
    assert (turn.steps[Step.PREFILL], turn.steps[Step.FIRST_TOKEN]) == (60, 0)


def test_tools_are_a_step_of_their_own() -> None:
    metrics = Metrics(began=90)
    metrics.take(SpeechEnded(session=SESSION, turn=1, at=100.0, audio_s=1.5))
    metrics.take(Transcribed(session=SESSION, turn=1, at=100.08, text="", language="en", confidence=1, ms=80))
    ran = ToolRan(session=SESSION, turn=1, at=100.2, name="clock", title="", arguments="{}", result="{}", ms=1)
    metrics.take(ran)
    metrics.take(ReplyAudible(session=SESSION, turn=1, at=100.4, ms=400))
    metrics.take(finished(tools=("clock",)))
    snapshot = metrics.snapshot(60, 105)
    assert snapshot.turn is not None
    assert snapshot.turn.steps[Step.TOOLS] == pytest.approx(120)
    assert snapshot.turn.steps[Step.CLAUSE] == pytest.approx(50)
    assert Series.TOKENS_A_SECOND not in snapshot.latest  # the passes that called tools are in the time as well


def test_a_typed_turn_has_neither_capture_nor_endpoint() -> None:
    metrics = Metrics(began=90)
    metrics.take(finished(source=Source.TEXT, audio_s=0.0, timings=Timings(llm_first_token=50, llm=300)))
    turn = metrics.snapshot(60, 105).turn
    assert turn is not None
    assert set(turn.steps) == {Step.PREFILL, Step.FIRST_TOKEN}
    assert turn.wait is None


def test_outcomes_and_failures_are_counted() -> None:
    metrics = Metrics(began=90)
    outcomes = (Outcome.COMPLETED, Outcome.FAILED, Outcome.INTERRUPTED, Outcome.IGNORED)
    for turn, outcome in enumerate(outcomes, 1):
        metrics.take(finished(turn, outcome=outcome))
    metrics.take(StageFailed(session=SESSION, turn=0, at=104, stage=Stage.SPEAKER, message="gone", advice="plug in"))
    found = metrics.snapshot(60, 105)
    counted = (Series.TURNS, Series.FAILED, Series.INTERRUPTED, Series.IGNORED, Series.ERRORS)
    assert [found.summaries[name].count for name in counted] == [4, 1, 1, 1, 1]
    assert found.error_rate == 0.25
    later = metrics.snapshot(60, 400)
    assert later.error_rate is None
    assert later.totals[Series.TURNS].count == 4


def test_tokens() -> None:
    metrics = Metrics(began=90)
    tell_turn(metrics)
    found = metrics.snapshot(300, 105)
    assert found.totals[Series.REPLY_TOKENS].total == 25
    assert found.totals[Series.PROMPT_TOKENS].total == 200
    assert found.latest[Series.TOKENS_A_SECOND] == pytest.approx(50)
    assert found.trends[Series.TOKENS_A_SECOND] == [(0, found.latest[Series.TOKENS_A_SECOND])]


def test_an_ignored_turn_does_not_take_the_place_of_one_with_steps() -> None:
    metrics = Metrics(began=90)
    tell_turn(metrics)
    metrics.take(finished(2, outcome=Outcome.IGNORED, timings=Timings(), audio_s=0.0, prompt_ms=None))
    turn = metrics.snapshot(60, 105).turn
    assert turn is not None
    assert turn.turn == 1


def test_turns_that_never_end_are_forgotten() -> None:
    metrics = Metrics(began=90)
    for turn in range(1, 1000):
        metrics.take(SpeechEnded(session=SESSION, turn=turn, at=100, audio_s=1))
    assert len(metrics._turns._stories) <= 16


def test_no_words_are_kept() -> None:
    metrics = Metrics(began=90)
    tell_turn(metrics)
    assert "secret" not in repr(metrics.snapshot(60, 105))
