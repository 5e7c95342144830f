"""The models page over a hub on loopback: by keyboard and mouse, in the real window."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
import tomli_w
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QFileDialog, QLabel, QLineEdit
from shiboken6 import isValid

from desktop.errors import UsageError
from desktop.events import StateChanged
from desktop.models.machine_speed import known_speed
from desktop.models.shelf import Shelf
from desktop.models.staging import unfinished
from desktop.paths import Paths, starter_models
from desktop.settings import load_settings
from desktop.terms import State
from desktop.ui.models.import_question import ImportQuestion
from desktop.ui.models.model_card import Place
from desktop.ui.models.model_row import ModelRow
from desktop.ui.models.models_desk import MODELS_KEYS
from desktop.ui.models.models_dialog import ModelsDialog
from tests.hub_server import HubServer
from tests.models.hub_content import EARS, MIND, fill
from tests.models.known_speed import keep
from tests.ui.conftest import Desk

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def paths(sotto_home: Path) -> Paths:
    return Paths(sotto_home)


@pytest.fixture
def page(hub: HubServer, paths: Paths, desk: Desk) -> Iterator[ModelsDialog]:
    import_module("desktop.models.getting")  # so that no test waits for the hub's client to load
    fill(hub)
    paths.home.mkdir(exist_ok=True)
    keep(paths)
    models = [model.model_dump(mode="json") for model in (EARS, MIND)]
    pack = {"id": "both", "title": "Both", "memory_gb": 1, "models": ["ears", "mind-0.1"]}
    paths.catalogue.write_text(tomli_w.dumps({"schema_version": 1, "models": models, "packs": [pack]}))
    desk.bot.keyClick(desk.window, Qt.Key.Key_M, CTRL)
    dialog = desk.window.findChild(ModelsDialog)
    assert dialog is not None
    with desk.bot.waitSignal(dialog.filled, timeout=20_000):
        pass
    yield dialog
    if isValid(dialog):
        dialog.accept()


def shown(page: ModelsDialog) -> list[str]:
    return [name for name, row in page.rows.items() if row.isVisibleTo(page)]


def offered(row: ModelRow) -> list[str]:
    return [button.text() for button in row.buttons if button.isVisibleTo(row)]


def press(desk: Desk, button: QAbstractButton) -> None:
    button.setFocus()
    desk.bot.keyClick(button, Qt.Key.Key_Space)


def test_what_is_here_and_what_can_be_had(page: ModelsDialog) -> None:
    assert offered(page.rows["starter-llm"]) == []
    assert "in use" in page.rows["starter-llm"].accessibleName()
    assert offered(page.rows["mind-0.1"]) == ["Get"]
    assert "148 MB · MIT" in page.rows["whisper-base"].accessibleName()


def test_the_filters(page: ModelsDialog) -> None:
    page.kind.setCurrentIndex(page.kind.findData("tts"))
    page.language.setCurrentIndex(page.language.findData("de"))
    assert shown(page) == ["thorsten"]
    page.only_here.setCurrentIndex(1)
    assert shown(page) == []
    assert page.none.isVisibleTo(page)
    page.language.setCurrentIndex(0)
    assert shown(page) == ["starter-tts"]


def test_every_control_has_a_name(page: ModelsDialog) -> None:
    controls = [*page.findChildren(QAbstractButton), *page.findChildren(QComboBox)]
    assert [one for one in controls if not (one.accessibleName() or getattr(one, "text", str)())] == []


def test_a_model_is_got_used_and_deleted_by_keyboard(page: ModelsDialog, desk: Desk, paths: Paths) -> None:
    row = page.rows["mind-0.1"]
    press(desk, row.get)
    desk.until(lambda: row.card.place is Place.HERE)
    assert offered(row) == ["Use", "Delete"]
    press(desk, row.use)
    desk.until(lambda: row.card.in_use)
    assert load_settings(paths.settings).language_model.model == "mind-0.1/mind-q4.gguf"
    assert page.banner.says("Chosen: Mind")
    assert offered(row) == []
    press(desk, page.rows["starter-llm"].use)
    desk.until(lambda: not row.card.in_use)
    press(desk, row.delete)
    assert offered(row) == ["Keep", "Delete for good"]
    press(desk, row.delete)
    desk.until(lambda: row.card.place is Place.OFFERED)
    with pytest.raises(UsageError):
        Shelf(paths).find("mind-0.1")


def test_a_deletion_can_be_thought_better_of(page: ModelsDialog, desk: Desk, paths: Paths) -> None:
    row = page.rows["mind-0.1"]
    press(desk, row.get)
    desk.until(lambda: row.card.place is Place.HERE)
    press(desk, row.delete)
    press(desk, row.keep)
    assert offered(row) == ["Use", "Delete"]
    assert Shelf(paths).find("mind-0.1")


def test_a_download_is_paused_gone_on_with_and_cancelled(
    page: ModelsDialog, desk: Desk, hub: HubServer, paths: Paths
) -> None:
    hub.trouble.holds_after = 1_000_000
    row = page.rows["mind-0.1"]
    press(desk, row.get)
    desk.until(lambda: row.said.startswith("Downloading"))
    assert offered(row) == ["Pause", "Cancel"]
    desk.until(lambda: unfinished(paths).get("mind-0.1", 0) >= 900_000)
    press(desk, row.pause)
    desk.until(lambda: row.card.place is Place.BEGUN and "Go on" in offered(row))
    assert offered(row) == ["Go on", "Discard"]
    press(desk, row.get)
    desk.until(lambda: row.said.startswith("Downloading"))
    press(desk, row.cancel)
    desk.until(lambda: row.card.place is Place.OFFERED and offered(row) == ["Get"])
    assert [path for path in paths.models.rglob("*") if path.suffix == ".part"] == []


def test_a_download_goes_on_with_the_page_closed(page: ModelsDialog, desk: Desk, hub: HubServer) -> None:
    hub.trouble.holds_after = 1_000_000
    press(desk, page.rows["mind-0.1"].get)
    desk.until(hub.trouble.held.is_set)
    page.accept()
    desk.until(lambda: desk.window.findChild(ModelsDialog) is None)
    # without a window manager no window is active now, and keys reach no shortcut
    keys = next(one for one in desk.window.findChildren(QShortcut) if one.key() == QKeySequence(MODELS_KEYS))
    keys.activated.emit()
    again = desk.window.findChild(ModelsDialog)
    assert again is not None
    desk.until(lambda: "mind-0.1" in again.rows and again.rows["mind-0.1"].said != "")
    assert offered(again.rows["mind-0.1"]) == ["Pause", "Cancel"]
    hub.trouble.holds_after = None
    hub.trouble.go_on.set()
    desk.until(lambda: again.rows["mind-0.1"].card.place is Place.HERE)
    again.accept()


def test_what_became_of_a_download_is_told_with_the_page_closed(
    page: ModelsDialog, desk: Desk, hub: HubServer
) -> None:
    hub.trouble.holds_after = 1_000_000
    press(desk, page.rows["mind-0.1"].get)
    desk.until(hub.trouble.held.is_set)
    page.accept()
    hub.trouble.go_on.set()
    desk.until(lambda: desk.window.banner.says("Mind is here"))


def test_a_pack_is_got_and_used_whole(page: ModelsDialog, desk: Desk, paths: Paths) -> None:
    row = page.rows["both"]
    told = row.accessibleName()
    assert "8.0 MB · for 1 GB of memory · answers at about " in told
    assert told.endswith("Ears + Mind · MIT")
    press(desk, row.get)
    desk.until(lambda: row.card.place is Place.SHIPPED)
    assert offered(row) == ["Use"]
    press(desk, row.use)
    desk.until(lambda: row.card.in_use)
    assert {one.id for one in Shelf(paths).all() if one.in_use} == {"ears", "mind-0.1", "starter-tts", "starter-turn"}


def test_a_failure_is_told_in_its_row(page: ModelsDialog, desk: Desk, hub: HubServer) -> None:
    hub.trouble.gated = True
    row = page.rows["mind-0.1"]
    press(desk, row.get)
    desk.until(lambda: "accept its terms" in row.said)
    desk.until(lambda: offered(row) == ["Get"])
    assert "HF_TOKEN" in row.said


def choose(page: ModelsDialog, desk: Desk, file: Path) -> None:
    """Import a file as one does by keyboard: the button, the path pasted, Return."""
    press(desk, page.import_)
    chooser = page.findChild(QFileDialog)
    assert chooser is not None
    desk.until(chooser.isVisible)
    line = chooser.focusWidget()
    assert isinstance(line, QLineEdit), "the path can be given at once"
    line.setCompleter(None)  # type: ignore[arg-type]  # its list cannot be raised where there is no screen
    QApplication.clipboard().setText(str(file))
    desk.bot.keyClick(line, Qt.Key.Key_V, CTRL)
    desk.bot.keyClick(line, Qt.Key.Key_Return)


def question(page: ModelsDialog, desk: Desk) -> ImportQuestion:
    """The question that is asked next."""
    desk.until(lambda: any(one.isVisible() for one in page.findChildren(ImportQuestion)))
    return next(one for one in page.findChildren(ImportQuestion) if one.isVisible())


def test_a_file_is_imported_by_keyboard_and_gets_another_name(page: ModelsDialog, desk: Desk, tmp_path: Path) -> None:
    shutil.copy(starter_models() / "llm" / "starter.gguf", tmp_path / "mine.gguf")
    choose(page, desk, tmp_path / "mine.gguf")
    desk.until(lambda: "mine" in page.rows)
    assert page.rows["mine"].card.place is Place.HERE
    choose(page, desk, tmp_path / "mine.gguf")
    asked = question(page, desk)
    assert asked.name.hasFocus()
    assert not asked.kind.isVisible()
    desk.bot.keyClicks(asked.name, "Mine 2")  # what stood there is marked, and goes
    desk.bot.keyClick(asked.name, Qt.Key.Key_Return)
    again = question(page, desk)
    assert again.name.text() == "Mine 2", "capitals and spaces cannot be in a name"
    desk.bot.keyClicks(again.name, "mine-2")
    desk.bot.keyClick(again.name, Qt.Key.Key_Return)
    desk.until(lambda: "mine-2" in page.rows)
    assert page.banner.says("mine.gguf is here as mine-2")


def test_an_end_of_turn_model_is_imported_when_it_was_said_to_be_one(
    page: ModelsDialog, desk: Desk, paths: Paths, tmp_path: Path
) -> None:
    shutil.copy(starter_models() / "turn" / "starter.onnx", tmp_path / "ending.onnx")
    choose(page, desk, tmp_path / "ending.onnx")
    asked = question(page, desk)
    assert asked.kind.hasFocus()
    assert asked.kind.currentData() == "turn"
    assert "--kind" not in " ".join(label.text() for label in asked.findChildren(QLabel))
    desk.bot.keyClick(asked.kind, Qt.Key.Key_Return)
    desk.until(lambda: "ending" in page.rows)
    assert Shelf(paths).find("ending").kind == "turn"


def test_a_question_that_is_not_answered_imports_nothing(page: ModelsDialog, desk: Desk, tmp_path: Path) -> None:
    shutil.copy(starter_models() / "turn" / "starter.onnx", tmp_path / "ending.onnx")
    choose(page, desk, tmp_path / "ending.onnx")
    asked = question(page, desk)
    desk.bot.keyClick(asked.kind, Qt.Key.Key_Escape)
    desk.until(lambda: not page.findChildren(ImportQuestion))
    assert "ending" not in page.rows
    assert not desk.window.work.rows
    assert not page.banner.isVisible()


def test_what_cannot_be_imported_is_told_without_the_command_line(
    page: ModelsDialog, desk: Desk, tmp_path: Path
) -> None:
    (tmp_path / "mind.gguf").write_bytes(b"<html>")
    choose(page, desk, tmp_path / "mind.gguf")
    desk.until(lambda: "The file mind.gguf is damaged" in page.banner.text[0])
    assert page.banner.text[1] == "Get the file again; a whole .gguf file is needed."


def test_models_are_searched_and_got_by_keyboard(page: ModelsDialog, desk: Desk) -> None:
    assert page.search.hasFocus()
    desk.bot.keyClicks(page.search, "mind")
    assert shown(page) == ["both", "mind-0.1"]
    desk.bot.keyClick(page.search, Qt.Key.Key_Return)
    row = page.rows["both"]
    assert row.get.hasFocus()
    assert offered(row) == ["Get"], "Return in the search presses nothing"
    desk.bot.keyClick(page, Qt.Key.Key_F, CTRL)
    assert page.search.hasFocus()
    desk.bot.keyClick(page.search, Qt.Key.Key_Escape)
    assert page.search.text() == ""
    assert page.isVisible()
    desk.bot.keyClicks(page.search, "Mind 0.1 zebra")
    assert page.none.isVisibleTo(page)
    desk.bot.keyClick(page.search, Qt.Key.Key_Return)
    assert page.search.hasFocus()


def test_a_language_leaves_the_packs_that_speak_it(page: ModelsDialog) -> None:
    page.language.setCurrentIndex(page.language.findText("Deutsch"))
    assert [name for name in shown(page) if page.rows[name].card.kind == "pack"] == ["german", "both"]
    page.language.setCurrentIndex(page.language.findText("English"))
    assert "german" not in shown(page)
    assert "Deutsch" in page.rows["thorsten"].accessibleName()


def test_the_machine_is_measured_once_nobody_talks(desk: Desk, paths: Paths) -> None:
    desk.assistant.emit(StateChanged, 1, state=State.SPEAKING)
    desk.until(lambda: desk.window.header.state.state is State.SPEAKING)
    desk.bot.keyClick(desk.window, Qt.Key.Key_M, CTRL)
    dialog = desk.window.findChild(ModelsDialog)
    assert dialog is not None
    desk.until(lambda: "whisper-large" in dialog.rows)
    assert known_speed(paths) is None
    assert "as fast as speech" not in dialog.rows["whisper-base"].card.facts
    desk.assistant.emit(StateChanged, 1, state=State.IDLE)
    desk.until(lambda: "times as fast as speech here" in dialog.rows["whisper-base"].card.facts)
    assert "words a second here" in dialog.rows["qwen2.5-0.5b"].accessibleName()
    assert known_speed(paths) is not None
    dialog.accept()


def test_a_catalogue_with_a_fault_is_told(desk: Desk, paths: Paths) -> None:
    paths.home.mkdir(exist_ok=True)
    paths.catalogue.write_text("schema_version = 1\nmodels = 3\n")
    desk.bot.keyClick(desk.window, Qt.Key.Key_M, CTRL)
    dialog = desk.window.findChild(ModelsDialog)
    assert dialog is not None
    desk.until(lambda: "fault at models" in dialog.banner.text[0])
    dialog.accept()


def test_what_goes_on_is_shown_in_the_window_and_can_be_cancelled_there(
    page: ModelsDialog, desk: Desk, hub: HubServer, paths: Paths
) -> None:
    hub.trouble.holds_after = 1_000_000
    strip = desk.window.work
    press(desk, page.rows["mind-0.1"].get)
    desk.until(hub.trouble.held.is_set)
    page.accept()
    row = strip.rows["mind-0.1"]
    desk.until(lambda: row.isVisible() and row.text[1].startswith("Downloading"))
    assert row.text[0] == "Downloading Mind"
    desk.bot.mouseClick(row.cancel, Qt.MouseButton.LeftButton)
    hub.trouble.go_on.set()
    desk.until(lambda: not strip.rows)
    assert not unfinished(paths)
    assert not (paths.models / "mind-0.1").exists()


def test_a_failure_with_the_page_closed_is_told_in_the_window(page: ModelsDialog, desk: Desk, hub: HubServer) -> None:
    hub.trouble.gated = True
    press(desk, page.rows["mind-0.1"].get)
    page.accept()
    banner = desk.window.banner
    desk.until(lambda: banner.isVisible() and "could not be got" in banner.text[0])
    assert banner.trouble.words == ["Open models"]
    assert not desk.window.work.rows


def test_an_import_goes_on_with_the_page_closed(page: ModelsDialog, desk: Desk, tmp_path: Path) -> None:
    shutil.copy(starter_models() / "llm" / "starter.gguf", tmp_path / "mine.gguf")
    choose(page, desk, tmp_path / "mine.gguf")
    assert [row.text[0] for row in desk.window.work.rows.values()] == ["Importing mine.gguf"]
    page.accept()
    desk.until(lambda: "is here as mine" in desk.window.banner.text[0])
    assert not desk.window.work.rows
