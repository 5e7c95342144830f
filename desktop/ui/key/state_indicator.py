"""What the assistant is doing: shape, colour and word."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.terms import State
from desktop.ui.look.shapes import live_ring, microphone, state_shape
from desktop.ui.look.theme import Theme
from desktop.wording import marked, tr

WORDS = {
    State.LOADING: marked("Loading"),
    State.IDLE: marked("Ready"),
    State.LISTENING: marked("Listening"),
    State.THINKING: marked("Thinking"),
    State.SPEAKING: marked("Speaking"),
    State.CLOSED: marked("Closed"),
}
LIVE = marked("Mic live")
"""Instead of the word of `State.IDLE` while the microphone is listened to without a key."""
DEAF = marked("No mic")
"""Instead of either while there is no microphone."""
WASH = 0.13
"""How much of the state's colour is behind its word."""
_MARK, _GAP, _PAD = 12, 9, 14
_LIVE_MARK = 15


class StateIndicator(QWidget):
    """A pill with the state's shape and word, as wide as the longest word so that nothing beside it moves.

    While speech begins a turn without a key, a microphone stands at its end in every state.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._live = self._deaf = False
        self._worded = True
        self._font = theme.font(0.95, QFont.Weight.DemiBold)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.show_state(State.LOADING)
        theme.changed.connect(self.update)

    @property
    def state(self) -> State:
        """The state on show."""
        return self._state

    def show_state(self, state: State) -> None:
        """Show `state`."""
        self._state = state
        self._tell()

    def show_live(self, live: bool) -> None:
        """Show whether the microphone is listened to without a key."""
        self._live = live
        self.updateGeometry()
        self._tell()

    def show_deaf(self, deaf: bool) -> None:
        """Show whether there is no microphone to listen to."""
        self._deaf = deaf
        self._tell()

    def show_word(self, worded: bool) -> None:
        """Show the word, or the shape alone, with the word as its tool tip."""
        if worded != self._worded:
            self._worded = worded
            self.updateGeometry()
            self._tell()

    @property
    def live(self) -> bool:
        """Whether the microphone is shown as listened to."""
        return self._live and not self._deaf and self._state not in (State.LOADING, State.CLOSED)

    @property
    def word(self) -> str:
        """The word on show."""
        if self._state is not State.IDLE:
            return tr(WORDS[self._state])
        return tr(DEAF if self._deaf else LIVE if self.live else WORDS[State.IDLE])

    def _tell(self) -> None:
        heard = tr("no microphone") if self._deaf else tr("microphone live") if self.live else ""
        state = tr("State: {state}").format(state=tr(WORDS[self._state]))
        self.setAccessibleName(f"{state}, {heard}" if heard else state)
        live = tr("The microphone is live: Sotto listens without a key") if self.live else ""
        self.setToolTip(live or ("" if self._worded else self.word))
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return room for the longest word."""
        metrics = QFontMetrics(self._font)
        widest = max(metrics.horizontalAdvance(tr(word)) for word in (LIVE, DEAF, *WORDS.values()))
        live = _GAP + _LIVE_MARK if self._live else 0
        word = _GAP + widest if self._worded else 0
        return QSize(2 * _PAD + _MARK + word + live, metrics.height() + 14)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002 - Qt's name
        """Paint the pill, the shape and the word, mirrored where people read from right to left."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        deaf = self._deaf and self._state is State.IDLE
        colour = QColor(self._theme.colours.danger if deaf else self._theme.colours.of_state(self._state))
        wash = QColor(colour)
        wash.setAlphaF(WASH)
        painter.setBrush(wash)
        painter.drawRoundedRect(self.rect(), self.height() / 2, self.height() / 2)
        painter.setBrush(colour)
        box = self._mirrored(QRectF(_PAD, (self.height() - _MARK) / 2, _MARK, _MARK))
        idle_but_live = self.live and self._state is State.IDLE
        painter.drawPath(live_ring(box) if idle_but_live else state_shape(self._state, box))
        if self.live:
            x, y = self.width() - _PAD - _LIVE_MARK + 3, (self.height() - _LIVE_MARK) / 2
            painter.drawPath(microphone(self._mirrored(QRectF(x, y, _LIVE_MARK, _LIVE_MARK))))
        if self._worded:
            painter.setPen(colour)
            painter.setFont(self._font)
            words = QRectF(self.rect()).adjusted(_PAD + _MARK + _GAP, 0, 0, 0)
            painter.drawText(
                self._mirrored(words), Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading, self.word
            )
        painter.end()

    def _mirrored(self, box: QRectF) -> QRectF:
        if self.layoutDirection() is Qt.LayoutDirection.RightToLeft:
            box.moveLeft(self.width() - box.right())
        return box
