"""Measures whether what is written in a window can be read: nothing cut off, nothing outside, nothing overlapping."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QListView,
    QScrollBar,
    QSizeGrip,
    QStyle,
    QStyleOptionComboBox,
    QTableWidget,
    QWidget,
)

from desktop.ui.key.level_meter import LevelMeter
from desktop.ui.key.talk_button import TalkButton
from desktop.ui.look.elided_label import ElidedLabel
from desktop.ui.look.switch import Switch
from desktop.ui.past.session_delegate import SessionDelegate

SLACK = 1
"""Pixels by which Qt rounds."""


def shown(root: QWidget) -> list[QWidget]:
    """All visible widgets below `root` in its own window."""
    return [each for each in root.findChildren(QWidget) if each.isVisibleTo(root) and each.window() is root.window()]


def cut_off(root: QWidget) -> list[str]:
    """Texts that are not wholly visible, and cannot be read as a tool tip either."""
    return [
        f"{type(each).__name__} {text!r}: {why}"
        for each in shown(root)
        for text, why in _cut(each)
        if text not in each.toolTip() or not isinstance(each, ElidedLabel | QComboBox | QLineEdit)
    ]


def _cut(widget: QWidget) -> Iterator[tuple[str, str]]:
    measure = next((measure for kind, measure in _MEASURES if isinstance(widget, kind)), None)
    return measure(widget) if measure is not None else iter(())


def _cut_drawn(button: TalkButton) -> Iterator[tuple[str, str]]:
    if button.size() != button.sizeHint():
        yield button.accessibleName(), f"{button.sizeHint().toTuple()} > {button.size().toTuple()}"


def _cut_elided(label: ElidedLabel) -> Iterator[tuple[str, str]]:
    room, needed = label.contentsRect().width(), _wide(label, label.text())
    if needed > room:
        yield label.text(), f"{needed} > {room}"


def _cut_button(button: QAbstractButton) -> Iterator[tuple[str, str]]:
    needed, there = button.sizeHint(), button.size()
    if button.text() and (needed.width() > there.width() + SLACK or needed.height() > there.height() + SLACK):
        yield button.text(), f"{needed.toTuple()} > {there.toTuple()}"


def _cut_switch(switch: Switch) -> Iterator[tuple[str, str]]:
    needed, least = switch.heightForWidth(switch.width()), switch.minimumSizeHint().width()
    if needed > switch.height() + SLACK or least > switch.width() + SLACK:
        yield switch.text(), f"({least}, {needed}) > {switch.size().toTuple()}"


def _cut_line(line: QLineEdit) -> Iterator[tuple[str, str]]:
    inside = isinstance(line.parent(), QAbstractSpinBox | QComboBox)
    text, room = line.placeholderText(), _inner(line)
    if not inside and not line.text() and _wide(line, text) > room:
        yield text, f"{_wide(line, text)} > {room}"


def _cut_spin(spin: QAbstractSpinBox) -> Iterator[tuple[str, str]]:
    if spin.minimumSizeHint().width() > spin.width() + SLACK:
        yield spin.text(), f"{spin.minimumSizeHint().width()} > {spin.width()}"


def _cut_label(label: QLabel) -> Iterator[tuple[str, str]]:
    text, room = label.text(), label.contentsRect()
    if not text:
        return
    if label.wordWrap():
        needed = label.heightForWidth(label.width())
        if needed > label.height() + SLACK:
            yield text, f"{needed} high > {label.height()}"
        widest = max(_wide(label, word) for word in re.split(r"[\s\u200b]+", text))
        if widest > room.width() + SLACK:
            yield text, f"a word {widest} > {room.width()}"
        return
    needed_size = label.sizeHint()
    if needed_size.width() > label.width() + SLACK or needed_size.height() > label.height() + SLACK:
        yield text, f"{needed_size.toTuple()} > {label.size().toTuple()}"


def _cut_box(box: QComboBox) -> Iterator[tuple[str, str]]:
    option = QStyleOptionComboBox()
    box.initStyleOption(option)
    field = QStyle.SubControl.SC_ComboBoxEditField
    room = box.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, field, box).width()
    if _wide(box, box.currentText()) > room + SLACK:
        yield box.currentText(), f"{_wide(box, box.currentText())} > {room}"


def _cut_table(table: QTableWidget) -> Iterator[tuple[str, str]]:
    for column in range(table.columnCount()):
        header = table.horizontalHeaderItem(column)
        if header is not None and table.horizontalHeader().isVisible():
            needed = table.horizontalHeader().sectionSizeFromContents(column).width()
            if needed > table.columnWidth(column) + SLACK and not header.toolTip():
                yield header.text(), f"{needed} > {table.columnWidth(column)}"
        for row in range(table.rowCount()):
            item = table.item(row, column)
            if item is not None and _wide(table, item.text()) > table.columnWidth(column):
                yield item.text(), f"{_wide(table, item.text())} > {table.columnWidth(column)}"


def _cut_list(view: QListView) -> Iterator[tuple[str, str]]:
    model = view.model()
    if model is None or isinstance(view.itemDelegate(), SessionDelegate):  # which leaves out what does not fit
        return
    for row in range(model.rowCount()):
        index = model.index(row, 0)
        needed, text = view.sizeHintForIndex(index).width(), str(index.data() or "")
        if needed > view.viewport().width() + SLACK and index.data(Qt.ItemDataRole.ToolTipRole) != text:
            yield text, f"{needed} > {view.viewport().width()}"


_MEASURES: tuple[tuple[type[QWidget], Callable[[Any], Iterator[tuple[str, str]]]], ...] = (
    (ElidedLabel, _cut_elided),
    (QLabel, _cut_label),
    (QComboBox, _cut_box),
    (TalkButton, _cut_drawn),
    (Switch, _cut_switch),
    (QAbstractButton, _cut_button),
    (QLineEdit, _cut_line),
    (QAbstractSpinBox, _cut_spin),
    (QTableWidget, _cut_table),
    (QListView, _cut_list),
)


def _wide(widget: QWidget, text: str) -> int:
    return QFontMetrics(widget.font()).horizontalAdvance(text)


def _inner(line: QLineEdit) -> int:
    margins = line.textMargins()
    return line.contentsRect().width() - margins.left() - margins.right() - 2 * 2


def outside(root: QWidget) -> list[str]:
    """Widgets that reach beyond what they lie in; what scrolls may do so upwards and downwards."""
    found = []
    for each in shown(root):
        parent = each.parentWidget()
        scrolled = isinstance(parent.parent(), QAbstractScrollArea) if parent is not None else False
        if parent is None or isinstance(each, QScrollBar | QSizeGrip):
            continue
        place, room = each.geometry(), parent.rect()
        beyond = place.left() < -SLACK or place.right() > room.right() + SLACK
        if beyond or (not scrolled and place.bottom() > room.bottom() + SLACK):
            found.append(f"{_named(each)} {place.getRect()} in {_named(parent)} {room.getRect()}")
    return found


def overlapping(root: QWidget) -> list[str]:
    """Pairs of widgets beside each other that share pixels, but for those made to lie upon another."""
    found = []
    leaves = [each for each in shown(root) if not _made_of_others(each) and not isinstance(each, UPON)]
    for place, one in enumerate(leaves):
        for other in leaves[place + 1 :]:
            shared = _visible(one, root) & _visible(other, root)
            if shared.width() > SLACK and shared.height() > SLACK:
                found.append(f"{_named(one)} and {_named(other)} share {shared.getRect()}")
    return found


UPON = (LevelMeter,)
"""The level is drawn around the button, which lies upon it."""


def _made_of_others(widget: QWidget) -> bool:
    return any(isinstance(child, QWidget) and child.isVisibleTo(widget) for child in widget.children())


def _visible(widget: QWidget, root: QWidget) -> QRect:
    """Where a widget can be seen, in the coordinates of `root`."""
    region = widget.visibleRegion().boundingRect()
    return (
        QRect(widget.mapTo(root, region.topLeft()), region.size())
        if root.isVisible()
        else QRect(QPoint(), region.size())
    )


def _named(widget: QWidget) -> str:
    text = getattr(widget, "text", None)
    said = text() if callable(text) else ""
    return f"{type(widget).__name__} {widget.objectName()} {said if isinstance(said, str) else ''}".strip()
