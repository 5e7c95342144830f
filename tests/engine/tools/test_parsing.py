from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from desktop.engine.tools.parsing import CLOSE, OPEN, ToolCallParser


def parse(pieces: list[str]) -> tuple[str, list[str]]:
    parser = ToolCallParser()
    shown = "".join(parser.feed(piece) for piece in pieces)
    return shown + parser.finish(), parser.calls


STREAMS = st.lists(st.sampled_from([OPEN, CLOSE, "<tool", "_call>", "<", ">", "</", "text", " ", "{}"])).map("".join)


@given(STREAMS, st.data())
def test_the_size_of_the_pieces_changes_nothing(stream: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=10)))
    pieces = [stream[a:b] for a, b in zip([0, *cuts], [*cuts, len(stream)], strict=True)]
    assert parse(pieces) == parse([stream]) == parse(list(stream))


def test_text_and_calls_are_told_apart() -> None:
    assert parse([f"One {OPEN}\n{{1}}\n{CLOSE} two {OPEN}{{2}}{CLOSE}"]) == ("One  two ", ["{1}", "{2}"])


def test_a_call_cut_off_by_the_end_is_a_call() -> None:
    assert parse([f"{OPEN}{{1}}"]) == ("", ["{1}"])


def test_a_mark_cut_off_by_the_end_is_text() -> None:
    assert parse(["a <tool_"]) == ("a <tool_", [])


def test_text_is_not_held_back() -> None:
    assert ToolCallParser().feed("1 < 2 ") == "1 < 2 "
