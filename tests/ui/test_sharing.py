"""How soon a thread that computes hands the interpreter over to the window."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest

from desktop.ui.background import share_often


@pytest.fixture
def interval() -> Iterator[float]:
    was = sys.getswitchinterval()
    sys.setswitchinterval(0.005)
    yield was
    sys.setswitchinterval(was)


@pytest.mark.usefixtures("interval")
def test_hundreds_of_waits_for_the_interpreter_do_not_fill_the_time_that_a_stall_may_take() -> None:
    share_often()
    assert 300 * sys.getswitchinterval() < 0.016
