from __future__ import annotations

import itertools

from hypothesis import example, given
from hypothesis import strategies as st

from desktop.engine.playback import HeardTracker
from desktop.engine.protocols import SpokenWord

CLAUSES = st.lists(st.tuples(st.text(max_size=30), st.integers(0, 40_000)), max_size=6)


def tracker(clauses: list[tuple[str, int]]) -> HeardTracker:
    """All clauses queued one after another, completely."""
    made = HeardTracker(16_000)
    for text, samples in clauses:
        made.begin(text, made.end)
        if samples:
            made.extend(samples)
        made.complete()
    return made


@given(CLAUSES, st.lists(st.integers(0, 250_000), max_size=20))
@example([("0\r0", 6)], [3, 4])
def test_what_was_heard_is_a_growing_prefix(clauses: list[tuple[str, int]], positions: list[int]) -> None:
    made = tracker(clauses)
    heard = [made.heard(played) for played in sorted(positions)]
    assert all(made.spoken.startswith(text) for text in heard)
    assert all(b.startswith(a) for a, b in itertools.pairwise(heard))


@given(CLAUSES)
def test_at_the_end_everything_was_heard(clauses: list[tuple[str, int]]) -> None:
    made = tracker(clauses)
    assert made.heard(made.end) == made.spoken == "".join(text for text, _ in clauses)


@given(st.text("ab ", min_size=1), st.integers(1, 40_000), st.integers(0, 40_000))
def test_words_are_heard_whole(text: str, samples: int, played: int) -> None:
    heard = tracker([(text, samples)]).heard(played)
    rest = text[len(heard) :]
    assert not heard or not rest or heard[-1].isspace() or rest[0].isspace()


def test_a_clause_under_way_is_not_heard_before_its_time() -> None:
    made = HeardTracker(16_000)
    made.begin("one two three four five six", 1000)
    made.extend(3200)
    assert made.heard(1000) == ""
    assert "three" not in made.heard(4200)


def test_a_slow_clause_under_way_is_heard_more_slowly() -> None:
    usual, slow = HeardTracker(16_000), HeardTracker(16_000, slowness=2)
    for made in (usual, slow):
        made.begin("one two three four five six", 0)
        made.extend(1000)
    assert usual.heard(14_000).startswith(slow.heard(14_000))
    assert len(slow.heard(14_000)) < len(usual.heard(14_000))
    assert slow.heard(28_000) == usual.heard(14_000)


def told(text: str, words: list[SpokenWord], said: str | None = None, scale: float = 1.0) -> HeardTracker:
    """One clause at position 1000 whose voice tells its words, of which 10,000 samples are queued so far."""
    made = HeardTracker(16_000)
    made.begin(text, 1000)
    made.words(words, said if said is not None else text, scale)
    made.extend(10_000)
    return made


def test_a_voice_that_tells_its_words_is_believed() -> None:
    made = told("a longest", [SpokenWord(1, 100, 6000), SpokenWord(9, 6500, 9000)])
    assert [made.heard(1000 + at) for at in (5999, 6000, 8999, 9000)] == ["", "a", "a", "a longest"]


def test_what_was_not_told_yet_is_not_heard_yet() -> None:
    made = told("Yes. And some more to come.", [SpokenWord(4, 0, 2000)])
    assert made.heard(1_000_000) == "Yes."
    made.complete()
    assert made.heard(1_000_000) == "Yes. And some more to come."


def test_silence_that_was_left_out_is_not_waited_for() -> None:
    made = told("Yes indeed", [SpokenWord(3, 4000, 6000), SpokenWord(10, 6000, 9000)], scale=2)
    made.skip(8000)
    assert (made.heard(4999), made.heard(5000)) == ("", "Yes")
    assert made.word_start(6000) == 5000


def test_a_number_read_in_several_words_is_heard_with_the_last() -> None:
    words = [SpokenWord(2, 0, 100), SpokenWord(5, 100, 500), SpokenWord(8, 500, 600), SpokenWord(10, 600, 900)]
    made = told("at **14:05.** Bye", words, "at 14 oh 5. Bye")
    assert [made.heard(1000 + at) for at in (100, 550, 850)] == ["at", "at", "at"]
    made.words([SpokenWord(11, 900, 1000)], "at 14 oh 5. Bye", 1)
    assert made.heard(2000) == "at **14:05.**"


def test_a_reply_goes_on_at_its_word_but_no_further_back_than_a_second() -> None:
    made = told("one two", [SpokenWord(3, 0, 1000), SpokenWord(7, 1200, 40_000)])
    made.extend(40_000)
    made.complete()
    assert [made.word_start(1000 + at) for at in (500, 1100, 1300)] == [1000, 2100, 2200]
    assert made.word_start(1000 + 39_000) == 1000 + 39_000 - 16_000


def test_text_that_grows_in_lower_case_is_no_obstacle() -> None:
    made = told("İstanbul is big", [SpokenWord(8, 0, 100), SpokenWord(11, 100, 200), SpokenWord(15, 200, 300)])
    assert [made.heard(1000 + at) for at in (100, 200, 300)] == ["İstanbul", "İstanbul is", "İstanbul is big"]
