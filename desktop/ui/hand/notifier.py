"""Tells of what happened while nobody looked at the window."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QSystemTrayIcon, QWidget

from desktop.ui.talk.plain_text import visible
from desktop.wording import ntr, tr

_SHOWN_MS = 10_000
_LATE_S = 60.0
"""From then on the time since a timer was due is worth a word."""


class Notifier(QObject):
    """Marks the window's entry in the task bar and, where the desktop has a tray, shows a notification."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._tray: QSystemTrayIcon | None = None
        self.wanted = True
        """Whether the user wants to be told of what can wait."""
        self._leave = QTimer(self, singleShot=True, interval=2 * _SHOWN_MS)

    def use(self, tray: QSystemTrayIcon) -> None:
        """Notify through a sign that may be in the tray anyway."""
        self._tray = tray
        tray.messageClicked.connect(self.bring_up)
        self._leave.timeout.connect(tray.hide)

    def tell(self, title: str, detail: str) -> None:
        """Notify of something that can wait, if that is wanted and the window is not in front."""
        if self.wanted and not self._window.isActiveWindow():
            self.notify(title, detail)

    def notify(self, title: str, detail: str) -> None:
        """Show one notification; a click on it brings the window to the front."""
        QApplication.alert(self._window)
        if not (QSystemTrayIcon.isSystemTrayAvailable() and QSystemTrayIcon.supportsMessages()):
            return
        tray = self._tray or self._make_tray()
        if self._leave.isActive() or not tray.isVisible():
            tray.show()
            self._leave.start()
        tray.showMessage(visible(title), visible(detail), self._window.windowIcon(), _SHOWN_MS)

    def _make_tray(self) -> QSystemTrayIcon:
        self._tray = QSystemTrayIcon(self._window.windowIcon(), self)
        self._tray.setToolTip("Sotto")
        self._tray.messageClicked.connect(self.bring_up)
        self._tray.activated.connect(self.bring_up)
        self._leave.timeout.connect(self._tray.hide)
        return self._tray

    def bring_up(self) -> None:
        """Bring the window to the front."""
        self._window.setWindowState(self._window.windowState() & ~Qt.WindowState.WindowMinimized)
        self._window.show()
        self._window.raise_()
        self._window.activateWindow()


def timer_words(label: str, late_s: float) -> tuple[str, str]:
    """What a timer that rings says, and how late it is if Sotto could not ring in time."""
    message = tr("Time is up: {label}").format(label=label) if label else tr("Time is up")
    if late_s < _LATE_S:
        return message, ""
    days, hours, minutes = (int(late_s // length) for length in (86_400, 3600, 60))
    if days:
        count, due = days, ntr("It was due {count} day ago", "It was due {count} days ago", days)
    elif hours:
        count, due = hours, ntr("It was due {count} hour ago", "It was due {count} hours ago", hours)
    else:
        count, due = minutes, ntr("It was due {count} minute ago", "It was due {count} minutes ago", minutes)
    return message, ", ".join((due.format(count=count), tr("while Sotto or the computer was off")))
