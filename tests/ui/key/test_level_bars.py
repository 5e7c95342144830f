from __future__ import annotations

from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from desktop.ui.key.level_bars import _MOST, BAR, LevelBars

_RED, _INK = 0xFFB03A27, 0xFF25221E
_PAPER = QColor("#f8f5ef")


def test_a_kind_is_drawn_once(qtbot: QtBot) -> None:
    bars = LevelBars()
    bars.on(_PAPER, 1.0)
    assert bars.of(_RED, 0.5, 20) is bars.of(_RED, 0.5, 20)
    assert (
        len({id(bars.of(*kind)) for kind in ((_RED, 0.5, 20), (_RED, 0.6, 20), (_RED, 0.5, 22), (_INK, 0.5, 20))})
        == 4
    )


def test_its_ends_are_round_and_its_middle_as_strong_as_told(qtbot: QtBot) -> None:
    bars = LevelBars()
    bars.on(_PAPER, 2.0)
    image = bars.of(_RED, 1.0, 20).toImage()
    assert (image.width(), image.height()) == (2 * BAR, 40)
    assert image.pixelColor(0, 0) == _PAPER
    assert image.pixelColor(BAR, 20) == QColor(_RED)
    half = bars.of(_RED, 0.5, 20).toImage().pixelColor(BAR, 20)
    assert QColor(_RED).red() < half.red() < _PAPER.red()


def test_on_another_ground_all_are_drawn_anew_and_there_are_never_too_many(qtbot: QtBot) -> None:
    bars = LevelBars()
    bars.on(_PAPER, 1.0)
    before = bars.of(_RED, 1.0, 20)
    bars.on(QColor("#191715"), 1.0)
    assert bars.of(_RED, 1.0, 20) is not before
    for tall in range(_MOST + 1):
        bars._kept[_RED, float(tall), 3] = before
    bars.on(QColor("#191715"), 1.0)
    assert not bars._kept
