"""The metrics in the window, by keyboard."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from desktop.observability.metrics import Metrics
from desktop.observability.series import QUEUES, Series, Step
from desktop.terms import CacheUse, Outcome, Timings
from desktop.ui.look.shortcuts import SHORTCUTS
from desktop.ui.metrics.metrics_panel import EMPTY, LOADING, METRICS_KEYS
from desktop.ui.metrics.waterfall_view import bars_of
from tests.observability.test_metrics import finished, tell_turn
from tests.ui.conftest import Desk
from tests.ui.paints import Paints

TOOLS_ROW = 3


def _toggle(desk: Desk) -> None:
    focused = desk.window.focusWidget() or desk.window
    desk.bot.keyClick(focused, Qt.Key.Key_I, Qt.KeyboardModifier.ControlModifier)


def _tell(metrics: Metrics, **changes: object) -> None:
    now = time.monotonic()
    metrics.record(Series.MEMORY, 212, now)
    metrics.record(Series.PROCESSOR, 7, now)
    for queue in QUEUES:
        metrics.record(queue, 0, now)
    metrics.record(Series.UNDERRUNS, 3, now)
    tell_turn(metrics, at=now, **changes)


@pytest.fixture
def figures(desk: Desk) -> Metrics:
    """Figures that began a minute ago, behind the panel."""
    desk.assistant.metrics = Metrics(time.monotonic() - 60)
    desk.window.metrics.attach(desk.assistant.metrics)
    return desk.assistant.metrics


def test_the_key_shows_and_hides_it(desk: Desk) -> None:
    panel = desk.window.metrics
    assert not panel.isVisible()
    _toggle(desk)
    assert panel.isVisible()
    assert desk.window.dock.talk.hasFocus()  # one can go on talking
    _toggle(desk)
    assert not panel.isVisible()
    assert any(keys == METRICS_KEYS for keys, _ in SHORTCUTS)


def test_the_window_does_not_wait_for_what_only_the_metrics_need() -> None:
    heavy = "{'numpy', 'psutil', 'pyqtgraph'} & set(sys.modules)"
    code = f"import sys, desktop.ui.application; assert not {heavy}, {heavy}"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_nothing_is_loaded_or_read_before_it_is_shown(desk: Desk, figures: Metrics) -> None:
    _tell(figures)
    assert not desk.window.metrics.trends.drawn
    assert not desk.window.metrics._timer.isActive()
    assert desk.window.metrics.total.text() == ""


def test_it_says_what_will_appear(loading_desk: Desk) -> None:
    panel = loading_desk.window.metrics
    _toggle(loading_desk)
    assert panel.empty.text() == LOADING
    loading_desk.controller.attach(loading_desk.assistant)
    assert panel.empty.isVisible()
    assert panel.empty.text() == EMPTY
    assert not panel.waterfall.isVisible()
    assert panel.table.text_of(Series.WAIT) == ("\u2013",) * 3


def test_a_turn_appears(desk: Desk, figures: Metrics) -> None:
    panel = desk.window.metrics
    _toggle(desk)
    _tell(figures)
    desk.until(lambda: panel.waterfall.isVisible())
    assert not panel.empty.isVisible()
    assert panel.total.text() == "400 ms to first sound"
    assert "Recognise 80 ms, Prefill 45 ms" in panel.waterfall.accessibleDescription()
    assert panel.table.text_of(Step.RECOGNISE) == ("80 ms",) * 3
    assert panel.table.isRowHidden(TOOLS_ROW)
    assert panel.trends.text_of(Series.MEMORY) == "212 MiB"
    assert panel.trends.text_of(Series.TOKENS_A_SECOND) == "50"
    assert (panel.counts.text_of(Series.TURNS), panel.counts.text_of(Series.REPLY_TOKENS)) == ("1", "25")
    assert panel.counts.text_of(Series.UNDERRUNS) == "3"
    desk.until(lambda: panel.trends.drawn)


def test_a_failed_turn_is_named(desk: Desk, figures: Metrics) -> None:
    _toggle(desk)
    _tell(figures)
    figures.take(finished(2, at=time.monotonic(), outcome=Outcome.FAILED, timings=Timings(stt=70)))
    desk.until(lambda: desk.window.metrics.total.text() == "failed")
    assert desk.window.metrics.counts.text_of(Series.FAILED) == "1 (50%)"


def test_the_share_of_answers_from_the_cache_is_shown_where_any_was_looked_for(desk: Desk, figures: Metrics) -> None:
    counts = desk.window.metrics.counts
    _toggle(desk)
    _tell(figures)
    desk.until(lambda: counts.text_of(Series.TURNS) == "1")
    assert counts.text_of(Series.CACHE_HITS) == "\u2013"
    for turn, use in enumerate((CacheUse.MISS, CacheUse.HIT, CacheUse.HIT), 2):
        figures.take(finished(turn, at=time.monotonic(), cache=use))
    desk.until(lambda: counts.text_of(Series.CACHE_HITS) == "2 (67%)")


def test_a_row_of_tools_appears_with_the_first_tool(desk: Desk, figures: Metrics) -> None:
    table = desk.window.metrics.table
    _toggle(desk)
    _tell(figures)
    desk.until(lambda: table.text_of(Step.RECOGNISE)[0] == "80 ms")
    assert table.isRowHidden(TOOLS_ROW)
    before = table.height()
    figures.record(Step.TOOLS, 30, time.monotonic())
    desk.until(lambda: not table.isRowHidden(TOOLS_ROW))
    assert table.text_of(Step.TOOLS) == ("30 ms",) * 3
    heights = {table.rowHeight(row) for row in range(table.rowCount())}
    assert heights == {table.height() - before}
    assert sum(map(table.rowHeight, range(table.rowCount()))) <= table.viewport().height()


def test_the_longest_words_do_not_make_it_wider(desk: Desk, figures: Metrics) -> None:
    panel = desk.window.metrics
    desk.window.resize(900, 600)
    _toggle(desk)
    _tell(figures, outcome=Outcome.INTERRUPTED)
    desk.until(lambda: panel.total.text() == "interrupted, 400 ms")
    QApplication.processEvents()
    assert panel.scroller.widget().width() <= panel.scroller.viewport().width()


def test_the_window_of_time_is_chosen_by_the_arrow_keys(desk: Desk, figures: Metrics) -> None:
    panel = desk.window.metrics
    at = time.monotonic() - 200
    older = Metrics(at - 10)
    tell_turn(older, at=at)
    panel.attach(older)
    _toggle(desk)
    desk.until(lambda: panel.counts.text_of(Series.TURNS) == "1")
    panel.chooser.setFocus()
    for _ in range(2):
        desk.bot.keyClick(desk.window.focusWidget(), Qt.Key.Key_Left)
    assert panel.chooser.window_s == 60
    assert panel.counts.text_of(Series.TURNS) == "0"
    desk.bot.keyClick(desk.window.focusWidget(), Qt.Key.Key_Right)
    assert panel.chooser.window_s == 300
    assert panel.counts.text_of(Series.TURNS) == "1"


def test_everything_in_it_is_reached_by_tab_and_has_a_name(desk: Desk, figures: Metrics) -> None:
    panel = desk.window.metrics
    _tell(figures)
    _toggle(desk)
    panel.hide_button.setFocus()
    reached = set()
    for _ in range(12):
        focused = desk.window.focusWidget()
        assert focused is not None
        reached.add(focused)
        desk.bot.keyClick(focused, Qt.Key.Key_Tab)
    assert reached >= {panel.hide_button, panel.scroller, panel.waterfall, panel.table}
    assert reached & set(panel.chooser.buttons)
    for widget in (*reached, *panel.findChildren(QPushButton)):
        if panel.isAncestorOf(widget):
            assert QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)


def test_hiding_it_gives_the_focus_back(desk: Desk, figures: Metrics) -> None:
    _toggle(desk)
    desk.window.metrics.hide_button.setFocus()
    desk.bot.keyClick(desk.window.metrics.hide_button, Qt.Key.Key_Return)
    assert not desk.window.metrics.isVisible()
    assert desk.window.dock.talk.hasFocus()


@pytest.mark.parametrize(("width", "both"), [(1440, True), (900, False)])
def test_where_there_is_no_room_the_panel_opened_first_gives_way(desk: Desk, width: int, both: bool) -> None:
    desk.window.resize(width, 700)
    desk.window.header.history.setChecked(True)
    _toggle(desk)
    assert desk.window.dock.isVisible()
    assert desk.window.history.isVisible() is both
    assert desk.window.header.history.isChecked() is both
    desk.window.header.history.setChecked(True)
    assert desk.window.metrics.isVisible() is both
    assert desk.window.dock.isVisible()


def test_in_a_narrow_window_history_and_metrics_take_turns(desk: Desk) -> None:
    window = desk.window
    window.resize(420, 700)
    _toggle(desk)
    assert window.metrics.isVisible()
    assert not window.dock.isVisible()
    window.header.history.setChecked(True)
    assert (window.history.isVisible(), window.metrics.isVisible()) == (True, False)
    _toggle(desk)
    assert (window.history.isVisible(), window.metrics.isVisible()) == (False, True)
    window.sides.uncover()
    assert window.dock.isVisible()


def test_the_least_size_of_the_window_stays(desk: Desk) -> None:
    before = desk.window.minimumSize()
    desk.window.resize(before)
    _toggle(desk)
    assert desk.window.size() == before
    assert desk.window.minimumSizeHint().height() <= before.height()


def test_what_stays_the_same_is_not_painted_again(desk: Desk, figures: Metrics) -> None:
    panel = desk.window.metrics
    _toggle(desk)
    _tell(figures)
    desk.until(lambda: panel.trends.drawn and panel.waterfall.isVisible())
    panel.refresh()
    QApplication.processEvents()
    paints = Paints(panel)
    for _ in range(20):
        panel.refresh()
        QApplication.processEvents()
    assert not paints.painted
    figures.record(Series.MEMORY, 500, time.monotonic())
    desk.until(lambda: panel.trends.text_of(Series.MEMORY) == "500 MiB")
    desk.until(lambda: bool(paints.painted))
    assert not paints.painted.keys() & {panel.waterfall, panel.table.viewport(), panel.hide_button, panel.total}


@pytest.mark.parametrize("direction", [Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft])
def test_no_text_is_cut_off(desk: Desk, figures: Metrics, direction: Qt.LayoutDirection) -> None:
    window = desk.window
    window.setLayoutDirection(direction)
    window.resize(900, 600)
    _toggle(desk)
    _tell(figures)
    desk.until(lambda: window.metrics.waterfall.isVisible())
    QApplication.processEvents()
    for label in window.metrics.findChildren(QLabel):
        if label.isVisible() and not label.wordWrap():
            assert label.fontMetrics().horizontalAdvance(label.text()) <= label.contentsRect().width(), label.text()
    inner = QRect(QPoint(0, 0), window.metrics.scroller.viewport().size())
    for button in window.metrics.chooser.buttons:
        left = button.mapTo(window.metrics.scroller.viewport(), QPoint(0, 0)).x()
        assert inner.left() <= left
        assert left + button.width() <= inner.right() + 1
        assert button.sizeHint().width() <= button.width()


def test_bars_are_to_scale_between_what_is_said(figures: Metrics) -> None:
    tell_turn(figures, at=time.monotonic())
    turn = figures.snapshot(60).turn
    assert turn is not None
    bars = {bar.step: bar for bar in bars_of(turn)}
    assert bars[Step.CAPTURE].start == 0
    assert bars[Step.HEARD].end == 1
    assert bars[Step.ENDPOINT].start == bars[Step.CAPTURE].end
    assert bars[Step.FIRST_SOUND].end == pytest.approx(bars[Step.HEARD].start)
    lengths = {step: bars[step].end - bars[step].start for step in (Step.RECOGNISE, Step.FIRST_TOKEN)}
    assert lengths[Step.RECOGNISE] / lengths[Step.FIRST_TOKEN] == pytest.approx(80 / 15)


def test_the_window_is_painted_before_what_is_in_the_panel(desk: Desk, figures: Metrics) -> None:
    _tell(figures)
    panel = desk.window.metrics
    paints = Paints(panel)
    _toggle(desk)
    assert panel.waterfall.isVisible(), "it has its place, and screen readers its words, at once"
    desk.until(lambda: panel in paints.painted)
    assert panel.waterfall not in paints.painted
    desk.until(lambda: panel.waterfall in paints.painted)
