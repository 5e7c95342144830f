"""What happened in a past turn, shown along the time, for a turn that a real assistant recorded."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.errors import UsageError
from desktop.observability.series import WAITING, Step
from desktop.storage.database import Database
from desktop.storage.recordings import Recordings
from desktop.ui.look.theme import Theme
from desktop.ui.metrics.metric_words import TITLES
from desktop.ui.past.story_dialog import StoryDialog, why_slow
from desktop.ui.past.story_rows import Told, Wave, read_story, rows_of
from desktop.ui.past.story_view import StoryView
from desktop.ui.talk.timing_strip import duration
from desktop.wording import tr
from tests.replay.stored import BY_SILENCE, TYPED, record
from tests.ui.conftest import Desk
from tests.ui.fake_assistant import FakeTurn
from tests.ui.scenes import settle
from tests.ui.told import told as made_up
from tests.ui.told import with_call


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    home = tmp_path_factory.mktemp("told") / "home"
    turns = [(BY_SILENCE, "What do you get for fourteen plus thirty-three?"), (TYPED, "Hi there, Sotto.")]
    return home, record(home, turns)


def told(recorded: tuple[Path, str], turn: int) -> Told:
    home, session = recorded
    with Database.open(home / "sotto.db") as database:
        return read_story(session, turn, database, Recordings(home / "recordings"))


def colours_in(image: QImage) -> set[str]:
    return {image.pixelColor(x, y).name() for x in range(0, image.width(), 2) for y in range(0, image.height(), 2)}


def test_what_happened_is_in_the_order_of_time(recorded: tuple[Path, str]) -> None:
    rows = rows_of(told(recorded, 1).story)
    assert [row.title for row in rows] == [
        *("You spoke", "Your end was known", "You were understood", "Tool calculate", "The reply was written"),
        *("Sotto spoke", "Not stored"),
    ]
    times = [row.ms for row in rows if row.ms is not None]
    assert times == sorted(times)
    assert rows[-1].ms is None
    assert "47" in rows[3].text


def test_a_typed_turn_has_no_sound_of_the_user(recorded: tuple[Path, str]) -> None:
    typed = told(recorded, 2)
    assert (typed.question, typed.answer is not None) == (None, True)
    assert next(row.title for row in rows_of(typed.story)) == "You wrote"


def test_the_keyboard_goes_through_what_happened(recorded: tuple[Path, str], qtbot: QtBot) -> None:
    theme, parent = Theme(), QWidget()
    qtbot.addWidget(parent)
    theme.force(Qt.ColorScheme.Light)
    dialog = StoryDialog(told(recorded, 1), StoryView, theme, parent)
    dialog.show()
    qtbot.waitUntil(lambda: dialog.view.drawn)
    assert dialog.rows.hasFocus() or dialog.focusWidget() is dialog.rows
    at = [dialog.view._cursors[0].value()]
    for _ in range(dialog.rows.count() - 1):
        qtbot.keyClick(dialog.rows, Qt.Key.Key_Down)
        at.append(dialog.view._cursors[0].value())
    assert at[:-1] == sorted(at[:-1])
    assert len(set(at)) > 3
    assert not dialog.view._cursors[0].isVisible(), "what is not stored is nowhere on the axis"
    shown = colours_in(dialog.grab().toImage())
    assert {theme.colours.listening, theme.colours.speaking} <= shown
    theme.force(Qt.ColorScheme.Dark)
    assert {theme.colours.listening, theme.colours.speaking} <= colours_in(dialog.grab().toImage())
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_it_is_drawn_bit_by_bit_and_the_window_goes_on_meanwhile(recorded: tuple[Path, str], qtbot: QtBot) -> None:
    view = StoryView(told(recorded, 1), rows_of(told(recorded, 1).story), Theme())
    qtbot.addWidget(view)
    seen = list[int]()
    looks = QTimer(view, interval=0)
    looks.timeout.connect(lambda: seen.append(sum(len(plot.items) for plot in view._plots)))
    looks.start()
    qtbot.waitUntil(lambda: view.drawn)
    assert len(set(seen)) >= 5, "bands, two sounds, the chance of speech and the stages come one after the other"


def test_a_sound_without_a_sample_is_no_trouble(qtbot: QtBot) -> None:
    nothing = Wave(0.0, 0.0, np.zeros(0, np.float32))
    view = StoryView(replace(made_up(), question=nothing, answer=nothing), [], Theme())
    qtbot.addWidget(view)
    qtbot.waitUntil(lambda: view.drawn)
    assert not view.grab().isNull()


def test_a_turn_that_there_is_not(recorded: tuple[Path, str]) -> None:
    with pytest.raises(UsageError):
        told(recorded, 9)


def test_the_sound_is_drawn_where_it_was(recorded: tuple[Path, str]) -> None:
    found = told(recorded, 1)
    assert found.question is not None
    assert found.answer is not None
    assert found.question.start_ms == found.story.recording.starts_ms  # type: ignore[union-attr]
    assert found.answer.start_ms == found.story.audible_ms
    assert 0.05 < float(np.max(found.question.peaks)) <= 1


def tells_by_key(desk: Desk) -> None:
    """The page opens by its key, with all that happened, and closes."""
    desk.bot.keyClick(
        desk.window, Qt.Key.Key_H, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    )
    desk.until(lambda: desk.window.findChild(StoryDialog) is not None)
    dialog = desk.window.findChild(StoryDialog)
    assert dialog.rows.count() == 7
    dialog.accept()


def test_the_window_tells_of_the_turn_that_is_on_show(recorded: tuple[Path, str], desk: Desk) -> None:
    desk.assistant.past.home, session = recorded
    desk.assistant.store(session, "Sums", FakeTurn(1, "What do you get for 14 + 33?", "47."))
    desk.assistant.finish()
    desk.until(lambda: desk.window.history.count == 1)
    listed = desk.window.history.list
    listed.setCurrentIndex(desk.window.history.model.index(desk.window.history.model.row_of(session)))
    desk.bot.keyClick(listed, Qt.Key.Key_Return)
    desk.until(lambda: desk.window.showing_past)
    tells_by_key(desk)
    desk.until(lambda: desk.window.findChild(StoryDialog) is None)
    desk.window.past_turns.story.click()
    desk.until(lambda: desk.window.findChild(StoryDialog) is not None)


def test_why_it_was_so_slow_is_said(recorded: tuple[Path, str]) -> None:
    waterfall = told(recorded, 1).story.waterfall
    longest = max((step for step in waterfall if step in WAITING), key=lambda step: waterfall[step])
    words = why_slow(waterfall)
    assert tr(TITLES[longest]) in words
    assert words.startswith(duration(sum(waterfall.get(step, 0) for step in WAITING)))
    assert why_slow({}) == ""
    assert why_slow({Step.CAPTURE: 900.0, Step.HEARD: 100.0}) == ""


def test_the_current_conversation_tells_of_its_turns_by_the_same_key(recorded: tuple[Path, str], desk: Desk) -> None:
    desk.assistant.past.home, desk.assistant.session = recorded
    desk.assistant.finish(1, transcript="What do you get for 14 + 33?", generated="47.")
    desk.until(lambda: desk.window.live_page.bar.current == 1)
    tells_by_key(desk)


@pytest.mark.parametrize(
    ("arguments", "result", "words"),
    [
        ('{"name": "Anna", "day": 3}', '{"booked": true}', "name: Anna, day: 3 → booked: true"),
        ("{}", '{"notes": ["milk", "über"]}', 'nothing → notes: ["milk", "über"]'),
        ("no object", "", "no object → it was cut off"),
        ('["a"]', '{"a": {"b": 1}}', '["a"] → a: {"b": 1}'),
    ],
)
def test_what_a_tool_got_and_gave_is_readable(arguments: str, result: str, words: str) -> None:
    rows = rows_of(with_call(arguments, result, "it was cut off"))
    assert next(row.text for row in rows if row.title == "Tool book_appointment") == words


@pytest.mark.parametrize("size", [(400, 560), (900, 600), (1440, 900)])
def test_it_fits_the_window_and_all_words_are_wrapped_in_it(desk: Desk, size: tuple[int, int]) -> None:
    desk.window.resize(*size)
    dialog = StoryDialog(made_up(), StoryView, desk.window.theme, desk.window)
    dialog.open()
    settle()
    assert dialog.width() <= size[0]
    assert dialog.height() <= size[1]
    rows = dialog.rows
    wide = rows.viewport().width()
    assert all(rows.visualItemRect(rows.item(row)).width() <= wide for row in range(rows.count()))
    heights = [rows.visualItemRect(rows.item(row)).height() for row in range(rows.count())]
    assert max(heights) > min(heights), "a long reply takes as many lines as it needs"
    dialog.accept()


@pytest.mark.parametrize("language", ["de"], indirect=True)
def test_numbers_are_written_as_the_reader_does(language: str, desk: Desk) -> None:
    dialog = StoryDialog(made_up(), StoryView, desk.window.theme, desk.window)
    assert dialog.rows.item(0).text().startswith("-2,80 – 0,20 Du sprachst")  # noqa: RUF001 - a dash between numbers
