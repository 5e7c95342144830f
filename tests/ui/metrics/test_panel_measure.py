"""The load under which the window is measured."""

from __future__ import annotations

import time

from desktop.events import LevelMeasured, ReplyDelta
from desktop.ui.bridge import LEVEL_PERIOD_S
from desktop.ui.metrics.panel_measure import A_SECOND, turn


def test_a_turn_is_a_second_of_events_whose_levels_have_times_of_their_own() -> None:
    events, at = [], time.monotonic()
    for event in turn(1):
        events.append(event)
        time.sleep(max(0.0, at + len(events) / A_SECOND - time.monotonic()))
    assert len(events) == A_SECOND
    assert sum(isinstance(event, ReplyDelta) for event in events) == 40
    told, last = 0, float("-inf")
    for event in events:
        if isinstance(event, LevelMeasured) and event.at - last >= LEVEL_PERIOD_S:
            told, last = told + 1, event.at
    assert told > 20, "the meter moves through all of it"
