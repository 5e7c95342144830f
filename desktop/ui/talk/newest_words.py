"""The newest words of a reply: drawn behind its text at once, for the document lays out a whole paragraph anew."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple, cast

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QGlyphRun, QPainter, QTextBlock, QTextCharFormat

from desktop.ui.talk.letters import Letters
from desktop.ui.talk.turn_text import Paragraph, Part, TurnText

_LATIN_ENDS = "\u0250"
"""In other scripts letters change with those that follow, and lines run the other way."""
_SLACK = 3
"""Pixels that a letter may reach out of its line, and lines are less wide than they may be."""
_LONGEST = 100
"""Letters that are drawn at once; more of them, as of a burst, take as long as the document does."""
_PIECES = re.compile(r"(?<= )(?=[^ ])")
"""Between words: a line may end there."""
_WHOLE = re.compile(r"[^\W_]+(?:'[^\W_]+)*[.,;:!?]*")
"""A word in which no line ends, and behind which one may."""
_OPENERS = "([{<\"'«¿¡"
"""Where no line ends, not even behind a space after them."""


class _Placed(NamedTuple):
    x: float
    baseline: float
    words: str
    run: QGlyphRun | None


class NewestWords:
    """What the reply of one turn has grown by since it was put into the document.

    It goes on in the next line where the document surely ends the one before, and has room below for another.
    """

    def __init__(self, ink: QTextCharFormat) -> None:
        """Follow no turn yet; `ink` is that of words which nobody heard so far."""
        self._index, self._reply = 0, ""
        self._rest: tuple[object, ...] = ()
        self._words: list[_Placed] = []
        self._fresh = 0
        self._line = 0, 0
        self._x = self._left = self._baseline = self._limit = self._room = 0.0
        self.take(ink)

    def take(self, ink: QTextCharFormat) -> None:
        """Draw with other ink."""
        self._font, self._pen = ink.font(), ink.foreground().color()
        self._letters = Letters(self._font)
        self._pitch = 0.0
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
        lines, layout = block.layout(), block.document().documentLayout()
        last = lines.lineCount() - 1
        line = lines.lineAt(last)
        corner = layout.blockBoundingRect(block).topLeft()
        x, _position = cast("tuple[float, int]", line.cursorToX(block.length() - 1))
        self._left, self._x = corner.x() + line.x(), corner.x() + x
        self._limit = self._left + line.width() - _SLACK
        self._baseline = corner.y() + line.y() + line.ascent()
        if last:  # of a reply of one line it is not known, but that all are alike
            self._pitch = line.y() - lines.lineAt(last - 1).y()
        self._room = layout.documentSize().height() - corner.y() - line.y() - line.height()
        place = line.rect().translated(corner).toAlignedRect().adjusted(0, -_SLACK, 0, _SLACK)
        self._line = place.y(), place.height()

    def add(self, index: int, turn: TurnText) -> tuple[int, int, int, int] | None:
        """Return left, top, width and height of what is other; None if that is to be put into the document."""
        if index != self._index or not turn.reply.startswith(self._reply) or _rest(turn) != self._rest:
            return None
        more = turn.reply[len(self._reply) :]
        if len(more) > _LONGEST or not more.isprintable() or not (more.isascii() or max(more) < _LATIN_ENDS):
            return None
        left = self._x
        wide, run = self._letters.of(more, self._reply[-1:])
        right = left + wide
        if right > self._limit:
            return self._go_on(more, turn.reply)
        self._words.append(_Placed(left, self._baseline, more, run))
        self._reply, self._x, self._fresh = turn.reply, right, 1
        return int(left), self._line[0], int(right - left) + _SLACK, self._line[1]

    def _go_on(self, more: str, reply: str) -> tuple[int, int, int, int] | None:
        """Put what the line has no room for into the next, if the document will do the same."""
        said, x, down, placed = self._reply, self._x, 0.0, list[_Placed]()
        for piece in _PIECES.split(more):
            word = piece.rstrip(" ")
            over = x + self._letters.of(word, said[-1:])[0] - self._limit
            if over > 0:
                if over <= 2 * _SLACK or down or not self._ends(said, word):
                    return None
                x, down = self._left, self._pitch
            wide, run = self._letters.of(piece, "" if x == self._left else said[-1:])
            placed.append(_Placed(x, self._baseline + down, piece, run))
            said, x = said + piece, x + wide
        self._words += placed
        self._reply, self._fresh, self._x, self._baseline = reply, len(placed), x, self._baseline + down
        self._room -= down
        top, height = self._line
        self._line = top + int(down), height
        left = min(each.x for each in placed)
        # a space may hang over the end of the line: nothing of it is seen
        return int(left), top, int(self._limit - left) + _SLACK, height + int(down) + 1

    def _ends(self, said: str, word: str) -> bool:
        """Whether the line surely ends between what was said and `word`, and there is room for another."""
        before = said.rstrip(" ")[-1:]
        fits = self._letters.of(word, "")[0] <= self._limit - self._left
        room = 0 < self._pitch <= self._room
        return said.endswith(" ") and before not in _OPENERS and _WHOLE.fullmatch(word) is not None and fits and room

    def draw(self, painter: QPainter, top: int, *, newest: bool = False) -> None:
        """Draw the words into a view that begins `top` pixels down the document; with `newest` those added last."""
        painter.setPen(self._pen)
        for left, baseline, words, run in self._words[-self._fresh :] if newest else self._words:
            place = QPointF(left, baseline - top)
            if run is not None:
                painter.drawGlyphRun(place, run)
            else:
                painter.setFont(self._font)
                painter.drawText(place, words)


def _rest(turn: TurnText) -> tuple[object, ...]:
    return turn.transcript, turn.outcome, turn.error, turn.persona, len(turn.tools)
