"""The lines that event log and monitor share: the same as each would write, and words only for who may have them."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from desktop.observability.lines import Lines
from desktop.observability.log_entry import Entry, EventType, line_of
from desktop.observability.telling import Telling
from tests.observability.happenings import CANARY, everything


def read(lines: Lines, telling: Telling, *, words: bool) -> list[tuple[Entry, str]]:
    return [pair for event in EVENTS for pair in lines.of(event, telling, words=words)]


EVENTS = everything()


def test_two_who_tell_of_the_same_are_given_the_same_line() -> None:
    shared = Lines()
    first, second = (read(shared, Telling(), words=False) for _ in range(2))
    assert len(first) >= len(EVENTS)
    assert all(a is b for (_, a), (_, b) in zip(first, second, strict=True))
    assert [entry for entry, _ in first] == [entry for entry, _ in second]


def test_one_who_may_have_words_and_one_who_may_not_share_none() -> None:
    for order in ((True, False), (False, True)):
        shared = Lines()
        told = {words: "\n".join(line for _, line in read(shared, Telling(), words=words)) for words in order}
        assert CANARY in told[True]
        assert CANARY not in told[False]


def test_what_is_not_waited_for_is_let_go_and_written_again() -> None:
    shared = Lines()
    for _ in range(40):
        read(shared, Telling(), words=False)
        assert len(read(shared, Telling(), words=True)) >= len(EVENTS)
    assert len(shared._made) <= 512


@given(
    st.text(),
    st.dictionaries(st.text(), st.floats(allow_nan=False, allow_infinity=False)),
    st.dictionaries(st.text(), st.text()),
    st.floats(0, 1e9),
)
def test_any_entry_is_one_line_of_json(
    session: str, counts: dict[str, float], words: dict[str, str], at: float
) -> None:
    entry = Entry(EventType.STATE, session, 1, at, ms=at, counts=counts, facts=words, words=words)
    line = line_of(entry, datetime(2026, 1, 1, tzinfo=UTC), words=True)
    assert line.isascii()
    assert "\n" not in line
    found = json.loads(line)
    assert (found["session"], found["facts"], found.get("words", {})) == (session, words, words)
    assert found["counts"] == {name: round(number, 3) for name, number in counts.items()}
    assert (found["monotonic"], found["ms"]) == (round(at, 6), round(at, 3))
