"""The personas' dialog, by keyboard alone."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QAbstractSpinBox, QComboBox, QLineEdit, QListWidget, QPlainTextEdit

from desktop.paths import starter_models
from desktop.personas import with_personas
from desktop.settings import Settings
from desktop.settings.personas import Persona
from desktop.ui.settings.persona_form import NO_NAME, NO_PROMPT, TAKEN
from desktop.ui.settings.personas_dialog import OF_PACK, OF_SETTINGS, PersonasDialog
from desktop.ui.settings.settings_dialog import SettingsDialog
from tests.ui.conftest import Desk

CTRL = Qt.KeyboardModifier.ControlModifier
COOK = Persona(name="Cook", prompt="You are a cook.", length_scale=1.27, language="de")
GUARD = Persona(name="Guard", prompt="You guard.", every_tool=False, tools=("set_timer",))


class Page:
    """The open dialog."""

    def __init__(self, desk: Desk) -> None:
        desk.bot.keyClick(desk.window, Qt.Key.Key_Comma, CTRL)
        self.settings = desk.window.findChild(SettingsDialog)
        assert self.settings is not None
        self.settings.personas.setFocus()
        desk.bot.keyClick(self.settings.personas, Qt.Key.Key_Space)
        dialog = self.settings.findChild(PersonasDialog)
        assert dialog is not None
        self.desk, self.dialog, self.form = desk, dialog, dialog.form
        desk.until(lambda: self.form.voice.count() > 1 and self.form.adapter.name.count() > 2)

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self.desk.bot.keyClick(self.dialog.focusWidget(), key, modifier)

    def type(self, text: str) -> None:
        self.key(Qt.Key.Key_A, CTRL)
        self.desk.bot.keyClicks(self.dialog.focusWidget(), text)

    @property
    def names(self) -> list[str]:
        return [self.dialog.list.item(row).text() for row in range(self.dialog.list.count())]

    @property
    def kept(self) -> dict[str, Persona]:
        return {persona.name: persona for persona in self.desk.assistant.settings.personas.own}

    def until_kept(self, *names: str, chosen: str | None = None) -> None:
        self.desk.until(lambda: tuple(self.kept) == names)
        if chosen is not None:
            self.desk.until(lambda: self.desk.assistant.settings.personas.chosen == chosen)


@pytest.fixture
def page(desk: Desk) -> Page:
    desk.assistant.settings = with_personas(Settings(), [COOK, GUARD], "Cook")
    return Page(desk)


def test_what_there_is(page: Page) -> None:
    assert page.names == ["Sotto", "Cook  ✓ answers", "Guard", "Sophie"]
    assert page.dialog.list.currentRow() == 1
    assert page.form.name.text() == "Cook"
    assert page.form.speed.value() == 79
    assert page.form.language.currentData() == "de"
    page.key(Qt.Key.Key_Up)
    assert page.dialog.note.text() == OF_SETTINGS
    assert not page.form.isVisible()
    page.dialog.list.setCurrentRow(3)
    assert page.dialog.note.text() == OF_PACK
    assert not page.dialog.copy.isEnabled()
    assert page.kept == {"Cook": COOK, "Guard": GUARD}, "looking changes nothing"


def test_a_new_one_is_made_and_chosen_by_keyboard(page: Page) -> None:
    page.key(Qt.Key.Key_N, CTRL)
    assert page.form.name.hasFocus()
    page.type("Gardener")
    page.key(Qt.Key.Key_Tab)
    assert page.form.prompt.hasFocus()
    page.type("You know plants.")
    page.until_kept("Cook", "Guard", "Gardener", chosen="Cook")
    page.desk.until(lambda: page.kept["Gardener"].prompt == "You know plants.")
    page.dialog.use.setFocus()
    page.key(Qt.Key.Key_Space)
    page.until_kept("Cook", "Guard", "Gardener", chosen="Gardener")
    page.desk.until(lambda: page.names[3] == "Gardener  ✓ answers")


def test_each_thing_of_one_can_be_changed_by_keyboard(page: Page) -> None:
    starter = str(starter_models() / "tts" / "starter.onnx")
    page.form.voice.setFocus()
    page.key(Qt.Key.Key_Down)
    page.desk.until(lambda: page.kept["Cook"].voice == starter)
    page.key(Qt.Key.Key_Tab)
    page.key(Qt.Key.Key_Up)
    page.desk.until(lambda: page.kept["Cook"].length_scale == pytest.approx(100 / 89, abs=0.001))
    page.key(Qt.Key.Key_Tab)
    page.key(Qt.Key.Key_Home)
    page.desk.until(lambda: page.kept["Cook"].language == "")
    page.key(Qt.Key.Key_Tab)
    assert not page.form.adapter.strength.isEnabled()
    page.key(Qt.Key.Key_End)
    page.desk.until(lambda: page.kept["Cook"].adapter == "service-desk")
    page.key(Qt.Key.Key_Tab)
    page.key(Qt.Key.Key_Down)
    page.desk.until(lambda: page.kept["Cook"].adapter_scale == pytest.approx(0.9))
    page.key(Qt.Key.Key_Tab)
    assert page.form.temperature.text() == "As in the settings"
    for _ in range(3):
        page.key(Qt.Key.Key_Up)
    page.desk.until(lambda: page.kept["Cook"].temperature == 0.2)
    page.key(Qt.Key.Key_Tab)
    assert page.form.every.hasFocus()
    page.key(Qt.Key.Key_Space)
    page.desk.until(lambda: not page.kept["Cook"].every_tool)
    page.key(Qt.Key.Key_Tab)
    assert page.form.tools.hasFocus()
    page.form.tools.setCurrentRow(1)
    page.key(Qt.Key.Key_Space)
    page.desk.until(lambda: page.kept["Cook"].tools == ("set_timer",))
    assert page.kept["Guard"] == GUARD


@pytest.mark.parametrize(("typed", "problem"), [("", NO_NAME), ("guard", TAKEN), ("Sotto", TAKEN), ("Sophie", TAKEN)])
def test_a_name_that_may_not_be_is_told_where_it_stands(page: Page, typed: str, problem: str) -> None:
    page.form.name.setFocus()
    page.type(typed) if typed else (page.key(Qt.Key.Key_A, CTRL), page.key(Qt.Key.Key_Delete))
    page.key(Qt.Key.Key_Tab)
    assert page.form.name_problem.text() == problem
    assert page.form.name_problem.isVisible()
    assert page.form.name.accessibleDescription() == problem
    page.form.name.setFocus()
    page.type("Chef")
    page.key(Qt.Key.Key_Tab)
    assert not page.form.name_problem.isVisible()
    page.until_kept("Chef", "Guard", chosen="Chef")


def test_instructions_that_say_nothing_are_told(page: Page) -> None:
    page.form.prompt.setFocus()
    page.key(Qt.Key.Key_A, CTRL)
    page.key(Qt.Key.Key_Delete)
    page.desk.until(lambda: page.form.prompt_problem.text() == NO_PROMPT)
    assert page.kept["Cook"] == COOK


def test_one_is_duplicated(page: Page) -> None:
    page.key(Qt.Key.Key_D, CTRL)
    page.until_kept("Cook", "Guard", "Cook 2", chosen="Cook")
    assert page.kept["Cook 2"] == COOK.model_copy(update={"name": "Cook 2"})
    page.dialog.list.setCurrentRow(0)
    page.key(Qt.Key.Key_D, CTRL)
    page.until_kept("Cook", "Guard", "Cook 2", "Sotto 2")
    assert page.kept["Sotto 2"].prompt == Settings().language_model.system_prompt


def test_one_is_removed_and_brought_back(page: Page) -> None:
    page.key(Qt.Key.Key_Delete)
    page.until_kept("Guard", chosen="")
    assert page.names == ["Sotto  ✓ answers", "Guard", "Sophie"]
    page.dialog.restore.setFocus()
    assert page.dialog.restore.accessibleName() == "Bring back Cook"
    page.key(Qt.Key.Key_Space)
    page.until_kept("Guard", "Cook", chosen="")
    assert page.kept["Cook"] == COOK


def test_one_of_a_pack_or_of_the_settings_can_answer(page: Page) -> None:
    page.dialog.list.setCurrentRow(3)
    page.key(Qt.Key.Key_Return)
    page.until_kept("Cook", "Guard", chosen="Sophie")
    page.dialog.list.setCurrentRow(0)
    page.key(Qt.Key.Key_Return)
    page.until_kept("Cook", "Guard", chosen="")


def test_what_was_typed_last_is_kept_when_the_dialog_closes(page: Page) -> None:
    page.form.prompt.setFocus()
    page.type("You bake.")
    page.key(Qt.Key.Key_Escape)
    page.desk.until(lambda: page.kept["Cook"].prompt == "You bake.")


def test_what_was_typed_goes_to_the_one_that_was_marked(page: Page) -> None:
    page.form.prompt.setFocus()
    page.type("You bake.")
    page.dialog.list.setFocus()
    page.key(Qt.Key.Key_Down)
    page.desk.until(lambda: page.kept["Cook"].prompt == "You bake.")
    assert page.form.prompt.toPlainText() == GUARD.prompt
    assert page.kept["Guard"] == GUARD


def test_every_control_has_a_name(page: Page) -> None:
    kinds = (QAbstractButton, QComboBox, QLineEdit, QPlainTextEdit, QAbstractSpinBox, QListWidget)
    found = [one for kind in kinds for one in page.dialog.findChildren(kind)]
    found = [one for one in found if one.objectName() != "qt_spinbox_lineedit"]
    assert [one for one in found if not (one.accessibleName() or getattr(one, "text", str)())] == [
        page.dialog.restore
    ]
