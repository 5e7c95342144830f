"""A layout that begins a new line where the next widget does not fit, as text does."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QStyle, QWidget


class Flow(QLayout):
    """Widgets at their own size, one after the other in the direction of reading; lines may end flush instead."""

    def __init__(
        self, *widgets: QWidget, spacing: int = 8, flush_end: bool = False, filler: QWidget | None = None
    ) -> None:
        """Lay out `widgets`; `filler`, one of them, takes all that the others leave of its line."""
        super().__init__()
        self._filler = filler
        self._items: list[QLayoutItem] = []
        self._flush_end = flush_end
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(spacing)
        for widget in widgets:
            self.addWidget(widget)

    def addItem(self, item: QLayoutItem) -> None:  # noqa: N802 - Qt's name
        """Put an item behind the others."""
        self._items.append(item)

    def count(self) -> int:
        """How many items there are, hidden ones too."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:  # noqa: N802 - Qt wants None at the end
        """Return an item, or None behind the last."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:  # noqa: N802 - Qt wants None at the end
        """Take an item out."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:  # noqa: N802 - Qt's name
        """Return that more room is of no use."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:  # noqa: N802 - Qt's name
        """Return that a narrower place needs more lines."""
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802 - Qt's name
        """Return the height of the lines in a place of this width."""
        lines = list(self._lines(width))
        return sum(_height(line) for line in lines) + max(0, len(lines) - 1) * self.spacing()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return the size of a single line."""
        sizes = [item.sizeHint() for item in self._items if not item.isEmpty()]
        width = sum(size.width() for size in sizes) + max(0, len(sizes) - 1) * self.spacing()
        return QSize(width, max((size.height() for size in sizes), default=0))

    def minimumSize(self) -> QSize:  # noqa: N802 - Qt's name
        """Return room for the widest item."""
        sizes = [item.sizeHint() for item in self._items if not item.isEmpty()]
        return QSize(
            max((size.width() for size in sizes), default=0), max((size.height() for size in sizes), default=0)
        )

    def setGeometry(self, rect: QRect) -> None:  # noqa: N802 - Qt's name
        """Put the items into their places."""
        super().setGeometry(rect)
        lines = list(self._lines(rect.width()))
        height = sum(_height(line) for line in lines) + max(0, len(lines) - 1) * self.spacing()
        top = rect.top() + max(0, rect.height() - height) // 2
        for line in lines:
            taken = sum(item.sizeHint().width() for item in line) + (len(line) - 1) * self.spacing()
            left = rect.left() + (rect.width() - taken if self._flush_end else 0)
            for item in line:
                size = item.sizeHint()
                if self._filler is not None and item.widget() is self._filler:
                    size.setWidth(size.width() + rect.width() - taken)
                place = QRect(QPoint(left, top + (_height(line) - size.height()) // 2), size)
                item.setGeometry(QStyle.visualRect(self._direction(), rect, place))
                left += size.width() + self.spacing()
            top += _height(line) + self.spacing()

    def _direction(self) -> Qt.LayoutDirection:
        parent = self.parentWidget()
        return parent.layoutDirection() if parent is not None else Qt.LayoutDirection.LeftToRight

    def _lines(self, width: int) -> Iterator[list[QLayoutItem]]:
        line: list[QLayoutItem] = []
        taken = 0
        for item in (one for one in self._items if not one.isEmpty()):
            needed = item.sizeHint().width()
            if line and taken + self.spacing() + needed > width:
                yield line
                line, taken = [], 0
            taken += needed + (self.spacing() if line else 0)
            line.append(item)
        if line:
            yield line


def _height(line: list[QLayoutItem]) -> int:
    return max(item.sizeHint().height() for item in line)
