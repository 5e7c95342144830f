"""In every language and size all words can be read: nothing is cut off, outside the window or over something else."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QDialog, QWidget

from tests.ui.conftest import Desk
from tests.ui.fit import cut_off, outside, overlapping
from tests.ui.scenes import SCENES, at_size, faces, past_list, settle

SIZES = ((1440, 900), (900, 600), (400, 560))


@pytest.mark.parametrize("language", ["he"], indirect=True)
def test_what_is_read_from_right_to_left_is_laid_out_so(language: str, desk: Desk) -> None:
    window = at_size(desk, past_list, 900, 600)
    header, history, dock = desk.window.header, desk.window.history, desk.window.dock

    def left(widget: QWidget) -> int:
        return widget.mapTo(window, QPoint(0, 0)).x()

    assert left(header.new) < left(header.history) < left(header.settings) < left(header.state)
    assert left(history) > left(dock)
    assert left(history.hide_button) < left(history.search)
    assert left(dock.composer.button) < left(dock.composer.line)
    assert _ink(header.state, 0.25) < _ink(header.state, 0.75)  # its shape stands before its word, on the right


def _ink(widget: QWidget, at: float) -> float:
    """How saturated the colours of a quarter of a widget are, around a share of its width."""
    image = widget.grab().toImage()
    columns = range(round((at - 0.25) * image.width()), round((at + 0.25) * image.width()))
    colours = [image.pixelColor(x, image.height() // 2) for x in columns]
    return sum(colour.saturationF() for colour in colours) / len(colours)


@pytest.mark.parametrize("language", ["en", "de", "es", "qps", "he"], indirect=True)
@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.__name__)
def test_all_words_can_be_read(language: str, desk: Desk, scene: Callable[[Desk], QWidget]) -> None:
    wrong = []
    for size in SIZES:
        shown = at_size(desk, scene, *size)
        if shown.width() > size[0] or shown.height() > size[1]:
            wrong.append(f"{size}: takes {shown.size().toTuple()}")
        for face in faces(shown):
            found = (*cut_off(shown), *outside(shown), *overlapping(shown))
            wrong += [f"{size} {face}: {problem}" for problem in found]
        if isinstance(shown, QDialog):
            shown.done(0)
            shown.deleteLater()
            settle()
    assert not wrong, "\n".join(wrong)
