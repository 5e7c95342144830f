"""Which LoRA adapter a persona answers with, and how strongly."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QComboBox, QSpinBox

from desktop.settings import NO_ADAPTER
from desktop.settings.answering import STRONGEST
from desktop.wording import tr


class AdapterChoice(QObject):
    """Two controls that belong together: the strength can be set only where there is an adapter."""

    chosen = Signal()
    """Another one, by the user."""
    turned = Signal()
    """The strength is being changed."""

    def __init__(self) -> None:
        super().__init__()
        self.name, self.strength = QComboBox(), QSpinBox()
        self.strength.setRange(0, round(STRONGEST * 100))
        self.strength.setSingleStep(10)
        self.strength.setSuffix(" %")
        self.strength.setFixedWidth(130)
        self.strength.lineEdit().setTextMargins(10, 0, 0, 0)
        self.name.activated.connect(lambda _row: self.chosen.emit())
        self.name.currentIndexChanged.connect(lambda _row: self.strength.setEnabled(self._named))
        self.strength.valueChanged.connect(lambda _value: self.turned.emit())
        self.offer({})

    @property
    def chosen_name(self) -> str:
        """As the settings name it; empty for the one of the settings."""
        return str(self.name.currentData() or "")

    def scale_like(self, shown: float) -> float:
        """The strength; `shown` itself where it stands as it was shown."""
        return shown if self.strength.value() == round(100 * shown) else self.strength.value() / 100

    def offer(self, adapters: Mapping[str, str]) -> None:
        """List the adapters there are: what the settings call them, and their titles."""
        current = self.chosen_name
        self.name.clear()
        self.name.addItem(tr("The one of the settings"), "")
        self.name.addItem(tr("None"), NO_ADAPTER)
        for name, title in adapters.items():
            self.name.addItem(title, name)
        self._choose(current)

    def show_choice(self, name: str, scale: float) -> None:
        """Show what a persona has."""
        self._choose(name)
        self.strength.setValue(round(100 * scale))

    def _choose(self, name: str) -> None:
        if self.name.findData(name) < 0:  # it may be listed in a moment, or be gone
            self.name.addItem(name, name)
        self.name.setCurrentIndex(self.name.findData(name))
        self.strength.setEnabled(self._named)

    @property
    def _named(self) -> bool:
        return self.chosen_name not in ("", NO_ADAPTER)
