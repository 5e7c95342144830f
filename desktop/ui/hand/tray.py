"""Sotto in the desktop's tray: its state as a sign, and a menu."""

from __future__ import annotations

from PySide6.QtCore import QObject, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from desktop.terms import State
from desktop.ui.key.state_indicator import WORDS
from desktop.ui.look.shapes import state_shape
from desktop.ui.look.theme import Theme
from desktop.wording import tr

_SIZES = (16, 22, 32, 64)
_LOOK_MS, _LOOKS = 1000, 30
"""A desktop that has just started may get its tray later than Sotto."""


class Tray(QObject):
    """Shows itself as soon as there is a tray. Without one it does nothing."""

    asked = Signal()
    """The window is wanted."""
    talk = Signal()
    """Begin to talk, or end it."""
    cancelled = Signal()
    hands_free_chosen = Signal(bool)
    quit_asked = Signal()
    missed = Signal()
    """There is no tray, and none came."""

    def __init__(self, theme: Theme, icon: QIcon, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme, self._state = theme, State.LOADING
        self.icon = QSystemTrayIcon(icon, self)
        self.menu = QMenu()
        self.talking, self.stopping, self.hands_free = (
            QAction(words, self.menu) for words in (tr("Talk"), tr("Stop"), tr("Hands-free"))
        )
        self._fill()
        self._looks = 0
        self.running = False
        """Whether it is to be seen wherever it can."""
        self._looking = QTimer(self, interval=_LOOK_MS)
        self._looking.timeout.connect(self._look)
        self.icon.activated.connect(self._activated)
        theme.changed.connect(self._repaint)

    def _fill(self) -> None:
        self.menu.addAction(tr("Show the window")).triggered.connect(self.asked)
        self.menu.addSeparator()
        self.menu.addActions([self.talking, self.stopping, self.hands_free])
        self.menu.addSeparator()
        self.menu.addAction(tr("Quit")).triggered.connect(self.quit_asked)
        self.talking.triggered.connect(self.talk)
        self.stopping.triggered.connect(self.cancelled)
        self.hands_free.setCheckable(True)
        self.hands_free.triggered.connect(self.hands_free_chosen)
        self.icon.setContextMenu(self.menu)

    @property
    def there(self) -> bool:
        """Whether people can see and use it now."""
        return self.icon.isVisible() and QSystemTrayIcon.isSystemTrayAvailable()

    def start(self) -> None:
        """Show it, now or as soon as there is a tray."""
        self.running, self._looks = True, 0
        self.show_state(self._state)
        self._looking.start()
        self._look()

    def stop(self) -> None:
        """Take it away."""
        self.running = False
        self._looking.stop()
        self.icon.hide()

    def show_state(self, state: State) -> None:
        """Show what Sotto is doing."""
        self._state = state
        busy = state not in (State.LOADING, State.CLOSED)
        self.talking.setEnabled(busy)
        self.talking.setText(tr("Send") if state is State.LISTENING else tr("Talk"))
        self.stopping.setEnabled(state in (State.LISTENING, State.THINKING, State.SPEAKING))
        self.hands_free.setEnabled(busy)
        if not self.running:
            return
        self.icon.setIcon(self._sign(state))
        self.icon.setToolTip(f"Sotto: {tr(WORDS[state]).lower()}")

    def _repaint(self) -> None:
        self.show_state(self._state)

    def _sign(self, state: State) -> QIcon:
        icon = QIcon()
        for size in _SIZES:
            picture = QPixmap(size, size)
            picture.fill(Qt.GlobalColor.transparent)
            painter = QPainter(picture)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(self._theme.colours.of_state(state)))
            painter.drawRoundedRect(QRectF(0, 0, size, size), size * 0.28, size * 0.28)
            painter.setBrush(QColor(self._theme.colours.on_accent))
            inset = size * 0.24
            painter.drawPath(state_shape(state, QRectF(inset, inset, size - 2 * inset, size - 2 * inset)))
            painter.end()
            icon.addPixmap(picture)
        return icon

    def _look(self) -> None:
        self._looks += 1
        if QSystemTrayIcon.isSystemTrayAvailable():
            self._looking.stop()
            self.icon.show()
        elif self._looks > _LOOKS:
            self._looking.stop()
            self.missed.emit()

    def _activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason is not QSystemTrayIcon.ActivationReason.Context:
            self.asked.emit()
