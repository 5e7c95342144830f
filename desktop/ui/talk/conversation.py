"""The conversation: questions in quiet boxes, replies as running text."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

from PySide6.QtCore import QMimeData, QRect, Qt, QTimer, Signal
from PySide6.QtGui import (
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextBlock,
    QTextCursor,
    QTextFrameFormat,
)
from PySide6.QtWidgets import QFrame, QTextBrowser, QWidget

from desktop.ui.look.scrolled import bar_hides_what_is_behind
from desktop.ui.look.theme import Theme
from desktop.ui.talk.newest_words import NewestWords
from desktop.ui.talk.paragraphs import LINE_BREAK, Paragraphs
from desktop.ui.talk.question_box import box_of, paint_boxes, paint_mark
from desktop.ui.talk.turn_text import Paragraph, Part, TurnText

COLUMN = 680
"""Widest line of text, in pixels: longer ones are hard to read."""
_MARGIN = 28
_ABOVE = 16
"""Pixels left above a turn that is brought into sight."""
_NEAR = 8
"""Pixels from the end within which the view follows it."""
_OUTDATED: Paragraph = (Part.NOTE, "", "")
"""What no turn has: stands for a paragraph that is to be written again."""
_FRAME_S = 0.01
"""Least time from one drawing to the next; events come no more often than that, see `bridge`."""
_PATIENCE_S = 0.3
"""Longest until the document has what is drawn behind its text, and shows what was heard."""
_SLICE_S = 0.008


class ConversationView(QTextBrowser):
    """Shows turns by index, and draws a changed turn again at once, at most 100 times a second.

    Half of its methods are Qt's own and what they need; how a paragraph is written is the Paragraphs' business.
    """

    acted = Signal(int, str)
    """Index of a turn, and what is to be done about it: one of its deeds."""
    pointed_at = Signal(int)
    """Index of the turn that was clicked on."""

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None, *, actions: bool = False) -> None:
        """Show nothing yet; with `actions` something can be done about what was ignored or failed."""
        super().__init__(parent)
        self.after_paint: Callable[[], object] = lambda: None
        """Called after each paint, some forty times a second; a signal would take longer than what it tells of."""
        self._theme, self._actions = theme, actions
        self._paragraphs = Paragraphs(theme)
        self._newest = NewestWords(self._paragraphs.ink(Part.REPLY, unheard=True))
        self._turns: dict[int, TurnText] = {}
        self._drawn: dict[int, list[Paragraph]] = {}
        self._dirty: dict[int, None] = {}
        self._marked = self._to_show = 0
        self._last_drawn = self._laid_out = 0.0
        self._due = float("inf")
        self._top = 0  # where the bar stands: asked, it is looked up among all of Qt's, and that at each word
        self._added: tuple[int, int, int, int] | None = None
        self._grown, self._ground = QRect(), theme.colour("window")
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._draw)
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
            | Qt.TextInteractionFlag.LinksAccessibleByMouse
            | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        )
        self.setOpenLinks(False)
        self.anchorClicked.connect(lambda link: self.acted.emit(int(link.path()), link.scheme()))
        self.setTabChangesFocus(True)
        self.setAccessibleName(name)
        self._bar = self.verticalScrollBar()
        self._bar.valueChanged.connect(self._scrolled)
        bar_hides_what_is_behind(self)
        self._sheet = self.viewport()  # asked for anew it would be looked up among all types, at each word
        self._sheet.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # or all behind it is painted, at each word
        self.clear_turns()
        theme.changed.connect(self._draw_anew)

    @property
    def empty(self) -> bool:
        """Whether there is no turn to show."""
        return not self._turns

    @property
    def turns(self) -> Mapping[int, TurnText]:
        """All turns, by index."""
        return self._turns

    @property
    def settled(self) -> bool:
        """Whether every change is drawn."""
        return not self._dirty

    def turn(self, index: int) -> TurnText:
        """Return the turn at `index`, a new one if there is none; call `touch` after changing it."""
        return self._turns.setdefault(index, TurnText())

    def touch(self, index: int, *, patient: bool = False) -> None:
        """Draw the turn at `index` again: now, or soon if something was drawn just before, or it is `patient`."""
        at = time.perf_counter()
        self._dirty[index] = None
        if patient:
            self._draw_by(self._laid_out + _PATIENCE_S, at)
        elif at < self._last_drawn + _FRAME_S:
            self._draw_by(self._last_drawn + _FRAME_S, at)
        elif self._draw_newest(index):
            self._last_drawn = at
            self._draw_by(at + _PATIENCE_S, at)
        else:
            self._draw()

    def _draw_by(self, until: float, at: float) -> None:
        if until < self._due:
            self._due = until
            self._timer.start(max(0, round((until - at) * 1000)))

    def remove(self, index: int) -> None:
        """Show the turn at `index` no longer."""
        if self._turns.pop(index, None) is not None:
            self.touch(index)

    def mark_turn(self, index: int, *, scroll: bool = True) -> None:
        """Draw a line around the question of a turn, 0 for none; with `scroll` bring it into sight once drawn."""
        self._marked = index
        if scroll:
            self._to_show = index
            if self.settled:
                self._scroll()
        self._sheet.update()

    def _scrolled(self, top: int) -> None:
        self._top = top

    def show_end(self) -> None:
        """Bring the end into sight, and follow it."""
        self._bar.setValue(self._bar.maximum())

    def clear_turns(self) -> None:
        """Show nothing."""
        self._turns, self._drawn, self._dirty = {}, {}, {}
        self._newest.forget()
        self._marked = self._to_show = 0
        self.clear()
        layout = QTextFrameFormat()
        layout.setTopMargin(18)
        layout.setBottomMargin(22)  # with what is around it room for a line, see NewestWords
        self.document().rootFrame().setFrameFormat(layout)
        # The document's last block stays empty and almost without height; turns are put before it.
        self._paragraphs.style_sentinel(QTextCursor(self.document()))

    def set_turns(self, turns: dict[int, TurnText]) -> None:
        """Show `turns`, by index, instead of what was there; long conversations appear piece by piece."""
        self.clear_turns()
        self._turns = dict(turns)
        self._draw_all()

    def _draw_anew(self) -> None:
        """Write every paragraph again, though its words are the same."""
        self._ground = self._theme.colour("window")
        self._newest.take(self._paragraphs.ink(Part.REPLY, unheard=True))
        self._drawn = {index: [_OUTDATED] * len(drawn) for index, drawn in self._drawn.items()}
        self._draw_all()

    def _draw_all(self) -> None:
        self._dirty = dict.fromkeys(sorted(self._turns))
        self._draw_by(0.0, 0.0)

    def _draw(self) -> None:
        follow = self._top >= self._bar.maximum() - _NEAR
        end = time.perf_counter() + _SLICE_S
        while self._dirty and time.perf_counter() < end:
            index = next(iter(self._dirty))
            del self._dirty[index]
            self._draw_turn(index, self._turns.get(index, TurnText()))
        if follow:
            self._bar.setValue(self._bar.maximum())
        self._last_drawn = self._laid_out = time.perf_counter()
        self._due = float("inf")
        if self._dirty:
            self._draw_by(0.0, 0.0)
        else:
            self._timer.stop()
            self._scroll()

    def _scroll(self) -> None:
        block = self._first_block(self._to_show)
        if block is not None:
            self._bar.setValue(round(box_of(block).top()) - _ABOVE)
        self._to_show = 0

    def _first_block(self, index: int) -> QTextBlock | None:
        """Return the block that a turn begins with; None when nothing of it is drawn."""
        first = sum(len(drawn) for other, drawn in self._drawn.items() if other < index)
        return self.document().findBlockByNumber(first) if self._drawn.get(index) else None

    def _draw_turn(self, index: int, turn: TurnText) -> None:
        first = sum(len(drawn) for other, drawn in self._drawn.items() if other < index)
        spoke = max((at for at, other in self._turns.items() if at < index and other.persona), default=index)
        before = self._turns[spoke].persona if spoke < index else ""
        parts = [part for part in turn.parts(before) if self._actions or part[0] is not Part.ACTION]
        old = self._drawn.get(index, [])
        other = self._paragraphs.update(self.document(), first, old, parts, str(index))
        self._drawn[index] = parts
        self._newest.follow(index, turn, parts, self.document().findBlockByNumber(first + len(parts) - 1))
        if not other.isEmpty():
            self._grown = other.translated(0, -self._top).toAlignedRect()
            self._sheet.update(self._grown)

    def _draw_newest(self, index: int) -> bool:
        """Draw what a reply has grown by, for now; return False if that has to go into the document."""
        turn = self._turns.get(index)
        place = None if turn is None else self._newest.add(index, turn)
        if place is None:
            return False
        self._added = added = place[0], place[1] - self._top, *place[2:]
        self._sheet.update(*added)
        return True

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Keep the text in one column in the middle, and its end in sight if it was and no other place is marked."""
        follow = not self._marked and self._top >= self._bar.maximum() - _NEAR
        side = max(_MARGIN, (self.width() - COLUMN) // 2)
        self.setViewportMargins(side, 0, side, 0)
        super().resizeEvent(event)
        self._newest.forget()
        if follow:
            self._bar.setValue(self._bar.maximum())

    def createMimeDataFromSelection(self) -> QMimeData:  # noqa: N802 - Qt's name
        """Copy plain text, with ordinary line breaks."""
        data = QMimeData()
        data.setText(self.textCursor().selectedText().replace(LINE_BREAK, "\n").replace("\u2029", "\n"))
        return data

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint the window's ground, the boxes behind the questions, then the text."""
        area = event.rect()
        painter = QPainter(self._sheet)
        added, self._added = self._added, None
        if added == area.getRect():  # where only the ground was
            self._newest.draw(painter, self._top, newest=True)
            painter.end()
        else:
            painter.fillRect(area, self._ground)
            self._paint_all(painter, event)
        self.after_paint()

    def _paint_all(self, painter: QPainter, event: QPaintEvent) -> None:
        if not self._grown.contains(event.rect()):  # only a reply grew there, which has no box
            at = self.cursorForPosition(event.rect().topLeft()).block()
            paint_boxes(painter, at, event.rect(), self._top, self._theme.colour("tint"))
            if (marked := self._first_block(self._marked)) is not None:
                paint_mark(painter, marked, self._top, self._theme.colour("accent"))
        painter.end()
        self._grown = QRect()
        super().paintEvent(event)
        painter = QPainter(self._sheet)
        self._newest.draw(painter, self._top)
        painter.end()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Tell which turn was clicked on."""
        super().mouseReleaseEvent(event)
        number = self.cursorForPosition(event.position().toPoint()).blockNumber()
        for index, drawn in sorted(self._drawn.items()):
            number -= len(drawn)
            if number < 0:
                self.pointed_at.emit(index)
                return
