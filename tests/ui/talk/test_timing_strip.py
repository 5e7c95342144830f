from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from desktop.terms import Timings
from desktop.ui.talk.timing_strip import DASH, TimingStrip, duration


@pytest.mark.parametrize(
    ("ms", "text"),
    [(None, DASH), (0.2, "0 ms"), (84.4, "84 ms"), (999.4, "999 ms"), (999.6, "1.0 s"), (12_340, "12.3 s")],
)
def test_durations_read_well(ms: float | None, text: str) -> None:
    assert duration(ms) == text


def test_the_strip_appears_with_the_first_figures_and_goes(qtbot: QtBot) -> None:
    strip = TimingStrip()
    qtbot.addWidget(strip)
    assert strip.isHidden()
    strip.show_timings(Timings(stt=3))
    assert not strip.isHidden()
    assert (strip.figure("stt"), strip.figure("turn")) == ("3 ms", DASH)
    strip.clear()
    assert strip.isHidden()
