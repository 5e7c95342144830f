from __future__ import annotations

import json

import pytest
from PySide6.QtCore import Qt

from desktop.engine.tools.notes import note_tools
from desktop.engine.tools.store import JsonList
from desktop.escaping import argument_lines
from desktop.events import ConsentAsked, ConsentGiven
from desktop.terms import Answer
from tests.ui.conftest import Desk

ARGUMENTS = '{"name": "Anna \\u202e", "day": 3, "lines": ["a", "b"]}'

EFFECTS = {"write": "wants to change", "external": "wants to reach"}


def _ask(desk: Desk, arguments: str = ARGUMENTS, effect: str = "write", asks: str = "") -> None:
    facts = {"name": "book", "effect": effect, "arguments": arguments, "wait_s": 30.0, "asks": asks}
    desk.assistant.emit(ConsentAsked, number=4, **facts)
    desk.until(
        lambda: desk.window.consent.isVisible() and desk.window.consent.text[0].startswith(f"Sotto {EFFECTS[effect]}")
    )


def _answers(desk: Desk) -> list[object]:
    return [each for each in desk.assistant.asked if isinstance(each, tuple) and each[0] == "answer"]


def test_the_question_shows_exactly_what_the_tool_will_get(desk: Desk) -> None:
    _ask(desk)
    question, arguments = desk.window.consent.text
    assert question == "Sotto wants to change something: book"
    assert arguments == 'book\nname: "Anna \\u202e"\nday: 3\nlines: ["a", "b"]'
    _ask(desk, "no object", "external")
    assert desk.window.consent.text == ("Sotto wants to reach beyond this machine: book", 'book\n"no object"')


def test_the_question_says_what_will_happen_and_its_details_the_exact_name(desk: Desk) -> None:
    clear = next(tool for tool in note_tools(JsonList(None, str)) if tool.name == "clear_notes")
    _ask(desk, "{}", asks=clear.asks)
    assert desk.window.consent.text == (
        "Sotto wants to change something: clear the whole list",
        "book, without any details",
    )


def test_no_argument_passes_for_another(desk: Desk) -> None:
    _ask(desk, json.dumps({"text": "milk\nto: nobody", "to\nfrom": "раypal.com"}))  # noqa: RUF001 - so it is meant
    assert desk.window.consent.text[1] == 'book\ntext: "milk\\nto: nobody"\n"to\\nfrom": "\\u0440\\u0430ypal.com"'


@pytest.mark.parametrize("text", ["x" * 4000, "much to read " * 300, "\n" * 4000])
def test_the_answers_stay_in_sight_however_much_there_is_to_read(desk: Desk, text: str) -> None:
    before = desk.window.size()
    _ask(desk, json.dumps({"text": text}))
    assert desk.window.size() == before
    for button in desk.window.consent.buttons:
        corner = button.mapTo(desk.window, button.rect().bottomRight())
        assert button.visibleRegion().boundingRect() == button.rect()
        assert desk.window.rect().contains(corner)
    assert desk.window.consent.text[1] == f"book\n{argument_lines(json.dumps({'text': text}))[0]}"


def test_each_button_answers(desk: Desk) -> None:
    bar = desk.window.consent
    for button, answer in zip(bar.buttons, (Answer.NO, Answer.YES, Answer.ALWAYS), strict=True):
        _ask(desk)
        desk.bot.mouseClick(button, Qt.MouseButton.LeftButton)
        assert _answers(desk)[-1] == ("answer", 4, answer)
        assert not bar.isVisible()


def test_keys_answer_and_typing_does_not(desk: Desk) -> None:
    line = desk.window.dock.composer.line
    line.setFocus()
    _ask(desk)
    assert line.hasFocus()
    desk.bot.keyClicks(line, "yes ")
    assert _answers(desk) == []
    desk.bot.keyClick(line, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert _answers(desk) == [("answer", 4, Answer.YES)]
    desk.bot.keyClick(line, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert len(_answers(desk)) == 1


def test_a_question_that_is_settled_elsewhere_goes(desk: Desk) -> None:
    _ask(desk)
    desk.assistant.emit(ConsentGiven, number=3, name="book", answer=Answer.NONE)
    desk.assistant.emit(ConsentGiven, number=4, name="book", answer=Answer.NONE)
    desk.until(lambda: not desk.window.consent.isVisible())
    assert _answers(desk) == []
