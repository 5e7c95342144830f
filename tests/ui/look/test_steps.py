"""Work in steps: the window goes on in between, and who cannot wait has the rest at once."""

from __future__ import annotations

from collections.abc import Generator
from itertools import pairwise

import pytest
from PySide6.QtCore import QObject, QTimer
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from desktop.ui.look.steps import Steps


@pytest.fixture
def taken() -> list[str]:
    return []


@pytest.fixture
def parent(qtbot: QtBot) -> QObject:
    del qtbot  # there is an application
    return QObject()


def work(taken: list[str], count: int = 3) -> Generator[None, None, None]:
    for number in range(count):
        if number:
            yield
        taken.append(str(number))


def test_steps_take_turns_with_what_else_there_is_to_do(taken: list[str], parent: QObject, qtbot: QtBot) -> None:
    steps = Steps(work(taken), parent)
    steps.begin()
    other = QTimer(parent, interval=0)
    other.timeout.connect(lambda: taken.append("other") if taken[-1:] != ["other"] else None)
    other.start()
    assert not steps.over, "nothing is done where it is ordered"
    qtbot.waitUntil(lambda: steps.over)
    assert [one for one in taken if one != "other"] == ["0", "1", "2"]
    assert all("other" in (before, after) for before, after in pairwise(taken))


def test_nothing_is_done_before_they_begin(taken: list[str], parent: QObject, qtbot: QtBot) -> None:
    steps = Steps(work(taken), parent)
    qtbot.wait(30)
    assert (taken, steps.over) == ([], False)


def test_who_cannot_wait_has_the_rest_at_once_and_nothing_twice(
    taken: list[str], parent: QObject, qtbot: QtBot
) -> None:
    steps = Steps(work(taken), parent)
    assert steps.go_on()
    assert taken == ["0"]
    steps.finish()
    assert (taken, steps.over, steps.go_on()) == (["0", "1", "2"], True, False)
    qtbot.wait(30)
    assert taken == ["0", "1", "2"]


def test_who_asks_in_the_midst_of_a_step_does_not_take_another(parent: QObject) -> None:
    asked: list[bool] = []

    def asking() -> Generator[None, None, None]:
        asked.append(steps.go_on())
        yield
        steps.finish()
        asked.append(steps.over)

    steps = Steps(asking(), parent)
    steps.finish()
    assert asked == [False, False]
    assert steps.over


def test_a_step_that_fails_is_the_last(parent: QObject) -> None:
    def failing() -> Generator[None, None, None]:
        yield
        raise ValueError("no room")

    steps = Steps(failing(), parent)
    assert steps.go_on()
    with pytest.raises(ValueError, match="no room"):
        steps.go_on()
    assert (steps.over, steps.go_on()) == (True, False)


def test_no_step_is_taken_for_what_is_gone(taken: list[str], parent: QObject, qtbot: QtBot) -> None:
    Steps(work(taken), parent).begin()
    delete(parent)
    qtbot.wait(30)
    assert taken == []
