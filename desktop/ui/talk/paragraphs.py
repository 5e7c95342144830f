"""Paragraphs in a text document: put in, replaced, styled by kind."""

from __future__ import annotations

from PySide6.QtGui import QFont, QTextBlockFormat, QTextCharFormat, QTextCursor, QTextDocument

from desktop.ui.look.theme import Theme
from desktop.ui.talk.turn_text import Part

LINE_BREAK = "\u2028"
"""A new line within a paragraph, in Qt's documents."""


class Paragraphs:
    """Writes the parts of turns into a document, one block each."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme

    def style_sentinel(self, cursor: QTextCursor) -> None:
        """Make the block at `cursor` next to invisible."""
        layout = QTextBlockFormat()
        layout.setLineHeight(1, QTextBlockFormat.LineHeightTypes.FixedHeight.value)
        cursor.setBlockFormat(layout)

    def replace(
        self, document: QTextDocument, first: int, count: int, parts: list[tuple[Part, str, str]], link: str
    ) -> None:
        """Put `parts` in the place of `count` blocks from number `first`; a block must follow them.

        An action becomes a link to `link`; nothing that was said ever does.
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
        ink = self._ink(part)
        if part is Part.ACTION:
            ink.setAnchor(True)
            ink.setAnchorHref(link)
            ink.setFontUnderline(True)
        cursor.insertText(text.replace("\n", LINE_BREAK), ink)
        if tail:
            unheard = self._ink(part)
            unheard.setForeground(self._theme.colour("unheard"))
            cursor.insertText(tail.replace("\n", LINE_BREAK), unheard)
        cursor.block().setUserState(int(part))
        cursor.insertBlock()

    def _ink(self, part: Part) -> QTextCharFormat:
        scale, colour = {
            Part.QUESTION: (1.0, "ink"),
            Part.REPLY: (1.2, "ink"),
            Part.NOTE: (0.87, "muted"),
            Part.FAULT: (0.87, "danger"),
            Part.ACTION: (0.87, "accent"),
        }[part]
        result = QTextCharFormat()
        result.setFont(self._theme.font(scale, QFont.Weight.Medium if part is Part.QUESTION else QFont.Weight.Normal))
        result.setForeground(self._theme.colour(colour))
        return result


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
