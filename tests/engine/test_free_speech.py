"""Utterances without a key."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from desktop.engine.endpointing import Change, FreeSpeech

FRAME = 512
"""32 ms."""


def feed(speech: FreeSpeech, *runs: tuple[float, int]) -> list[tuple[int, Change]]:
    """Feed runs of (probability, frames); returns (frame index, change)."""
    changes = []
    for probability, frames in runs:
        for _ in range(frames):
            at = speech.frames
            change = speech.feed(probability)
            if change is not None:
                changes.append((at, change))
    return changes


def machine(patience_s: float = 0.64) -> FreeSpeech:
    return FreeSpeech(FRAME, patience_s)


def test_an_utterance_starts_after_three_frames_and_ends_after_its_patience() -> None:
    speech = machine()
    assert feed(speech, (0.0, 10), (0.9, 20), (0.0, 20)) == [
        (12, Change.STARTED),
        (31, Change.PAUSED),
        (49, Change.ENDED),
    ]
    assert (speech.first, speech.last, speech.speech_share) == (10, 29, 1.0)


def test_a_click_starts_nothing() -> None:
    assert feed(machine(), (0.0, 5), (0.9, 2), (0.0, 5), (0.9, 2), (0.0, 30)) == []


def test_a_single_frame_starts_an_utterance_only_if_it_is_sure() -> None:
    speech = FreeSpeech(FRAME, 0.64, start_frames=2, sure=0.9)
    assert feed(speech, (0.0, 5), (0.89, 1), (0.0, 5)) == []
    assert feed(speech, (0.9, 1))[0][1] is Change.STARTED
    assert (speech.first, speech.last, speech.speech_share) == (11, 11, 1.0)


def test_a_pause_within_patience_resumes() -> None:
    changes = [change for _, change in feed(machine(), (0.9, 10), (0.0, 10), (0.9, 10), (0.0, 20))]
    assert changes == [Change.STARTED, Change.PAUSED, Change.RESUMED, Change.PAUSED, Change.ENDED]


def test_one_silent_frame_between_sounds_is_no_pause() -> None:
    assert [change for _, change in feed(machine(), (0.9, 5), (0.0, 1), (0.9, 5))] == [Change.STARTED]


def test_patience_may_change_during_the_silence() -> None:
    speech = machine(1.3)
    feed(speech, (0.9, 10), (0.0, 9))
    speech.patience_s = 0.32
    assert feed(speech, (0.0, 1)) == [(19, Change.ENDED)]


def test_a_doubtful_frame_counts_as_what_was_before() -> None:
    assert feed(machine(), (0.4, 30)) == []
    assert feed(machine(), (0.9, 3), (0.4, 30)) == [(2, Change.STARTED)]


def test_forgotten_the_next_utterance_may_start() -> None:
    speech = machine()
    feed(speech, (0.9, 10), (0.0, 20))
    speech.forget()
    assert speech.first == -1
    assert [change for _, change in feed(speech, (0.9, 3))] == [Change.STARTED]


@given(st.lists(st.floats(0, 1), max_size=300), st.floats(0.064, 2))
def test_changes_come_in_order_and_silence_before_an_end_is_never_too_short(
    probabilities: list[float], patience_s: float
) -> None:
    speech = machine(patience_s)
    allowed = {
        None: {Change.STARTED},
        Change.STARTED: {Change.PAUSED, Change.ENDED},
        Change.PAUSED: {Change.RESUMED, Change.ENDED},
        Change.RESUMED: {Change.PAUSED, Change.ENDED},
    }
    before: Change | None = None
    for probability in probabilities:
        change = speech.feed(probability)
        if change is None:
            continue
        assert change in allowed[before]
        assert 0 <= speech.first <= speech.last < speech.frames
        assert 0 < speech.speech_share <= 1
        before = change
        if change is Change.ENDED:
            assert speech.silence_s >= patience_s
            speech.forget()
            before = None
