"""What is remembered, in the window: listed, searched, added, changed, forgotten, by keyboard."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from desktop.errors import UsageError
from desktop.settings import DocumentSettings, Settings
from desktop.ui.facts.facts_dialog import FactsDialog
from tests.ui.conftest import Desk


def opened(desk: Desk, *texts: str) -> FactsDialog:
    for number, text in enumerate(texts, 1):
        desk.assistant.facts.add(text, "a" * 32, number)
    QTest.keyClick(desk.window, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    (dialog,) = desk.window.findChildren(FactsDialog)
    desk.until(lambda: dialog.list.count() == len(texts) and (bool(texts) or dialog.none.isVisible()))
    return dialog


def listed(dialog: FactsDialog) -> list[str]:
    return [dialog.list.item(row).text() for row in range(dialog.list.count())]


def test_facts_are_searched_changed_forgotten_and_brought_back_by_keyboard(desk: Desk) -> None:
    dialog = opened(desk, "my sister is called Anna", "my parking space is B12")
    assert listed(dialog) == ["my parking space is B12", "my sister is called Anna"]
    assert dialog.when.text().startswith("Said on ")
    dialog.search.setFocus()
    QTest.keyClicks(dialog.search, "ANNA sister")
    assert listed(dialog) == ["my sister is called Anna"]
    QTest.keyClick(dialog.search, Qt.Key.Key_Down)
    assert dialog.list.hasFocus()
    QTest.keyClick(dialog.list, Qt.Key.Key_F2)
    (editor,) = dialog.list.viewport().findChildren(QLineEdit)
    editor.setText("my sister is called Anne")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    desk.until(lambda: desk.assistant.facts.all()[1].text == "my sister is called Anne")
    dialog.search.clear()
    desk.until(lambda: "changed on" in dialog.when.text() or dialog.list.currentRow() == 0)
    dialog.list.setCurrentRow(0)
    QTest.keyClick(dialog.list, Qt.Key.Key_Delete)
    desk.until(lambda: listed(dialog) == ["my sister is called Anne"])
    dialog.restore.click()
    desk.until(lambda: listed(dialog) == ["my parking space is B12", "my sister is called Anne"])
    QTest.keyClicks(dialog.words, "the code is 4711")
    QTest.keyClick(dialog.words, Qt.Key.Key_Return)
    desk.until(lambda: listed(dialog)[0] == "the code is 4711")
    assert dialog.words.text() == ""
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    desk.until(lambda: not desk.window.findChildren(FactsDialog))
    desk.window.history.facts_button.click()
    assert len(desk.window.findChildren(FactsDialog)) == 1


def test_nothing_yet_and_what_is_refused_are_said(desk: Desk) -> None:
    dialog = opened(desk)
    assert "remember that my parking space" in dialog.none.text()
    assert not dialog.forget.isEnabled()
    desk.assistant.facts.error = UsageError("a fact has 1 to 500 characters", advice="say it in one sentence")
    dialog.words.setText("x")
    dialog.add.click()
    desk.until(lambda: dialog.problem.text() == "A fact has 1 to 500 characters. Say it in one sentence.")
    desk.assistant.facts.error = None
    dialog.words.setText("my name is Anna")
    dialog.add.click()
    desk.until(lambda: listed(dialog) == ["my name is Anna"])
    assert dialog.problem.isHidden()
    dialog.search.setText("otter")
    assert "holds these words" in dialog.none.text()


def test_other_folders_are_read_with_progress_and_what_cannot_be_read_is_told(
    desk: Desk, sotto_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "manuals"
    folder.mkdir()
    (folder / "boiler.md").write_text("The pressure is one bar.")
    (folder / "photo.txt").write_bytes(b"\0\1\2" * 100)
    chosen = DocumentSettings(folders=(str(folder), str(tmp_path / "away")))
    desk.controller._documents.follow(Settings())
    desk.controller._documents.follow(Settings(documents=chosen))
    desk.until(lambda: desk.window.banner.says("1 document read"))
    told = desk.window.banner._advice.text()
    assert "away is not there" in told
    assert "photo.txt: it is no text" in told
    assert (sotto_home / "documents.db").exists()
