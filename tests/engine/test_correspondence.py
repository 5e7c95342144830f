from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from desktop.engine.correspondence import Correspondence


def test_what_both_share_corresponds_exactly() -> None:
    place = Correspondence("at 5 pm", "at five pm")
    assert [place.end(count) for count in (0, 2, 3, 4, 7)] == [0, 2, 3, 7, 10]


def test_what_only_the_second_has_belongs_to_the_later() -> None:
    place = Correspondence("to be", "to really be")
    assert (place.end(2), place.end(3), place.end(5)) == (2, 3, 12)


@given(st.text("abc ", max_size=20), st.text("abc ", max_size=20))
def test_places_are_in_order_and_within(here: str, there: str) -> None:
    place = Correspondence(here, there)
    ends = [place.end(count) for count in range(len(here) + 1)]
    assert all(a <= b for a, b in itertools.pairwise(ends))
    assert all(0 <= end <= len(there) for end in ends)
