"""The palette and type in use, and what is dressed in them."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontInfo, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QStyle, QWidget

from desktop.terms import Brightness
from desktop.ui.look.colours import DARK, LIGHT, Colours
from desktop.ui.look.looks import LooksLike
from desktop.ui.look.stylesheet import stylesheet

_SCHEMES = {
    Brightness.SYSTEM: Qt.ColorScheme.Unknown,
    Brightness.LIGHT: Qt.ColorScheme.Light,
    Brightness.DARK: Qt.ColorScheme.Dark,
}


class Theme(QObject):
    """The palette in use: follows the system until one is forced."""

    changed = Signal()

    def __init__(self, scheme: Qt.ColorScheme = Qt.ColorScheme.Unknown, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._forced = scheme
        self._less_motion = False
        self._colours = self._found()
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._follow)

    @property
    def colours(self) -> Colours:
        """The colours to paint with now."""
        return self._colours

    def _found(self) -> Colours:
        scheme = self._forced
        if scheme is Qt.ColorScheme.Unknown:
            scheme = QGuiApplication.styleHints().colorScheme()
        return DARK if scheme is Qt.ColorScheme.Dark else LIGHT

    def colour(self, name: str) -> QColor:
        """Return one colour of the palette by its field's name."""
        return QColor(getattr(self.colours, name))

    def force(self, scheme: Qt.ColorScheme) -> None:
        """Use light or dark whatever the system says; Unknown follows the system again."""
        self._forced = scheme
        self._colours = self._found()
        self.changed.emit()

    def take(self, looks: LooksLike) -> None:
        """Look as the settings say."""
        scheme, stiller = _SCHEMES[looks.brightness], looks.less_motion is not self._less_motion
        self._less_motion = looks.less_motion
        if stiller or scheme is not self._forced:
            self.force(scheme)

    @property
    def still(self) -> bool:
        """Whether nothing may move that only pleases: the user wants it so, or the system shows no animations."""
        style = QApplication.style()
        return self._less_motion or not style.styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration)

    def _follow(self) -> None:
        if self._forced is Qt.ColorScheme.Unknown:
            self._colours = self._found()
            self.changed.emit()

    def font(self, scale: float = 1.0, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
        """Return the system's font, `scale` times Sotto's body size."""
        font = QFont(QGuiApplication.font())
        font.setPointSizeF(body_size() * scale)
        font.setWeight(weight)
        return font

    def dress(self, window: QWidget) -> None:
        """Give `window` and all in it the palette and the one stylesheet."""
        window.setPalette(palette(self.colours))
        window.setStyleSheet(stylesheet(self.colours, body_size()))


def body_size() -> float:
    """Return the size of running text in points: above the system's, for it is read from a distance."""
    return QFontInfo(QGuiApplication.font()).pointSizeF() * 1.15


def palette(colours: Colours) -> QPalette:
    """Return `colours` as Qt's roles, for what the stylesheet does not reach."""
    result = QPalette(QColor(colours.surface), QColor(colours.window))
    role = QPalette.ColorRole
    for which, colour in {
        role.Window: colours.window,
        role.Base: colours.surface,
        role.AlternateBase: colours.tint,
        role.Button: colours.surface,
        role.WindowText: colours.ink,
        role.Text: colours.ink,
        role.ButtonText: colours.ink,
        role.PlaceholderText: colours.muted,
        role.Highlight: colours.accent,
        role.HighlightedText: colours.on_accent,
        role.ToolTipBase: colours.ink,
        role.ToolTipText: colours.window,
        role.Link: colours.accent,
    }.items():
        result.setColor(which, QColor(colour))
    for which in (role.WindowText, role.Text, role.ButtonText):
        result.setColor(QPalette.ColorGroup.Disabled, which, QColor(colours.faint))
    return result
