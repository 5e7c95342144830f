"""Between the dialog of facts and what keeps them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QWidget

from desktop.errors import UserFacingError
from desktop.ui.background import Background
from desktop.ui.facts.facts_dialog import FactsDialog
from desktop.ui.facts.facts_like import FactLike, FactsLike
from desktop.ui.trouble.banner import sentence
from desktop.wording import tr


class FactsDesk(QObject):
    """Opens the dialog, and does each change in the background."""

    def __init__(self, window: QWidget, background: Background) -> None:
        super().__init__(window)
        self._window, self._background = window, background
        self._facts: FactsLike | None = None
        self._dialog: FactsDialog | None = None

    def attach(self, facts: FactsLike | None) -> None:
        """Take what keeps facts; None ends it."""
        self._facts = facts

    def open(self) -> None:
        """Show what is remembered."""
        if self._facts is None or self._dialog is not None:
            return
        dialog = self._dialog = FactsDialog(self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.added.connect(lambda text: self._do(lambda facts: facts.add(text)))
        dialog.changed.connect(lambda number, text: self._do(lambda facts: facts.edit(number, text)))
        dialog.forgotten.connect(lambda number: self._do(lambda facts: facts.forget(number)))
        dialog.finished.connect(self._closed)
        dialog.open()
        self._do(lambda _facts: None)

    def _do(self, change: Callable[[FactsLike], Any]) -> None:
        """Change something, and show what is remembered then."""
        if self._facts is not None:
            self._background.run(partial(_done, self._facts, change), self._show)

    def _show(self, done: tuple[Sequence[FactLike], UserFacingError | None]) -> None:
        facts, problem = done
        if self._dialog is not None:
            self._dialog.show_facts(facts)
            told = f"{sentence(tr(problem.message))} {sentence(tr(problem.advice))}" if problem is not None else ""
            self._dialog.refuse(told)

    def _closed(self) -> None:
        self._dialog = None


def _done(facts: FactsLike, change: Callable[[FactsLike], Any]) -> tuple[Sequence[FactLike], UserFacingError | None]:
    """What is remembered after a change, and why the change could not be done, if it could not."""
    try:
        change(facts)
    except UserFacingError as error:
        try:
            return facts.all(), error
        except UserFacingError:
            return (), error
    return facts.all(), None
