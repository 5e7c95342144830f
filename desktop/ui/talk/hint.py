"""What an empty conversation shows: how to begin."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from desktop.terms import State
from desktop.ui.look.naming import named
from desktop.ui.look.scrolled import Scrolled
from desktop.ui.talk.prompts import TalkWays, how_it_ends, invitation
from desktop.wording import marked, tr

LOADING = marked("One moment")


class Hint(QWidget):
    """A large invitation and two quiet lines under it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = named(QLabel(tr(LOADING)), "display")
        self._detail = named(QLabel(), "secondary")
        words = QWidget()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(Scrolled(words))
        column = QVBoxLayout(words)
        column.setContentsMargins(32, 16, 32, 16)
        column.setSpacing(14)
        column.addStretch()
        for label in (self._title, self._detail):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            label.setWordWrap(True)
            column.addWidget(label)
        column.addStretch()
        self.show_state(State.LOADING, TalkWays())

    @property
    def title(self) -> str:
        """The invitation on show."""
        return self._title.text()

    def make_room(self, *, title: bool, detail: bool) -> None:
        """Leave out what there is no room for."""
        self._title.setVisible(title)
        self._detail.setVisible(detail)

    def show_state(self, state: State, ways: TalkWays) -> None:
        """Invite once the assistant can hear; say what it waits for until then."""
        loading, closed = state is State.LOADING, state is State.CLOSED
        self._title.setText(tr(LOADING) if loading else tr("Not running") if closed else invitation(ways))
        self._detail.setText(
            tr("The models are being loaded into memory.")
            if loading
            else tr("What happened stands above.")
            if closed
            else how_it_ends(ways) + "\n" + tr("Nothing you say leaves this machine.")
        )
