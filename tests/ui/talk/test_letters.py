"""What a font draws of words, letter by letter."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QFont, QFontMetricsF
from pytestqt.qtbot import QtBot

from desktop.ui.talk.letters import Letters


@pytest.fixture
def font(qtbot: QtBot) -> QFont:
    font = QFont()
    font.setPixelSize(17)
    return font


@pytest.mark.parametrize("words", ["word ", "AVATAR To", "über 12.5 %", "  "])
def test_words_are_as_wide_as_the_font_draws_them(font: QFont, words: str) -> None:
    width, run = Letters(font).of(words, "")
    assert width == pytest.approx(QFontMetricsF(font).horizontalAdvance(words), abs=0.5)
    assert run is not None
    assert len(run.glyphIndexes()) == len(run.positions()) == len(words)


def test_words_said_twice_are_drawn_the_same(font: QFont) -> None:
    letters = Letters(font)
    assert letters.of("To AV", "A") == letters.of("To AV", "A")


def test_a_letter_that_the_font_lacks_is_left_to_others(font: QFont) -> None:
    letters = Letters(font)
    width, run = letters.of("a\U000f0000b", "")
    assert run is None
    assert width > 0


def test_nothing_takes_no_room(font: QFont) -> None:
    width, run = Letters(font).of("", "a")
    assert width == 0
    assert run is not None
    assert run.positions() == []
