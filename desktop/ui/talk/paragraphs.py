"""Paragraphs in a text document: put in, replaced, styled by kind."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSignalBlocker
from PySide6.QtGui import QFont, QTextBlock, QTextBlockFormat, QTextCharFormat, QTextCursor, QTextDocument

from desktop.ui.look.theme import Theme
from desktop.ui.talk.turn_text import Paragraph, Part

LINE_BREAK = "\u2028"
"""A new line within a paragraph, in Qt's documents."""

_INKS = {
    Part.QUESTION: (1.0, "ink"),
    Part.REPLY: (1.2, "ink"),
    Part.NOTE: (0.87, "muted"),
    Part.FAULT: (0.87, "danger"),
    Part.ACTION: (0.87, "accent"),
}
"""Size, as a share of the usual one, and colour."""

_TENTATIVE = {Part.QUESTION: "muted"}
"""The colour of a part's tail, where it is not that of words which nobody heard: a question stands on a box."""
_BETWEEN = "\u2003"
"""Stands between two links."""
_NO_BREAK = "\u00a0"
"""Between the words of one link."""
_SLACK = 4
"""Pixels that a letter may reach out of its line."""


class Paragraphs:
    """Writes the parts of turns into a document, one block each."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._inks: dict[tuple[Part, bool], QTextCharFormat] = {}
        theme.changed.connect(self._inks.clear)

    def style_sentinel(self, cursor: QTextCursor) -> None:
        """Make the block at `cursor` next to invisible."""
        layout = QTextBlockFormat()
        layout.setLineHeight(1, QTextBlockFormat.LineHeightTypes.FixedHeight.value)
        cursor.setBlockFormat(layout)

    def update(
        self, document: QTextDocument, first: int, old: Sequence[Paragraph], new: Sequence[Paragraph], link: str
    ) -> QRectF:
        """Make `new` of the blocks from number `first`, which show `old`; a block must follow them.

        What stays is not touched, and of a paragraph that grew only what is other: a reply is written word by word.
        Returns the part of the document that is to be painted again besides what the document tells of itself.
        """
        other = QRectF()
        same = next((at for at, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
        if same < min(len(old), len(new)) and _grew(old[same], new[same]):
            other = self._grow_there(document.findBlockByNumber(first + same), old[same], new[same])
            same += 1
        if old[same:] != new[same:]:
            self._replace(document, first + same, len(old) - same, new[same:], link)
        return other

    def _grow_there(self, block: QTextBlock, old: Paragraph, new: Paragraph) -> QRectF:
        """Let a paragraph grow, and return where the lines are that are other: the document would tell of all."""
        layout = block.document().documentLayout()
        before, changed = layout.documentSize(), min(_units(old[1]), _units(new[1]), block.length() - 1)
        with QSignalBlocker(layout):
            self._grow(block, old, new)
            after = layout.documentSize()
        if after != before:
            layout.documentSizeChanged.emit(after)
        place, lines = layout.blockBoundingRect(block), block.layout()
        first = lines.lineForTextPosition(changed)
        top = first.y() if first.isValid() else 0.0  # a document that was never shown has no lines
        return QRectF(0, place.top() + top - _SLACK, after.width(), place.height() - top + 2 * _SLACK)

    def _grow(self, block: QTextBlock, old: Paragraph, new: Paragraph) -> None:
        """Add what is more at the end, and ink again what became heard, or the opposite."""
        (part, said, left), (_, heard, unheard) = old, new
        begin, before, now = block.position(), _units(said), _units(heard)
        end = begin + block.length() - 1
        cursor = QTextCursor(block)
        cursor.beginEditBlock()
        if more := (heard + unheard)[len(said + left) :]:
            cursor.setPosition(end)
            cursor.insertText(_lines(more), self.ink(part, unheard=bool(unheard)))
        if now != before:
            cursor.setPosition(begin + min(before, now))
            cursor.setPosition(begin + max(before, now), QTextCursor.MoveMode.KeepAnchor)
            cursor.setCharFormat(self.ink(part, unheard=now < before))
        cursor.endEditBlock()

    def _replace(
        self, document: QTextDocument, first: int, count: int, parts: Sequence[Paragraph], link: str
    ) -> None:
        """Put `parts` in the place of `count` blocks from number `first`; a block must follow them.

        Actions become links to their deeds at `link`; nothing that was said ever does.
        """
        start, follower = document.findBlockByNumber(first), document.findBlockByNumber(first + count)
        kept_layout, kept_kind = follower.blockFormat(), follower.userState()
        cursor = QTextCursor(start)
        cursor.beginEditBlock()
        cursor.setPosition(follower.position(), QTextCursor.MoveMode.KeepAnchor)
        cursor.removeSelectedText()
        for part, text, tail in parts:
            self._write(cursor, part, text, tail, link)
        # Removing and inserting blocks hands formats on; the block that follows gets its own back.
        cursor.setBlockFormat(kept_layout)
        cursor.block().setUserState(kept_kind)
        cursor.endEditBlock()

    def _write(self, cursor: QTextCursor, part: Part, text: str, tail: str, link: str) -> None:
        cursor.setBlockFormat(_layout(part))
        if part is Part.ACTION:
            self._write_links(cursor, text.split("\n"), tail.split("\n"), link)
        else:
            cursor.insertText(_lines(text), self.ink(part))
        if tail and part is not Part.ACTION:
            cursor.insertText(_lines(tail), self.ink(part, unheard=True))
        cursor.block().setUserState(int(part))
        cursor.insertBlock()

    def _write_links(self, cursor: QTextCursor, words: Sequence[str], deeds: Sequence[str], place: str) -> None:
        """Write the words one after the other, each a link to its deed at `place`."""
        for number, (said, deed) in enumerate(zip(words, deeds, strict=True)):
            ink = QTextCharFormat(self.ink(Part.ACTION))
            if number:
                cursor.insertText(_BETWEEN, ink)
            ink.setAnchor(True)
            ink.setAnchorHref(f"{deed}:{place}")
            ink.setFontUnderline(True)
            cursor.insertText(said.replace(" ", _NO_BREAK), ink)

    def ink(self, part: Part, *, unheard: bool = False) -> QTextCharFormat:
        """Return how a part is written."""
        found = self._inks.get((part, unheard))
        if found is None:
            found = self._inks[part, unheard] = self._made_ink(part, unheard=unheard)
        return found

    def _made_ink(self, part: Part, *, unheard: bool) -> QTextCharFormat:
        scale, colour = _INKS[part]
        result = QTextCharFormat()
        result.setFont(self._theme.font(scale, QFont.Weight.Medium if part is Part.QUESTION else QFont.Weight.Normal))
        result.setForeground(self._theme.colour(_TENTATIVE.get(part, "unheard") if unheard else colour))
        return result


def _grew(old: Paragraph, new: Paragraph) -> bool:
    return old[0] is new[0] is Part.REPLY and (new[1] + new[2]).startswith(old[1] + old[2])


def _lines(text: str) -> str:
    return text.replace("\n", LINE_BREAK)


def _units(text: str) -> int:
    """Places that a text takes in a document: UTF-16 code units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def _layout(part: Part) -> QTextBlockFormat:
    result = QTextBlockFormat()
    small = (8, 2)
    above, below = {Part.QUESTION: (34, 8), Part.REPLY: (22, 4)}.get(part, small)
    result.setTopMargin(above)
    result.setBottomMargin(below)
    if part is Part.QUESTION:
        result.setLeftMargin(14)
        result.setRightMargin(80)
    result.setLineHeight(
        132 if part is Part.REPLY else 118, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value
    )
    return result
