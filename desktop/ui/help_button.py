"""The header's way to what has no place of its own in the window: the keys, the metrics, what Sotto remembers."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from desktop.ui.look.key_words import key_words
from desktop.ui.look.naming import named
from desktop.ui.look.shortcuts import FACTS_KEYS, LIST_KEYS
from desktop.ui.metrics.metrics_panel import METRICS_KEYS
from desktop.wording import tr


class HelpButton(QPushButton):
    """A question mark that opens a menu; each entry shows its keys."""

    keys_wanted = Signal()
    metrics_wanted = Signal()
    facts_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("?", parent)
        named(self, "quiet")
        self.setToolTip(tr("Keys, metrics, and what Sotto remembers"))
        self.setAccessibleName(tr("Help and more"))
        menu = QMenu(self)
        for words, keys, wanted in (
            (tr("Keys"), LIST_KEYS, self.keys_wanted),
            (tr("Metrics"), METRICS_KEYS, self.metrics_wanted),
            (tr("What Sotto remembers"), FACTS_KEYS, self.facts_wanted),
        ):
            # the keys as words only: as shortcuts of their own they would stand against the window's
            action = QAction(f"{words}\t{key_words(keys)}", menu)
            action.triggered.connect(wanted)
            menu.addAction(action)
        self.setMenu(menu)
