"""In every language and size all words can be read: nothing is cut off, outside the window or over something else."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QDialog, QWidget

from tests.ui.conftest import Desk
from tests.ui.fit import cut_off, outside, overlapping
from tests.ui.scenes import SCENES, at_size, faces, settle

SIZES = ((1440, 900), (900, 600), (400, 560))


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
