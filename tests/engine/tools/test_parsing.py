from __future__ import annotations

import json

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from desktop.engine.protocols import CallForm
from desktop.engine.tools.parsing import CLOSE, MARKS, OPEN, PYTHON_TAG, TOOL_CALLS, parser_for, spelled
from tests.engine.tools.recorded import CALLS, TEXTS

FORMS: list[CallForm] = ["hermes", "llama", "mistral"]
CALL = '{"name": "clock", "arguments": {}}'
PIECES = [
    *(OPEN, CLOSE, PYTHON_TAG, TOOL_CALLS, "[ARGS]", "[CALL_ID]"),
    *("<tool", "_call>", "<", ">", "</", "<|", "python", "_tag|>", "[", "]", "[TOOL", "_CALLS]", "{", "}", '"', ";"),
    *("text", " ", "\n", "{}", "[]", "clock", CALL, '{"name": "clock", "parameters": {"a": 1}}', '{"a": [{}]}', "é"),
]
STREAMS = st.lists(st.sampled_from(PIECES)).map("".join) | st.text()


def parse(form: CallForm, pieces: list[str]) -> tuple[str, list[str]]:
    parser = parser_for(form)
    shown = "".join(parser.feed(piece) for piece in pieces)
    return shown + parser.finish(), parser.calls


@pytest.mark.parametrize("form", FORMS)
@given(stream=STREAMS, data=st.data())
def test_the_size_of_the_pieces_changes_nothing(form: CallForm, stream: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=10)))
    pieces = [stream[a:b] for a, b in zip([0, *cuts], [*cuts, len(stream)], strict=True)]
    assert parse(form, pieces) == parse(form, [stream]) == parse(form, list(stream))


@pytest.mark.parametrize("form", FORMS)
@given(stream=STREAMS)
def test_text_for_the_user_is_part_of_the_stream_and_holds_no_mark(form: CallForm, stream: str) -> None:
    shown, _ = parse(form, list(stream))
    opening = {"hermes": OPEN, "llama": PYTHON_TAG, "mistral": TOOL_CALLS}[form]
    rest = iter(stream)
    assert all(letter in rest for letter in shown)
    if opening in shown:  # made of what stood before and after a call
        assert form == "hermes"


@pytest.mark.parametrize("form", FORMS)
@given(text=st.text(st.characters(exclude_characters="<[{")))
def test_plain_text_is_never_held_back(form: CallForm, text: str) -> None:
    parser = parser_for(form)
    shown = ""
    for count, letter in enumerate(text, 1):
        shown += parser.feed(letter)
        assert shown == text[:count] or not text[:count].strip()  # blanks before the first word may wait for it
    assert shown + parser.finish() == text
    assert parser.calls == []


ARGUMENTS = st.dictionaries(
    st.text(st.characters(exclude_categories=["Cs"])),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"])), st.lists
    ),
    max_size=3,
)


def no_mark(text: str) -> bool:
    return not any(mark in text for marks in MARKS.values() for mark in marks)


@pytest.mark.parametrize("form", FORMS)
@given(before=st.sampled_from(["", "One moment. "]), arguments=ARGUMENTS, size=st.integers(1, 9))
def test_nothing_of_a_call_is_shown(form: CallForm, before: str, arguments: dict[str, object], size: int) -> None:
    call = json.dumps({"name": "clock", "arguments": arguments}, ensure_ascii=False)
    assume(no_mark(call))
    stream = before + (PYTHON_TAG if form == "llama" and before else "") + spelled(form, call)
    shown, calls = parse(form, [stream[at : at + size] for at in range(0, len(stream), size)])
    assert (shown, [json.loads(found) for found in calls]) == (before, [json.loads(call)])


@pytest.mark.parametrize(("form", "stream", "text", "calls"), CALLS)
def test_recorded_calls(form: CallForm, stream: str, text: str, calls: list[object]) -> None:
    for pieces in ([stream], list(stream)):
        shown, found = parse(form, pieces)
        assert shown == text
        assert [json.loads(call) for call in found] == calls


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("text", TEXTS)
def test_recorded_answers_are_text(form: CallForm, text: str) -> None:
    assert parse(form, list(text)) == (text, [])


@pytest.mark.parametrize(
    ("form", "stream", "calls"),
    [
        ("hermes", f'{OPEN}{{"name": "clo', ['{"name": "clo']),
        ("hermes", f"{OPEN}{CALL}</tool_c", [CALL]),
        ("hermes", OPEN, []),
        ("llama", '{"name": "clo', ['{"name": "clo']),
        ("llama", f'{PYTHON_TAG}{{"name": "a"}}; {{"name": "b', ['{"name": "a", "arguments": {}}', '{"name": "b']),
        ("llama", PYTHON_TAG, []),
        ("mistral", f'{TOOL_CALLS}[{{"name": "clo', ['[{"name": "clo']),
        ("mistral", f'{TOOL_CALLS}clock[ARGS]{{"a', ['clock[ARGS]{"a']),
        ("mistral", f"{TOOL_CALLS}clock[AR", ["clock[AR"]),
        ("mistral", TOOL_CALLS, []),
    ],
)
def test_a_call_cut_off_by_the_end_is_a_call(form: CallForm, stream: str, calls: list[str]) -> None:
    assert parse(form, list(stream)) == ("", calls)


@pytest.mark.parametrize(
    ("form", "text"), [("hermes", "a <tool_"), ("llama", "a <|python"), ("mistral", "a [TOOL"), ("llama", " { ")]
)
def test_a_mark_cut_off_by_the_end_is_text(form: CallForm, text: str) -> None:
    assert parse(form, list(text)) == (text, [])


@pytest.mark.parametrize("form", FORMS)
def test_text_is_not_held_back(form: CallForm) -> None:
    assert parser_for(form).feed("1 < 2 ") == "1 < 2 "


@pytest.mark.parametrize("bomb", ["[" * 50_000, '{"a":' * 50_000, '[{"name":' * 50_000])
def test_a_nested_bomb_is_one_broken_call(bomb: str) -> None:
    assert parse("llama", [PYTHON_TAG + bomb]) == ("", [bomb])
    assert parse("mistral", [TOOL_CALLS + bomb]) == ("", [bomb])
    assert parse("hermes", [OPEN + bomb]) == ("", [bomb])


@pytest.mark.parametrize("form", FORMS)
def test_a_call_that_is_spelled_is_found_again(form: CallForm) -> None:
    shown, calls = parse(form, [spelled(form, CALL)])
    assert (shown, [json.loads(call) for call in calls]) == ("", [json.loads(CALL)])
    assert MARKS[form]
