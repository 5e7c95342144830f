from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from desktop.terms import Route, RouteReason, Timings
from desktop.ui.talk.route_words import way_words
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


def test_it_says_what_answered_and_why_where_there_was_a_choice(qtbot: QtBot) -> None:
    strip = TimingStrip()
    qtbot.addWidget(strip)
    strip.show_way("", "")
    assert strip.way.isHidden()
    strip.show_way(Route.LARGER, RouteReason.LONG)
    assert strip.way.text() == "Larger model: a long question"
    assert not strip.way.isHidden()
    strip.show_way("teapot", "short")
    assert strip.way.isHidden()
    strip.show_way("rules", "sum")
    strip.clear()
    assert strip.way.isHidden()


@pytest.mark.parametrize("reason", [reason for reason in RouteReason if reason])
def test_every_reason_has_words(reason: RouteReason) -> None:
    assert way_words(Route.SMALL, reason)
