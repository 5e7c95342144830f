"""What one persona is, to be edited: told at once what may not be, where it stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pydantic import ValidationError
from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDoubleSpinBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from desktop.settings.personas import LONGEST_PROMPT, Persona
from desktop.ui.look.language_names import language_name
from desktop.ui.look.naming import named
from desktop.ui.look.switch import Switch
from desktop.ui.look.theme import Theme
from desktop.ui.settings.adapter_choice import AdapterChoice
from desktop.wording import marked, tr

LANGUAGES = (
    "ar", "cs", "da", "de", "el", "en", "es", "fi", "fr", "he", "hi", "hu", "it", "ja", "ko", "nl", "no", "pl", "pt",
    "ro", "ru", "sk", "sv", "th", "tr", "uk", "vi", "zh",
)  # fmt: skip
"""ISO 639-1 codes that recognisers of many languages know well."""
_TYPED_MS = 500
"""Text is taken over when nothing was typed for so long, and when the form is left."""
_SLOWEST, _FASTEST = 34, 250
"""Percent of the voice's own speed."""
_AS_SET, _WARMEST, _WARMER = -0.1, 2.0, 0.1
"""Of the temperature: what stands for that of the settings, the highest, and a step."""
_TOOL = Qt.ItemDataRole.UserRole

NO_NAME = marked("Give it a name.")
TAKEN = marked("Another persona has this name.")
NO_PROMPT = marked("Say who it is: that is all the model knows of it.")
TOO_LONG = marked("This is too long: at most {count} characters.")


