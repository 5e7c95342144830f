"""A button that keeps its width while it says something else for a moment."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QPushButton


class SteadyButton(QPushButton):
    """As wide as it would be with another text, which it shows at times: nothing beside it is to move for that."""

    def __init__(self, text: str, also: str) -> None:
        super().__init__(text)
        self._texts = text, also

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """The size for the wider of the two."""
        hint = super().sizeHint()
        hint.setWidth(hint.width() - self._wide(self.text()) + self.widest)
        return hint

    @property
    def widest(self) -> int:
        """Of its texts, in pixels."""
        return max(self._wide(text) for text in self._texts)

    def _wide(self, text: str) -> int:
        """As the style measures it."""
        return self.fontMetrics().size(Qt.TextFlag.TextShowMnemonic, text).width()
