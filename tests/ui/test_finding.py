"""The past conversations by keyboard: search, filters, names, pins, the bin, and what is done with one turn."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QFileDialog, QFileSystemModel, QLineEdit, QPushButton

from desktop.storage.exported import Format, Scope
from desktop.ui.past.export_dialog import ExportDialog
from desktop.ui.past.session_list import MATCH_END, MATCH_START, ROW
from desktop.ui.past.statistics_dialog import StatisticsDialog
from desktop.ui.talk.edit_question import EditQuestion
from desktop.ui.talk.seen_dialog import SeenDialog
from tests.ui.conftest import Desk, by_tab
from tests.ui.fake_assistant import CURRENT, FakeHit, FakeTurn

DENTIST, RICE = "a" * 32, "b" * 32
SHIFT = Qt.KeyboardModifier.ShiftModifier
CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


@pytest.fixture
def past(desk: Desk) -> Desk:
    """The desk with two past conversations, the list on show and the search field ready."""
    questions = ["call the dentist", "and the dentist's number?", "thanks"]
    turns = [FakeTurn(index, text, "Very well. " * 60) for index, text in enumerate(questions, 1)]
    desk.assistant.store(DENTIST, "Call the dentist", *turns)
    desk.assistant.store(RICE, "How to cook rice", FakeTurn(1, "how do I cook rice", "Slowly."), days_ago=1)
    desk.assistant.finish()
    desk.until(lambda: desk.window.history.count == 2)
    desk.bot.keyClick(desk.window, Qt.Key.Key_F, CTRL)
    desk.until(desk.window.history.search.hasFocus)
    return desk


def _rows(desk: Desk) -> list[str]:
    model = desk.window.history.model
    return [model.row(number).title for number in range(model.rowCount())]


def _go_to(desk: Desk, session: str) -> None:
    listed = desk.window.history.list
    listed.setCurrentIndex(desk.window.history.model.index(desk.window.history.model.row_of(session)))
    listed.setFocus()


def _open(desk: Desk, session: str) -> None:
    _go_to(desk, session)
    desk.bot.keyClick(desk.window.history.list, Qt.Key.Key_Return)
    desk.until(lambda: desk.window.showing_past)


def test_conversations_stand_below_their_day(past: Desk) -> None:
    assert _rows(past) == ["Today", "Call the dentist", "Yesterday", "How to cook rice"]
    model = past.window.history.model
    assert model.flags(model.index(0)) == Qt.ItemFlag.NoItemFlags


def test_the_keyboard_skips_the_days(past: Desk) -> None:
    past.bot.keyClick(past.window.history.search, Qt.Key.Key_Down)
    assert past.window.history.list.hasFocus()
    assert past.window.history.marked == DENTIST
    past.bot.keyClick(past.window.history.list, Qt.Key.Key_Down)
    assert past.window.history.marked == RICE


def test_search_lists_turns_while_one_types_and_opens_at_the_turn(past: Desk) -> None:
    past.bot.keyClicks(past.window.history.search, "dentist")
    past.until(lambda: past.window.history.model.sessions == [DENTIST, DENTIST])
    row = past.window.history.model.index(1).data(ROW)
    assert row.detail == f"and the {MATCH_START}dentist{MATCH_END}'s number?"
    assert row.spoken == "Call the dentist, and the dentist's number?, Today"
    past.bot.keyClick(past.window.history.search, Qt.Key.Key_Return)
    past.bot.keyClick(past.window.history.list, Qt.Key.Key_Down)
    past.bot.keyClick(past.window.history.list, Qt.Key.Key_Return)
    past.until(lambda: past.window.showing_past)
    assert past.window.past_turns.current == 2
    bar = past.window.past.verticalScrollBar()
    past.until(lambda: past.window.past.settled and 0 < bar.value() < bar.maximum())


def test_what_was_searched_for_before_is_dropped(past: Desk) -> None:
    field = past.window.history.search
    field.setText("dentist")
    field.setText("rice")
    past.until(lambda: past.window.history.model.sessions == [RICE])
    assert ("find", "dentist") not in past.assistant.asked[-1:]


def test_escape_empties_the_search_and_only_then_stops_the_assistant(past: Desk) -> None:
    past.bot.keyClicks(past.window.history.search, "nothing like it")
    past.until(lambda: past.window.history.count == 0)
    past.bot.keyClick(past.window.history.search, Qt.Key.Key_Escape)
    past.until(lambda: past.window.history.count == 2)
    assert "cancel" not in past.assistant.asked
    past.bot.keyClick(past.window.history.search, Qt.Key.Key_Escape)
    assert "cancel" in past.assistant.asked


def test_f2_renames(past: Desk) -> None:
    _go_to(past, RICE)
    past.bot.keyClick(past.window.history.list, Qt.Key.Key_F2)
    field = past.window.history.list.findChild(QLineEdit)
    assert field.accessibleName() == "New title of the conversation"
    field.selectAll()
    past.bot.keyClicks(field, "Rice, at last")
    past.bot.keyClick(field, Qt.Key.Key_Return)
    past.until(lambda: _rows(past)[-1] == "Rice, at last")


def test_ctrl_d_pins_and_unpins(past: Desk) -> None:
    _go_to(past, RICE)
    past.bot.keyClick(past.window.history.list, Qt.Key.Key_D, CTRL)
    past.until(lambda: _rows(past)[:2] == ["Pinned", "How to cook rice"])
    assert past.window.history.marked == RICE
    past.bot.keyClick(past.window.history.list, Qt.Key.Key_D, CTRL)
    past.until(lambda: _rows(past)[-2:] == ["Yesterday", "How to cook rice"])


@pytest.mark.parametrize("by_key", [True, False])
def test_delete_goes_to_the_bin_and_back(past: Desk, by_key: bool) -> None:
    _go_to(past, RICE)
    past.bot.keyClick(past.window.history.list, Qt.Key.Key_Delete)
    past.until(lambda: past.window.history.model.sessions == [DENTIST])
    assert past.window.banner.text[0] == "“How to cook rice” is in the bin."
    if by_key:
        past.bot.keyClick(past.window, Qt.Key.Key_Z, CTRL)
    else:
        past.window.banner.accept.setFocus()
        past.bot.keyClick(past.window.banner.accept, Qt.Key.Key_Return)
    past.until(lambda: past.window.history.model.sessions == [DENTIST, RICE])


def test_the_bin_is_a_filter_and_gives_back(past: Desk) -> None:
    past.assistant.past.delete(RICE)
    choose(past, "Bin: deleted in the last 30 days")
    past.until(lambda: past.window.history.model.sessions == [RICE])
    assert past.window.history.filter.text() == "Filter · 1"
    _go_to(past, RICE)
    past.bot.keyClick(past.window.history.list, Qt.Key.Key_Delete)
    past.until(lambda: past.window.history.count == 0)
    choose(past, "Clear filters")
    past.until(lambda: past.window.history.model.sessions == [DENTIST, RICE])


def choose(desk: Desk, words: str) -> None:
    actions = [action for action in desk.window.history.filter.menu().actions() if action.text() == words]
    actions[0].trigger()


def test_each_filter_is_asked_for(past: Desk) -> None:
    for words in ("Interrupted", "Failed", "Ran a tool", "Pinned"):
        choose(past, words)
    menus = {action.text(): action.menu() for action in past.window.history.filter.menu().actions() if action.menu()}
    for menu, choice in (("When", "Last 7 days"), ("Persona", "cook"), ("Model", "llama")):
        next(action for action in menus[menu].actions() if action.text() == choice).trigger()  # type: ignore[attr-defined]
    past.until(lambda: past.assistant.past.filters[-1].model == "llama")
    asked = past.assistant.past.filters[-1]
    assert (asked.interrupted, asked.failed, asked.tools, asked.pinned, asked.persona) == (True,) * 4 + ("cook",)
    assert asked.since is not None
    assert 7 <= (datetime.now(tz=UTC) - asked.since).days <= 8
    assert past.window.history.filter.count == 7


def test_the_conversation_under_way_is_left_when_it_is_deleted(past: Desk) -> None:
    past.assistant.store(CURRENT, "now", FakeTurn(1, "hello", "hi"))
    past.assistant.finish()
    past.until(lambda: past.window.history.count == 3)
    _go_to(past, CURRENT)
    past.bot.keyClick(past.window.history.list, Qt.Key.Key_Delete)
    past.until(lambda: past.window.history.count == 2)
    assert "new_session" in past.assistant.asked


def test_a_turn_is_played(past: Desk) -> None:
    _open(past, DENTIST)
    assert past.window.past_turns.current == 3
    past.bot.keyClick(past.window, Qt.Key.Key_Up, ALT)
    past.bot.keyClick(past.window, Qt.Key.Key_P, CTRL)
    past.until(lambda: ("replay", DENTIST, 2) in past.assistant.asked)


def test_a_branch_goes_on_from_a_turn(past: Desk) -> None:
    _open(past, DENTIST)
    past.bot.keyClick(past.window, Qt.Key.Key_Up, ALT)
    past.bot.keyClick(past.window, Qt.Key.Key_B, CTRL)
    past.until(lambda: ("branch", DENTIST, 2) in past.assistant.asked and not past.window.showing_past)
    past.until_text("number?")
    assert "thanks" not in past.text()


@pytest.mark.parametrize(("ups", "through"), [(0, 2), (2, 0)])
def test_a_question_is_edited_and_asked_again(past: Desk, ups: int, through: int) -> None:
    _open(past, DENTIST)
    for _ in range(ups):
        past.bot.keyClick(past.window, Qt.Key.Key_Up, ALT)
    past.bot.keyClick(past.window, Qt.Key.Key_E, CTRL)
    dialog = past.window.findChild(EditQuestion)
    past.until(dialog.field.hasFocus)
    past.bot.keyClicks(dialog.field, "never mind")
    past.bot.keyClick(dialog.field, Qt.Key.Key_Return, CTRL)
    past.until(lambda: ("send_text", "never mind") in past.assistant.asked)
    assert ("branch", DENTIST, through) in past.assistant.asked
    assert not past.window.showing_past


def test_the_keys_do_nothing_where_no_past_turn_is_on_show(past: Desk) -> None:
    for key in (Qt.Key.Key_P, Qt.Key.Key_B, Qt.Key.Key_E):
        past.bot.keyClick(past.window, key, CTRL)
    assert not [asked for asked in past.assistant.asked if asked[0] in ("replay", "branch")]


def test_a_match_is_painted_in_the_accent_of_either_scheme(past: Desk) -> None:
    for scheme in (Qt.ColorScheme.Light, Qt.ColorScheme.Dark):
        past.window.theme.force(scheme)
        past.window.history.search.setText("")
        past.until(lambda: past.window.history.count == 2)
        past.window.history.search.setText("dentist")
        past.until(lambda: past.window.history.model.sessions == [DENTIST, DENTIST])
        QApplication.processEvents()
        picture = past.window.history.list.viewport().grab().toImage()
        accent = QColor(past.window.theme.colours.accent).rgb()
        pixels = {picture.pixel(x, y) for x in range(picture.width()) for y in range(0, 60)}
        assert accent in pixels


def test_a_title_that_is_found_opens_its_conversation(desk: Desk) -> None:
    desk.assistant.store("e" * 32, "Teeth", FakeTurn(1, "hello", "Hello."))
    hit = FakeHit("e" * 32, "Teeth", 0, datetime.now(tz=UTC), "\x02Teeth\x03", 0)
    desk.assistant.past.find = lambda *_a, **_k: [hit]  # type: ignore[method-assign]
    desk.bot.keyClick(desk.window, Qt.Key.Key_F, CTRL)
    desk.window.history.search.setText("teeth")
    model = desk.window.history.model
    desk.until(lambda: model.rowCount() == 1 and model.row(0).detail == "Title: \x02Teeth\x03")
    desk.window.history.enter_list()
    desk.bot.keyClick(desk.window.history.list, Qt.Key.Key_Return)
    desk.until(lambda: desk.window.showing_past)


def test_the_statistics_of_a_conversation_and_of_a_period(past: Desk) -> None:
    _go_to(past, DENTIST)
    past.bot.keyClick(past.window.history.list, Qt.Key.Key_S, CTRL | SHIFT)
    dialog = past.window.findChild(StatisticsDialog)
    shown = {}

    def read() -> bool:
        shown.clear()
        shown.update({name.text(): value.text() for name, value in dialog.rows if name.text()})
        return bool(shown)

    past.until(read)
    assert (shown["Turns"], shown["Persona"]) == ("3, of which 3 were answered", "cook (1×)")  # noqa: RUF001 - how often
    assert ("statistics", DENTIST, None) in past.assistant.asked
    past.bot.keyClick(dialog.scope, Qt.Key.Key_Down)
    past.until(lambda: read() and shown["Conversations"] == "2")
    assert "Failed" in shown
    _, session, since = past.assistant.asked[-1]
    assert session is None
    assert (datetime.now(tz=UTC) - since).days == 7
    dialog.accept()


def _type_name(past: Desk, chooser: QFileDialog, file: Path) -> None:
    line = chooser.findChild(QLineEdit, "fileNameEdit")
    line.setCompleter(None)  # its list would be a window of its own
    with past.bot.waitSignal(chooser.findChild(QFileSystemModel).directoryLoaded, timeout=10_000):
        chooser.setDirectory(str(file.parent))
    by_tab(past, line, chooser)
    past.bot.keyClick(line, Qt.Key.Key_A, CTRL)
    past.bot.keyClicks(line, file.name)
    (accept,) = [button for button in chooser.findChildren(QPushButton) if button.isDefault()]
    by_tab(past, accept, chooser)
    past.bot.keyClick(accept, Qt.Key.Key_Return)


def test_conversations_are_written_to_a_file(past: Desk, tmp_path: Path) -> None:
    _go_to(past, DENTIST)
    past.bot.keyClick(past.window.history.list, Qt.Key.Key_E, CTRL | SHIFT)
    dialog = past.window.findChild(ExportDialog)
    scopes = [dialog.scope.itemText(number) for number in range(dialog.scope.count())]
    assert scopes == ["Call the dentist", "All conversations"]
    assert not dialog.bom.isHidden()
    past.bot.keyClick(dialog.form, Qt.Key.Key_Down)
    assert dialog.form.currentData() == Format.JSON
    assert dialog.bom.isHidden()
    past.bot.keyClick(dialog, Qt.Key.Key_Return)
    chooser = dialog.findChild(QFileDialog)
    assert chooser.defaultSuffix() == "json"
    _type_name(past, chooser, tmp_path / "all.json")
    past.until(lambda: any(one[0] == "export" for one in past.assistant.asked))
    assert past.assistant.asked[-1][1:] == (Scope(session=DENTIST), Format.JSON, tmp_path / "all.json", False)
    past.until(past.window.banner.isVisible)
    assert past.window.banner.says(f"2 conversations with 4 turns: {tmp_path / 'all.json'}")


def test_what_is_searched_for_can_be_written_alone(past: Desk) -> None:
    past.bot.keyClicks(past.window.history.search, "rice")
    past.until(lambda: past.window.history.count == 1)
    by_tab(past, past.window.history.export_button)
    past.bot.keyClick(past.window.history.export_button, Qt.Key.Key_Return)
    dialog = past.window.findChild(ExportDialog)
    assert Scope(query="rice") in [dialog.scope.itemData(n) for n in range(dialog.scope.count())]
    past.bot.keyClick(dialog, Qt.Key.Key_Escape)
    past.until(lambda: past.window.findChild(ExportDialog) is None)
    assert past.window.findChild(QFileDialog) is None


def _choose_to_import(past: Desk, file: Path) -> None:
    past.bot.keyClick(past.window.history.list, Qt.Key.Key_O, CTRL | SHIFT)
    chooser = past.window.findChild(QFileDialog)
    _type_name(past, chooser, file)
    past.until(lambda: past.window.findChild(QFileDialog) is None)


def test_conversations_are_taken_from_a_file(past: Desk, tmp_path: Path) -> None:
    file = tmp_path / "all.json"
    file.write_text("{}")
    _choose_to_import(past, file)
    past.until(past.window.banner.isVisible)
    assert ("import", file) in past.assistant.asked
    assert past.window.banner.text == ("1 conversation imported.", "2 were there already.")


def test_a_file_that_is_no_archive_is_refused_with_advice(past: Desk, tmp_path: Path) -> None:
    (tmp_path / "none.json").touch()
    _choose_to_import(past, tmp_path / "none.json")
    past.until(past.window.banner.isVisible)
    assert "cannot be imported" in past.window.banner.text[0]
    assert "export it again" in past.window.banner.text[1]


def test_what_the_model_saw_is_shown(past: Desk) -> None:
    _open(past, DENTIST)
    past.bot.keyClick(past.window, Qt.Key.Key_Up, ALT)
    past.bot.keyClick(past.window, Qt.Key.Key_I, CTRL | SHIFT)
    past.until(lambda: past.window.findChild(SeenDialog) is not None)
    dialog = past.window.findChild(SeenDialog)
    assert dialog.text.toPlainText() == "Instructions\nBe brief.\n\nYou\nhello \u2407"
    dialog.accept()
    past.until(lambda: past.window.findChild(SeenDialog) is None)
    past.window.past_turns.earlier.click()
    past.window.past_turns.seen.click()
    past.until(lambda: past.window.findChild(SeenDialog) is not None)
    assert past.window.findChild(SeenDialog).text.isHidden()
