"""What a setting is chosen with: a widget for each kind."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QLocale, QObject, Qt
from PySide6.QtWidgets import QAbstractSpinBox, QComboBox, QDoubleSpinBox, QSpinBox, QWidget

from desktop.settings.fields import Kind, SettingField, Value
from desktop.ui.look.switch import Switch
from desktop.ui.look.theme import Theme
from desktop.ui.settings.setting_editor import Editor
from desktop.ui.settings.text_editors import LineEditor, LinesEditor, PathEditor, TextEditor
from desktop.wording import marked, tr

DEFAULT_DEVICE = marked("The system's default")
_SPIN_WIDTH, _SPIN_MARGIN, _DIGITS = 150, 10, 9
"""Pixels, and digits that a number is written with."""


class SwitchEditor(Editor):
    """On or off; the switch has the title beside it."""

    def __init__(self, field: SettingField, theme: Theme) -> None:
        self.switch = Switch(theme, field.title)
        super().__init__(field, self.switch)
        self.row.addStretch()
        self.switch.clicked.connect(self._choose)

    def _fill(self, value: Value) -> None:
        self.switch.setChecked(bool(value))


class ChoiceEditor(Editor):
    """One of a list."""

    def __init__(self, field: SettingField) -> None:
        self.box = QComboBox()
        self.box.currentTextChanged.connect(self.box.setToolTip)  # there may be no room for all of it
        super().__init__(field, self.box)
        _keep_calm(self.box)
        self.box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.box.setMinimumContentsLength(12)
        for value, words in field.options:
            self.box.addItem(f"{words} {field.unit}".strip(), value)
        self.box.activated.connect(lambda _row: self._choose(self.box.currentData()))

    def _fill(self, value: Value) -> None:
        self.box.setCurrentIndex(self.box.findData(value))


class DeviceEditor(ChoiceEditor):
    """One of the sound devices there are; one that was chosen is listed also when it is not there."""

    def __init__(self, field: SettingField) -> None:
        super().__init__(field)
        self._known: Sequence[str] | None = None
        """None until it is known what there is."""

    def offer(self, names: Sequence[str]) -> None:
        """List the devices there are."""
        self._known = names
        self._fill(self._shown)

    def _fill(self, value: Value) -> None:
        chosen, known = str(value), self._known
        self.box.clear()
        self.box.addItem(tr(DEFAULT_DEVICE), "")
        for name in known or ():
            self.box.addItem(name, name)
        if self.box.findData(chosen) < 0:
            self.box.addItem(
                chosen if known is None else tr("{chosen} (not connected)").format(chosen=chosen), chosen
            )
        self.box.setCurrentIndex(self.box.findData(chosen))


class NumberEditor(Editor):
    """A number between its bounds, with its unit."""

    wide = False

    def __init__(self, field: SettingField) -> None:
        whole = field.kind is Kind.WHOLE
        self.spin: QSpinBox | QDoubleSpinBox = QSpinBox() if whole else _Number()
        super().__init__(field, self.spin)
        _keep_calm(self.spin)
        self.spin.setMinimumWidth(_SPIN_WIDTH)
        self.spin.lineEdit().setTextMargins(_SPIN_MARGIN, 0, 0, 0)
        self.spin.setKeyboardTracking(False)
        self.spin.setCorrectionMode(QAbstractSpinBox.CorrectionMode.CorrectToNearestValue)
        self.spin.setSuffix(f" {field.unit}" if field.unit else "")
        if isinstance(self.spin, QSpinBox):
            self.spin.setRange(int(field.low), int(field.high))
        else:
            self.spin.setDecimals(2)
            self.spin.setRange(field.low, field.high)
            self.spin.setSingleStep(field.step)
        self.spin.valueChanged.connect(self._choose)

    def commit(self) -> None:
        """Take over what was typed and not yet taken over."""
        self.spin.interpretText()

    def _fill(self, value: Value) -> None:
        assert isinstance(value, int | float)
        self.spin.blockSignals(True)  # shown, not chosen
        if isinstance(self.spin, QSpinBox):
            self.spin.setValue(int(value))
        else:
            self.spin.setValue(float(value))
        self.spin.blockSignals(False)


class _Number(QDoubleSpinBox):
    def textFromValue(self, value: float) -> str:  # noqa: N802 - Qt's name
        """Write no zeros that say nothing."""
        locale = self.locale()
        locale.setNumberOptions(QLocale.NumberOption.OmitGroupSeparator)
        return str(locale.toString(value, "g", _DIGITS))


class _Calm(QObject):
    """Leaves the wheel to the page, unless the control was clicked before: scrolling past changes nothing."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if event.type() == QEvent.Type.Wheel and isinstance(watched, QWidget) and not watched.hasFocus():
            event.ignore()
            return True
        return False


def _keep_calm(control: QWidget) -> None:
    control.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    control.installEventFilter(_Calm(control))


def make_editor(field: SettingField, theme: Theme) -> Editor:
    """Return what `field` is chosen with, showing its default."""
    editor = _make(field, theme)
    editor.show_value(field.default)
    return editor


def _make(field: SettingField, theme: Theme) -> Editor:
    match field.kind:
        case Kind.SWITCH:
            return SwitchEditor(field, theme)
        case Kind.CHOICE:
            return ChoiceEditor(field)
        case Kind.MICROPHONE | Kind.SPEAKER:
            return DeviceEditor(field)
        case Kind.WHOLE | Kind.NUMBER:
            return NumberEditor(field)
        case Kind.LINE:
            return LineEditor(field)
        case Kind.FILE | Kind.FOLDER:
            return PathEditor(field)
        case Kind.TEXT:
            return TextEditor(field)
        case Kind.LINES:
            return LinesEditor(field)
