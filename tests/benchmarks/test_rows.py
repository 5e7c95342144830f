from __future__ import annotations

import numpy as np
import pytest

from desktop.benchmarks.noise import NoiseMeter
from desktop.benchmarks.questions import up_to_last_speech
from desktop.benchmarks.rows import Row, percentile
from desktop.benchmarks.turns import Measured, Span, Stopwatch, latency_ms, take_turns
from desktop.benchmarks.wer import word_errors

KEYS = ["name", "unit", "sotto", "peer", "ratio", "p50", "p95", "n", "guard", "noisy", "target", "met"]


def row(sotto: float, peer: float) -> Row:
    return Row("turn.starter", "ms", sotto, peer, sotto, sotto, 2, "fine", False, "ratio >= 5", True)


def test_a_row_is_one_flat_object_with_the_agreed_keys() -> None:
    assert list(row(100, 550).as_json()) == KEYS


def test_the_ratio_is_peer_over_sotto() -> None:
    assert row(100, 550).as_json()["ratio"] == 5.5
    assert row(0, 550).ratio == 0


def test_a_line_names_what_was_missed() -> None:
    assert "NOT met" not in row(100, 550).as_line()
    assert "5.50" in row(100, 550).as_line()


def test_percentiles_interpolate() -> None:
    assert percentile([1, 2, 3, 4], 50) == 2.5
    assert percentile([], 50) == 0


def test_latency_is_counted_in_samples() -> None:
    assert latency_ms(16_000, 24_000) == 500
    assert latency_ms(16_000, None) is None


@pytest.mark.parametrize(
    ("understood", "errors"),
    [("What is your name?", 0), ("what's your name", 2), ("", 4), ("What is is your name now", 2)],
)
def test_word_errors_count_insertions_deletions_and_replacements(understood: str, errors: int) -> None:
    assert word_errors("What is your name?", understood) == (errors, 4)


def test_a_recording_is_cut_after_its_last_speech() -> None:
    samples = np.concatenate([np.zeros(800), np.full(1600, 0.2), np.full(8000, 0.001)]).astype(np.float32)
    assert len(up_to_last_speech(samples)) == 2400
    assert len(up_to_last_speech(np.zeros(800, np.float32))) == 0


def test_only_the_time_that_the_first_sound_waited_for_models_counts() -> None:
    watch = Stopwatch()
    watch.spans = [
        Span("stt", -0.5, 0.2),  # a guess while the user still spoke
        Span("stt", -0.1, 0.2),  # half of it after the end
        Span("llm", 0.15, 0.15),
        Span("llm", 0.3, 0.5),  # under way when the voice began
        Span("tts", 0.4, 0.05),
        Span("llm", 0.8, 0.2),
        Span("tts", 0.45, 0.3),
    ]
    assert watch.until_first_sound_ms(0.0) == pytest.approx(400)
    assert watch.until_first_sound_ms(0.42) == pytest.approx(30)
    assert watch.total_ms("llm") == pytest.approx(850)


class _Arm:
    def __init__(self, name: str, log: list[str]) -> None:
        self.name, self._log = name, log

    def ask(self, question: object) -> Measured:
        self._log.append(self.name)
        return Measured(self.name, "", None, 0, 0, "", "", 0)

    def close(self) -> None:
        pass


def test_the_arms_take_turns_a_b_b_a() -> None:
    order: list[str] = []
    kept: list[Measured] = []
    question = up_to_last_speech(np.zeros(80, np.float32))
    take_turns([_Arm("a", order), _Arm("b", order)], [question], 4, kept.append)  # type: ignore[list-item]
    assert order == ["a", "b", "b", "a", "a", "b", "b", "a"]
    assert len(kept) == 8


def test_the_noise_meter_tells_a_share() -> None:
    meter = NoiseMeter()
    busy = sum(number * number for number in range(300_000))
    others = meter.others()
    assert busy
    assert others is None or 0 <= others <= 1.01
