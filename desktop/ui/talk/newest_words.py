"""The newest words of a reply: drawn behind its text at once, for the document lays out a whole paragraph anew."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QGlyphRun, QPainter, QTextBlock, QTextCharFormat

from desktop.ui.talk.letters import Letters
from desktop.ui.talk.turn_text import Paragraph, Part, TurnText

_LATIN_ENDS = "\u0250"
"""In other scripts letters change with those that follow, and lines run the other way."""
_SLACK = 3
"""Pixels that a letter may reach out of its line, and lines are less wide than they may be."""


class NewestWords:
    """What the reply of one turn has grown by since it was put into the document; it never fills the line."""

    def __init__(self, ink: QTextCharFormat) -> None:
        """Follow no turn yet; `ink` is that of words which nobody heard so far."""
        self._index, self._reply = 0, ""
        self._rest: tuple[object, ...] = ()
        self._words: list[tuple[float, str, QGlyphRun | None]] = []
        self._line = 0, 0
        self._x = self._baseline = self._limit = 0.0
        self.take(ink)

    def take(self, ink: QTextCharFormat) -> None:
        """Draw with other ink."""
        self._font, self._pen = ink.font(), ink.foreground().color()
        self._letters = Letters(self._font)
        self.forget()

    def forget(self) -> None:
        """Follow no turn: the document is other, or its lines are."""
        self._index = 0
        self._words.clear()

    def follow(self, index: int, turn: TurnText, parts: Sequence[Paragraph], block: QTextBlock) -> None:
        """Take it that the document shows `turn` as `parts`, the last of them in `block`."""
        self.forget()
        if turn.outcome is not None or not turn.reply or parts[-1][0] is not Part.REPLY:
            return
        lines = block.layout()
        # or the paragraph is shaped again to paint a line of it, and to look where it ends
        lines.setCacheEnabled(True)
        # a document that was never shown has no lines
        if not lines.lineCount() or block.textDirection() is not Qt.LayoutDirection.LeftToRight:
            return
        if max(turn.reply) < _LATIN_ENDS:
            self._index, self._reply, self._rest = index, turn.reply, _rest(turn)
            self._begin(block)

    def _begin(self, block: QTextBlock) -> None:
        lines = block.layout()
        line = lines.lineAt(lines.lineCount() - 1)
        corner = block.document().documentLayout().blockBoundingRect(block).topLeft()
        x, _position = cast("tuple[float, int]", line.cursorToX(block.length() - 1))
        self._x = corner.x() + x
        self._limit = corner.x() + line.x() + line.width() - _SLACK
        self._baseline = corner.y() + line.y() + line.ascent()
        place = line.rect().translated(corner).toAlignedRect().adjusted(0, -_SLACK, 0, _SLACK)
        self._line = place.y(), place.height()

    def add(self, index: int, turn: TurnText) -> tuple[int, int, int, int] | None:
        """Return left, top, width and height of what is other; None if that is to be put into the document."""
        if index != self._index or not turn.reply.startswith(self._reply) or _rest(turn) != self._rest:
            return None
        more = turn.reply[len(self._reply) :]
        if not more.isprintable() or not (more.isascii() or max(more) < _LATIN_ENDS):
            return None
        left = self._x
        wide, run = self._letters.of(more, self._reply[-1:])
        right = left + wide
        if right > self._limit:
            return None
        self._words.append((left, more, run))
        self._reply, self._x = turn.reply, right
        return int(left), self._line[0], int(right - left) + _SLACK, self._line[1]

    def draw(self, painter: QPainter, top: int, *, newest: bool = False) -> None:
        """Draw the words into a view that begins `top` pixels down the document; with `newest` the last alone."""
        painter.setPen(self._pen)
        for left, words, run in self._words[-1:] if newest else self._words:
            place = QPointF(left, self._baseline - top)
            if run is not None:
                painter.drawGlyphRun(place, run)
            else:
                painter.setFont(self._font)
                painter.drawText(place, words)


def _rest(turn: TurnText) -> tuple[object, ...]:
    return turn.transcript, turn.outcome, turn.error, turn.persona, len(turn.tools)
