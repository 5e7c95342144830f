"""The question in the terminal, in a real one."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator

import pytest

from desktop.cli.waiting import decide
from desktop.events import ConsentAsked
from desktop.terms import Answer


class Screen:
    """Keeps what is written, and types once it is asked."""

    def __init__(self, keyboard: int, typed: str) -> None:
        self.text, self._keyboard, self._typed = "", keyboard, typed

    def write(self, text: str) -> int:
        self.text += text
        return len(text)

    def flush(self) -> None:
        if self.text.endswith(" is no: "):
            os.write(self._keyboard, self._typed.encode())


@pytest.fixture
def keyboard(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    theirs, ours = os.openpty()
    with os.fdopen(ours, encoding="utf-8") as stdin:
        monkeypatch.setattr(sys, "stdin", stdin)
        yield theirs
    os.close(theirs)


def question(arguments: str, name: str = "send") -> ConsentAsked:
    return ConsentAsked(
        session="a" * 32, turn=1, at=0.0, number=1, name=name, effect="external", arguments=arguments, wait_s=30
    )


@pytest.mark.parametrize(
    ("typed", "answer"),
    [("y\n", Answer.YES), ("a\n", Answer.ALWAYS), ("n\n", Answer.NO), ("\n", Answer.NO), ("yess\n", Answer.NO)],
)
def test_what_is_typed_answers(keyboard: int, monkeypatch: pytest.MonkeyPatch, typed: str, answer: Answer) -> None:
    screen = Screen(keyboard, typed)
    monkeypatch.setattr(sys, "stderr", screen)
    assert decide(question('{"to": "anna"}')) is answer
    assert 'sotto: may send reach beyond this machine, with\n         to: "anna"\n' in screen.text


def test_what_was_typed_before_the_question_is_no_answer(keyboard: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A reply can look like a question, and have its yes wait for the next one."""
    os.write(keyboard, b"y\n")
    monkeypatch.setattr(sys, "stderr", Screen(keyboard, "\n"))
    assert decide(question("{}")) is Answer.NO


def test_nothing_of_the_arguments_is_obeyed_or_passes_for_the_question(
    keyboard: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = Screen(keyboard, "n\n")
    monkeypatch.setattr(sys, "stderr", screen)
    decide(question('{"to": "x\\nsotto: may clock run? \\u001b[2A\\u202e"}', name="send\nsotto: fine"))
    told = screen.text.strip("\n").split("\n")
    assert len(told) == 3
    assert not any(char in screen.text for char in "\x1b\u202e\r")
    assert told[1].strip() == r'to: "x\nsotto: may clock run? \u001b[2A\u202e"'
    assert told[2].strip() == r'"send\nsotto: fine": [y]es, [a]lways, anything else is no:'


def test_where_nobody_can_answer_it_is_a_no(capsys: pytest.CaptureFixture[str]) -> None:
    assert decide(question('{"to": "\\u001b"}'), asking=False) is Answer.NO
    assert r'to: "\u001b"' in capsys.readouterr().err
