"""Pages of which one is on show, and only that one asks for room."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QStackedWidget


class Pages(QStackedWidget):
    """A stack that is as small as what it shows, where Qt's own is as large as the largest page."""

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """The least that the page on show needs."""
        page = self.currentWidget()
        if page is None:
            return super().minimumSizeHint()
        hint, least = page.minimumSizeHint(), page.minimumSize()  # what the page was told goes before its own wish
        return QSize(least.width() or hint.width(), least.height() or hint.height())

    def hasHeightForWidth(self) -> bool:  # noqa: N802 - Qt's name
        """Whatever a page would like to have, it gets what is left."""
        return False
