"""A button with a menu of what the past conversations are narrowed to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from desktop.storage.filters import Filters
from desktop.ui.look.naming import named
from desktop.wording import marked, tr

_TIMES = (
    (marked("Any time"), None),
    (marked("Today"), 0),
    (marked("Last 7 days"), 7),
    (marked("Last 30 days"), 30),
    (marked("Last 365 days"), 365),
)
_CHECKS = (
    (marked("Interrupted"), "interrupted"),
    (marked("Failed"), "failed"),
    (marked("Ran a tool"), "tools"),
    (marked("Pinned"), "pinned"),
)
_ANY = {"persona": marked("Any persona"), "model": marked("Any model")}


class FilterButton(QPushButton):
    """Opens the menu; its text says how many filters act."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "quiet")
        self.filters = Filters()
        self._menu = QMenu(self)
        self._names: dict[str, QMenu] = {}
        self._build()
        self.setMenu(self._menu)
        self._refresh()

    @property
    def count(self) -> int:
        """How many filters act."""
        return sum(getattr(self.filters, each.name) != each.default for each in fields(Filters))

    def show_choices(self, personas: Sequence[str], models: Sequence[str]) -> None:
        """Offer these personas and models."""
        for field, names in (("persona", personas), ("model", models)):
            menu = self._names[field]
            menu.clear()
            group = QActionGroup(menu)
            for name in ["", *names]:
                action = self._choice(menu, group, name or tr(_ANY[field]), field, name)
                action.setChecked(name == getattr(self.filters, field))
            menu.setEnabled(bool(names))

    def clear(self) -> None:
        """Let everything through."""
        self._set(Filters())

    def _build(self) -> None:
        times = self._menu.addMenu(tr("When"))
        group = QActionGroup(times)
        for words, days in _TIMES:
            action = times.addAction(tr(words))
            action.setCheckable(True)
            group.addAction(action)
            action.triggered.connect(lambda _on, days=days: self._change("since", _since(days)))
        self._any_time = times.actions()[0]
        for field, words in (("persona", tr("Persona")), ("model", tr("Model"))):
            self._names[field] = self._menu.addMenu(words)
        self._menu.addSeparator()
        self._checks = {field: self._check(words, field) for words, field in _CHECKS}
        self._menu.addSeparator()
        self._checks["deleted"] = self._check(marked("Bin: deleted in the last 30 days"), "deleted")
        self._menu.addSeparator()
        self._menu.addAction(tr("Clear filters")).triggered.connect(self.clear)
        self.show_choices((), ())

    def _choice(self, menu: QMenu, group: QActionGroup, words: str, field: str, value: str) -> QAction:
        # an ampersand would mark a letter as the entry's key
        action = menu.addAction(words.replace("&", "&&"))
        action.setCheckable(True)
        group.addAction(action)
        action.triggered.connect(lambda: self._change(field, value))
        return action

    def _check(self, words: str, field: str) -> QAction:
        action = self._menu.addAction(tr(words))
        action.setCheckable(True)
        no = None if field == "pinned" else False
        action.triggered.connect(lambda on: self._change(field, on or no))
        return action

    def _change(self, field: str, value: object) -> None:
        changed: dict[str, Any] = {field: value}
        self._set(replace(self.filters, **changed))

    def _set(self, filters: Filters) -> None:
        self.filters = filters
        self._refresh()
        self.changed.emit()

    def _refresh(self) -> None:
        for field, action in self._checks.items():
            action.setChecked(bool(getattr(self.filters, field)))
        if self.filters.since is None:
            self._any_time.setChecked(True)
        for field, menu in self._names.items():
            if not getattr(self.filters, field):
                menu.actions()[0].setChecked(True)
        count = self.count
        self.setText(tr("Filter · {count}").format(count=count) if count else tr("Filter"))
        self.setAccessibleName(
            tr("Filter the conversations, {count} chosen").format(count=count)
            if count
            else tr("Filter the conversations")
        )


def _since(days: int | None) -> datetime | None:
    """The beginning of the day so many days ago, on this machine's clock."""
    if days is None:
        return None
    today = datetime.now(tz=UTC).astimezone().replace(hour=0, minute=0, second=0, microsecond=0)
    return today - timedelta(days=days)
