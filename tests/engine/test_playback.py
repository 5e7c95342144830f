from __future__ import annotations

import itertools

from hypothesis import example, given
from hypothesis import strategies as st

from desktop.engine.playback import HeardTracker

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