class PersonaForm(QWidget):
    """Emits `edited` with each whole persona; one that may not be is not handed on, and the reason is shown."""

    edited = Signal(object)
    """A `Persona`."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.name, self.prompt = QLineEdit(), QPlainTextEdit()
        self.voice, self.language, self.speed = QComboBox(), QComboBox(), QSpinBox()
        self.adapter = AdapterChoice()
        self.temperature = QDoubleSpinBox()
        self.every, self.tools = Switch(theme, tr("Every tool")), named(QListWidget(), "tools")
        self.name_problem, self.prompt_problem = named(QLabel(), "problem"), named(QLabel(), "problem")
        self._taken: Sequence[str] = ()
        self._shown: Persona | None = None
        self._pause = QTimer(self, singleShot=True, interval=_TYPED_MS)
        self._pause.timeout.connect(self.commit)
        self._fill()
        self._arrange()
        self._connect()

    def _fill(self) -> None:
        self.prompt.setTabChangesFocus(True)
        self.prompt.setFixedHeight(self.prompt.fontMetrics().lineSpacing() * 5 + 34)
        self.name.setMaxLength(80)
        self.speed.setRange(_SLOWEST, _FASTEST)
        self.speed.setSingleStep(10)
        self.speed.setSuffix(" %")
        self.speed.setFixedWidth(130)
        self.speed.lineEdit().setTextMargins(10, 0, 0, 0)
        self.temperature.setRange(_AS_SET, _WARMEST)
        self.temperature.setSingleStep(_WARMER)
        self.temperature.setDecimals(1)
        self.temperature.setSpecialValueText(tr("As in the settings"))
        self.temperature.lineEdit().setTextMargins(10, 0, 0, 0)
        self.language.addItem(tr("What the recogniser expects"), "")
        spoken = [(language_name(code), code) for code in LANGUAGES]
        for title, code in sorted(spoken):
            self.language.addItem(title, code)
        for box in (self.voice, self.language, self.adapter.name):
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(10)
            box.setToolTip(box.currentText())  # there may be no room for all of it
            box.currentTextChanged.connect(box.setToolTip)
        self.tools.setFixedHeight(150)

    def _arrange(self) -> None:
        form = QFormLayout(self)
        form.setContentsMargins(2, 0, 14, 0)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        form.setVerticalSpacing(4)
        rows: tuple[tuple[str, QWidget, QLabel | None], ...] = (
            (tr("Name"), self.name, self.name_problem),
            (tr("Instructions"), self.prompt, self.prompt_problem),
            (tr("Voice"), self.voice, None),
            (tr("Speed"), self.speed, None),
            (tr("Language spoken to it"), self.language, None),
            (tr("Adapter of the language model"), self.adapter.name, None),
            (tr("Strength of the adapter"), self.adapter.strength, None),
            (tr("Temperature"), self.temperature, None),
        )
        for title, control, problem in rows:
            label = QLabel(title)
            label.setContentsMargins(0, 6, 0, 0)
            form.addRow(label, control)
            label.setBuddy(control)
            control.setAccessibleName(title)
            if problem is not None:
                problem.setWordWrap(True)
                problem.hide()
                form.addRow(problem)
        together = QVBoxLayout()
        together.setContentsMargins(0, 10, 0, 0)
        together.addWidget(self.every)
        together.addWidget(self.tools)
        self.tools.setAccessibleName(tr("Tools it may use"))
        form.addRow(together)

    def _connect(self) -> None:
        self.name.textEdited.connect(lambda _text: self._pause.start())
        self.name.editingFinished.connect(self.commit)
        self.prompt.textChanged.connect(self._pause.start)
        self.voice.activated.connect(lambda _row: self.commit())
        self.language.activated.connect(lambda _row: self.commit())
        for number in (self.speed, self.temperature):
            number.valueChanged.connect(lambda _value: self._pause.start())
        self.adapter.chosen.connect(self.commit)
        self.adapter.turned.connect(self._pause.start)
        self.every.toggled.connect(self.tools.setHidden)
        self.every.clicked.connect(self.commit)
        self.tools.itemChanged.connect(lambda _item: self._pause.start())

    def offer_voices(self, voices: Mapping[str, str]) -> None:
        """List the voices there are: what the settings call them, and their titles."""
        current = self.voice.currentData()
        self.voice.clear()
        self.voice.addItem(tr("The one of the settings"), "")
        for name, title in voices.items():
            self.voice.addItem(title, name)
        self._choose_voice(current or "")

    def offer_tools(self, tools: Mapping[str, str]) -> None:
        """List the tools there are, with what they do."""
        self.tools.clear()
        for name, meaning in tools.items():
            item = QListWidgetItem(name.replace("_", " "), self.tools)
            item.setData(_TOOL, name)
            item.setToolTip(meaning)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Unchecked)

    def show_persona(self, persona: Persona, taken: Sequence[str]) -> None:
        """Show one instead of what was there; `taken` are the names of all others."""
        self._shown, self._taken = None, [name.casefold() for name in taken]
        self.name.setText(persona.name)
        self.prompt.setPlainText(persona.prompt)
        self._choose_voice(persona.voice)
        self.speed.setValue(round(100 / persona.length_scale))
        if self.language.findData(persona.language) < 0:
            self.language.addItem(persona.language, persona.language)
        self.language.setCurrentIndex(self.language.findData(persona.language))
        self.adapter.show_choice(persona.adapter, persona.adapter_scale)
        self.temperature.setValue(_AS_SET if persona.temperature is None else persona.temperature)
        self.every.setChecked(persona.every_tool)
        for item in self._items:
            checked = item.data(_TOOL) in persona.tools
            item.setCheckState(Qt.CheckState.Checked if checked else Qt.CheckState.Unchecked)
        self._pause.stop()
        self._shown = persona
        self._complain("", "")

    def forget(self) -> None:
        """Show none; what was typed and not taken over is lost."""
        self._pause.stop()
        self._shown = None

    def commit(self) -> None:
        """Hand on what was changed, if it may be."""
        self._pause.stop()
        if self._shown is None:
            return
        name, prompt = self.name.text().strip(), self.prompt.toPlainText().strip()
        wrong_name = tr(NO_NAME) if not name else tr(TAKEN) if name.casefold() in self._taken else ""
        too_long = tr(TOO_LONG).format(count=LONGEST_PROMPT) if len(prompt) > LONGEST_PROMPT else ""
        wrong_prompt = too_long if prompt else tr(NO_PROMPT)
        try:
            typed = None if wrong_name or wrong_prompt else self._typed(self._shown, name, prompt)
        except ValidationError as error:  # what only the record itself can check
            typed, wrong_name = None, error.errors()[0]["msg"]
        self._complain(wrong_name, wrong_prompt)
        if typed is not None and typed != self._shown:
            self._shown = typed
            self.edited.emit(typed)

    def _typed(self, shown: Persona, name: str, prompt: str) -> Persona:
        same_speed = self.speed.value() == round(100 / shown.length_scale)
        checked = [item.data(_TOOL) for item in self._items if item.checkState() is Qt.CheckState.Checked]
        return Persona(
            name=name,
            prompt=prompt,
            voice=self.voice.currentData() or "",
            length_scale=shown.length_scale if same_speed else round(100 / self.speed.value(), 3),
            language=self.language.currentData() or "",
            adapter=self.adapter.chosen_name,
            adapter_scale=self.adapter.scale_like(shown.adapter_scale),
            temperature=self._warmth(shown),
            every_tool=self.every.isChecked(),
            tools=tuple(checked),
        )

    def _warmth(self, shown: Persona) -> float | None:
        value = round(self.temperature.value(), 1)
        if value < 0:
            return None
        same = shown.temperature is not None and round(shown.temperature, 1) == value
        return shown.temperature if same else value  # one written by hand may be finer

    @property
    def _items(self) -> list[QListWidgetItem]:
        return [self.tools.item(row) for row in range(self.tools.count())]

    def _complain(self, name: str, prompt: str) -> None:
        both = ((self.name_problem, self.name, name), (self.prompt_problem, self.prompt, prompt))
        for label, control, words in both:
            label.setText(words)
            label.setVisible(bool(words))
            control.setAccessibleDescription(words)

    def _choose_voice(self, name: str) -> None:
        if self.voice.findData(name) < 0:  # it may be listed in a moment, or be gone
            self.voice.addItem(name or tr("The one of the settings"), name)
        self.voice.setCurrentIndex(self.voice.findData(name))
