"""Something that is on or off, drawn as a switch with its name beside it."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QCheckBox, QSizePolicy, QStyle, QWidget

from desktop.ui.look.theme import Theme

_WIDE, _TALL, _GAP, _PAD = 34, 18, 10, 8
_BESIDE = 2 * _PAD + _WIDE + _GAP
"""Width of all but the name."""


class Switch(QCheckBox):
    """A check box for all who ask, screen readers too; the knob's side, and not its colour alone, tells its state."""

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self._theme = theme
        self._font = theme.font()
        self.setAccessibleName(name)
        policy = QSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return room for the switch, its name in one line and the focus ring."""
        wide = _BESIDE + QFontMetrics(self._font).horizontalAdvance(self.text()) + 2  # a line breaks early otherwise
        return QSize(wide, self.heightForWidth(wide))

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return room for the longest word: the name is never cut."""
        metrics = QFontMetrics(self._font)
        widest = max((metrics.horizontalAdvance(word) for word in self.text().split()), default=0)
        return QSize(_BESIDE + widest, max(_TALL, metrics.height()) + 10)

    def heightForWidth(self, width: int) -> int:  # noqa: N802 - Qt's name
        """Return the height of as many lines as the name takes there."""
        room = QRect(0, 0, max(1, width - _BESIDE), 10_000)
        words = QFontMetrics(self._font).boundingRect(room, int(Qt.TextFlag.TextWordWrap), self.text())
        return max(_TALL, words.height()) + 10

    def hitButton(self, pos: QPoint) -> bool:  # noqa: N802 - Qt's name
        """Return whether `pos` is on the switch or its name."""
        return self.rect().contains(pos)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002 - Qt's name
        """Paint the switch, its name and the focus ring."""
        colours, on = self._theme.colours, self.isChecked()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        left = self.width() - _PAD - _WIDE if mirrored else _PAD
        track = QRectF(left, (self.height() - _TALL) / 2, _WIDE, _TALL)
        edge = QColor((colours.accent if on else colours.muted) if self.isEnabled() else colours.faint)
        painter.setPen(QPen(edge, 1.5))
        painter.setBrush(edge if on else QColor(colours.surface))
        painter.drawRoundedRect(track.adjusted(1, 1, -1, -1), _TALL / 2, _TALL / 2)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.on_accent) if on else edge)
        x = track.right() - _TALL / 2 if on is not mirrored else track.left() + _TALL / 2
        painter.drawEllipse(QPointF(x, track.center().y()), _TALL / 2 - 5, _TALL / 2 - 5)
        self._paint_name(painter)
        painter.end()

    def _paint_name(self, painter: QPainter) -> None:
        colours = self._theme.colours
        painter.setFont(self._font)
        strong = self.isChecked() or self.underMouse()
        painter.setPen(QColor((colours.ink if strong else colours.muted) if self.isEnabled() else colours.faint))
        words = QRect(_PAD + _WIDE + _GAP, 0, self.width() - _BESIDE + _PAD, self.height())
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading | Qt.TextFlag.TextWordWrap
        painter.drawText(QStyle.visualRect(self.layoutDirection(), self.rect(), words), int(flags), self.text())
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(colours.accent), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 10, 10)
