"""Packs that are to be used as soon as all their models are here."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal


class AwaitedPacks(QObject):
    """Counts off what comes, and tells which packs are whole."""

    whole = Signal(str)
    """Id of a pack whose last model came."""
    failed = Signal(str, str)
    """Id of a pack that one model did not come for, and why."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._ordered: set[str] = set()
        self._missing: dict[str, set[str]] = {}

    def order(self, pack_id: str) -> None:
        """A pack is wanted; which models are its own is still looked up."""
        self._ordered.add(pack_id)

    def wait_for(self, pack_id: str, members: Iterable[str]) -> bool:
        """Wait for the models of a pack; False if nobody wants it any more."""
        if pack_id not in self._ordered:
            return False
        self._ordered.remove(pack_id)
        self._missing[pack_id] = set(members)
        return True

    def forget(self, pack_id: str) -> None:
        """A pack is not wanted any more."""
        self._ordered.discard(pack_id)
        self._missing.pop(pack_id, None)

    def came(self, model_id: str) -> None:
        """A model is here."""
        for pack_id in self._with(model_id):
            self._missing[pack_id].discard(model_id)
            if not self._missing[pack_id]:
                del self._missing[pack_id]
                self.whole.emit(pack_id)

    def did_not_come(self, model_id: str, problem: str) -> None:
        """A model is not here and will not be."""
        for pack_id in self._with(model_id):
            del self._missing[pack_id]
            self.failed.emit(pack_id, problem)

    def _with(self, model_id: str) -> list[str]:
        return [pack_id for pack_id, missing in self._missing.items() if model_id in missing]
