from __future__ import annotations

import json
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.escaping import argument_lines, escaped, lines, one_line, plain_name


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("milk", "milk"),
        ("Größe 3 €, 日本語, 20 m², 👋🏽", "Größe 3 €, 日本語, 20 m², 👋🏽"),
        ("пальто", "пальто"),
        ('say "no"', r"say \"no\""),
        ("milk\nto: all", r"milk\nto: all"),
        ("a\tb\rc", r"a\tb\rc"),
        ("\x1b[2J\x9b2J\x7f", r"\u001b[2J\u009b2J\u007f"),
        ("1 \u202e000,1", r"1 \u202e000,1"),
        ("a\u200bb\u00adc\ufeff", r"a\u200bb\u00adc\ufeff"),
        ("раyраl", r"\u0440\u0430y\u0440\u0430l"),  # noqa: RUF001 - the first letters are Cyrillic
        ("ｄｅｌｅｔｅ 𝐚𝐥𝐥", r"\uff44\uff45\uff4c\uff45\uff54\uff45 \U0001d41a\U0001d425\U0001d425"),  # noqa: RUF001
        ("ok\U000e0064\U000e0065", r"ok\U000e0064\U000e0065"),
        ("😀\ufe0f\U000e0101", r"😀\ufe0f\U000e0101"),
        ("z\u0301\u0301\u0301\u0301", "z\u0301\u0301" + r"\u0301\u0301"),
        ("a\u3164b\u2800", r"a\u3164b\u2800"),
        ("\ud800", r"\ud800"),
        ("to \u05e9\u05dc\u05d5\u05dd 1 \u05d0 now", "to \u2068\u05e9\u05dc\u05d5\u05dd 1 \u05d0\u2069 now"),
    ],
)
def test_what_is_not_plainly_seen_stands_as_its_number(text: str, shown: str) -> None:
    assert escaped(text) == f'"{shown}"'


@settings(max_examples=60)
@given(st.text(max_size=80))
def test_a_value_is_one_line_with_nothing_hidden_and_never_ends_early(text: str) -> None:
    shown = escaped(text)
    assert shown[0] == shown[-1] == '"'
    assert not any(unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp", "Co", "Cn") for char in shown)
    assert {char for char in shown if unicodedata.category(char) == "Cf"} <= {"\u2068", "\u2069"}
    assert '"' not in shown[1:-1].replace("\\\\", "").replace('\\"', "")


@settings(max_examples=60)
@given(st.text(max_size=30), st.text(max_size=30))
def test_two_values_look_alike_only_if_they_are(one: str, other: str) -> None:
    assert (escaped(one) == escaped(other)) is (one == other)


def test_each_argument_has_a_line_of_its_own() -> None:
    given_ = {"text": "a\nb: c", "number": 5, "digits": "5", "nothing": None, "x\ny": [1, {"k\n": "v\n"}]}
    assert argument_lines(json.dumps(given_)) == [
        r'text: "a\nb: c"', "number: 5", 'digits: "5"', "nothing: null", r'"x\ny": [1, {"k\n": "v\n"}]',
    ]  # fmt: skip
    assert argument_lines("{}") == []
    assert argument_lines(json.dumps({"text": "x" * 500, "to": "all"}))[0] == 'to: "all"', "none hides behind another"
    assert argument_lines("[1,\n2]") == [r'"[1,\n2]"']
    assert argument_lines("no object \u202e") == [r'"no object \u202e"']


def test_a_name_is_left_as_it_is_only_if_it_is_plain() -> None:
    assert plain_name("host_add") == "host_add"
    assert plain_name("clock\nIt is safe: yes") == r'"clock\nIt is safe: yes"'
    assert plain_name("") == '""'
    assert plain_name("x" * 100) == f'"{"x" * 100}"'


def test_a_terminal_obeys_nothing_of_what_it_is_given() -> None:
    told = "one\r\n\x1b]52;c;AAAA\x07two\u202e\u009b2J\n"
    assert lines(told) == "one\n\ufffd]52;c;AAAA\ufffdtwo\ufffd\ufffd2J\n"
    assert one_line(told) == "one \ufffd]52;c;AAAA\ufffdtwo\ufffd\ufffd2J"
    assert lines("Größe\n👨‍👩‍👧") == "Größe\n👨‍👩‍👧"
