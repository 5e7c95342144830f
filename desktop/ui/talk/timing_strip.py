"""Where the time of the last turn went."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.terms import Timings
from desktop.ui.look.naming import named
from desktop.ui.look.quantities import figure
from desktop.ui.talk.route_words import way_words
from desktop.wording import marked, tr

DASH = "\u2013"
"""Stands for a stage that did not run."""
_FIGURES = (
    ("stt", marked("Understood"), marked("From the end of what you said to its text")),
    ("llm_first_token", marked("First word"), marked("From the text to the first word of the reply")),
    ("tts_first_audio", marked("Voice"), marked("From the first clause to its first sound")),
    ("turn", marked("To first sound"), marked("From the end of what you said to the first sound of the reply")),
)


_AGAIN = marked("Given again"), marked("This answer was given before: the language model did not have to think")


class TimingStrip(QWidget):
    """Four figures in a row: three stages and, in the accent's colour, the whole wait."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Timings of the last turn"))
        self._values: dict[str, QLabel] = {}
        self._captions: dict[str, QLabel] = {}
        self._told, self._veiled = False, False
        # Until there is something to tell, only its place is kept.
        self.keep_place(True)
        row = QHBoxLayout()
        row.setSpacing(12)
        for name, title, explanation in _FIGURES:
            row.addLayout(self._cell(name, title, explanation), 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(named(QFrame(), "rule"))
        column.addLayout(row)
        self.way = named(QLabel(), "small")
        self.way.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.way.hide()
        column.addWidget(self.way)
        self.hide()

    def keep_place(self, kept: bool) -> None:
        """Keep the place while there is nothing to tell, or leave it to others."""
        policy = self.sizePolicy()
        policy.setRetainSizeWhenHidden(kept)
        self.setSizePolicy(policy)

    def _cell(self, name: str, title: str, explanation: str) -> QVBoxLayout:
        value = named(QLabel(DASH), "figureTotal" if name == "turn" else "figure")
        caption = named(QLabel(tr(title)), "small")
        cell = QVBoxLayout()
        cell.setSpacing(1)
        for label in (value, caption):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            label.setToolTip(tr(explanation))
            cell.addWidget(label)
        self._values[name], self._captions[name] = value, caption
        return cell

    def figure(self, name: str) -> str:
        """Return what is shown for one field of Timings."""
        return self._values[name].text()

    def show_timings(self, timings: Timings, *, again: bool = False) -> None:
        """Show one turn's timings; a stage that did not run shows a dash. With `again` its answer was a known one."""
        self._told = timings != Timings()
        self.setVisible(self._told and not self._veiled)
        self._entitle(again)
        for name, *_words in _FIGURES:
            text = duration(getattr(timings, name))
            self._values[name].setText(text)
            self._values[name].setAccessibleName(f"{self._captions[name].text()}: {text}")

    def _entitle(self, again: bool) -> None:
        """Say what the second figure is of: the model's first word, or an answer that was there."""
        usual = next((title, meaning) for name, title, meaning in _FIGURES if name == "llm_first_token")
        title, meaning = _AGAIN if again else usual
        self._captions["llm_first_token"].setText(tr(title))
        for label in (self._captions["llm_first_token"], self._values["llm_first_token"]):
            label.setToolTip(tr(meaning))

    def veil(self, veiled: bool) -> None:
        """Hide them while another conversation is on show, or no longer."""
        self._veiled = veiled
        self.setVisible(self._told and not veiled)

    def show_way(self, route: str, reason: str) -> None:
        """Say below them what answered and why; nothing where there was no choice."""
        words = way_words(route, reason)
        self.way.setText(words)
        self.way.setHidden(not words)

    def clear(self) -> None:
        """Show nothing."""
        self.show_timings(Timings())
        self.show_way("", "")


def duration(ms: float | None) -> str:
    """Return milliseconds as people read them: `84 ms`, `1.2 s`."""
    if ms is None:
        return DASH
    return f"{figure(ms, '.0f')} ms" if ms < 999.5 else f"{figure(ms / 1000, ',.1f')} s"
