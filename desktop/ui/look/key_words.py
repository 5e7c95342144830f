"""Keys as the user's keyboard calls them."""

from __future__ import annotations

from PySide6.QtGui import QKeySequence


def key_words(keys: str) -> str:
    """Return "Ctrl+H", or several with commas between them, in the language of Qt's own words.

    What Qt does not know stays as it is.
    """
    return QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText) or keys
