from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from desktop.engine.endpointing import PushToTalk, Span

FRAME = 512


def gate(probabilities: list[float]) -> PushToTalk:
    made = PushToTalk(0.5, FRAME)
    for probability in probabilities:
        made.feed(probability)
    return made


def test_silence_is_no_speech() -> None:
    assert gate([0.0] * 50).span(50 * FRAME) is None


def test_a_click_is_no_speech() -> None:
    assert gate([0.0] * 10 + [1.0] * 2 + [0.0] * 10).span(22 * FRAME) is None


def test_speech_is_kept_with_a_margin() -> None:
    made = gate([0.0] * 30 + [0.9] * 10 + [0.0] * 30)
    assert made.span(70 * FRAME) == Span(30 * FRAME - 4800, 40 * FRAME + 4800)


@given(st.lists(st.floats(0, 1), max_size=80), st.integers(0, FRAME - 1))
def test_the_span_holds_all_speech_and_lies_in_the_recording(probabilities: list[float], rest: int) -> None:
    samples = len(probabilities) * FRAME + rest
    span = gate(probabilities).span(samples)
    speech = [at for at, probability in enumerate(probabilities) if probability >= 0.5]
    if len(speech) < 3:
        assert span is None
    else:
        assert span is not None
        assert 0 <= span.start <= speech[0] * FRAME
        assert (speech[-1] + 1) * FRAME <= span.stop <= samples


def test_the_share_of_speech_counts_from_its_first_to_its_last_frame() -> None:
    assert gate([0.0] * 9 + [1.0] * 4 + [0.0] * 9).speech_share == 1.0
    assert gate([1.0] + [0.0] * 8 + [1.0]).speech_share == 0.2
    assert gate([0.0] * 9).speech_share == 0.0
    assert gate([]).speech_share == 0.0
