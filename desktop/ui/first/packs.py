"""First start: a pack of larger models that fits this machine, for those who want one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QProgressBar, QPushButton

from desktop.models.progress import Progress
from desktop.models.progress import Step as Stage
from desktop.models.staging import megabytes
from desktop.ui.first.step import Step
from desktop.ui.look.flow import Flow
from desktop.ui.look.naming import named
from desktop.ui.models.model_card import progress_words
from desktop.wording import marked, ntr, tr

if TYPE_CHECKING:
    from desktop.models.fitting import Fit, Powers

_LINE_BITS = 50e6
"""Bits a second of a line in which the time of a download is told before it is begun."""
_FINE = 1000

ABOUT = marked("The starter models know a small world. Larger ones understand and answer more, and run here as well.")
OFFLINE = marked("There is no network now, and Sotto needs none. Larger models wait on the Models page (Ctrl+M).")
NONE = marked("The starter models suit this machine best. The Models page (Ctrl+M) lists all others.")
IN_USE = marked("The {title} pack is here and in use: nothing larger suits this machine better.")
LOOKING = marked("Looking at this machine…")
GOES_ON = marked("You can go on meanwhile: Sotto says when it is here.")
HERE = marked("It is here, and used when Sotto starts next.")


@dataclass(frozen=True, slots=True)
class Offer:
    """What there is to offer."""

    powers: Powers
    fits: Sequence[Fit]
    """The best first."""
    titles: Sequence[str]
    """Of the models of the best."""
    online: bool
    here: bool = False
    """Whether the best is on this machine and in use."""


class PackStep(Step):
    """Shows the best fit; nothing is asked of the network before the user says so."""

    wanted = Signal(str)
    """Id of a pack that is to be got and used."""
    all_wanted = Signal()
    """The page with all models is to be shown."""

    def __init__(self) -> None:
        super().__init__(tr("A pack for this machine"), tr(ABOUT))
        self.machine, self.pack = named(QLabel(), "small"), named(QLabel(), "section")
        self.facts, self.note = named(QLabel(), "small"), named(QLabel(), "secondary")
        self.bar = QProgressBar(maximum=_FINE, textVisible=False)
        self.bar.setFixedHeight(10)
        self.bar.setAccessibleName(tr("Download"))
        self.get, self.all = QPushButton(tr("Get it")), named(QPushButton(tr("All models…")), "quiet")
        self.get.clicked.connect(self._get)
        self.all.clicked.connect(self.all_wanted)
        for label in (self.machine, self.pack, self.facts, self.note):
            label.setWordWrap(True)
            self.column.addWidget(label)
        self.column.addLayout(Flow(self.get, self.all))
        self.column.addWidget(self.bar)
        self.column.addWidget(self.said)
        self.column.addStretch()
        self._best: Fit | None = None
        self._done: dict[str, int] = {}
        self.bar.hide()
        self._show_pack()
        self.say(tr(LOOKING))

    @property
    def entry(self) -> QPushButton | None:
        """What gets the pack, where there is one."""
        return self.get if self.get.isVisibleTo(self) else None

    @property
    def buttons(self) -> tuple[QPushButton, ...]:
        """Get it, all models."""
        return self.get, self.all

    def show_offer(self, offer: Offer) -> None:
        """Offer the best fit, or say why there is none."""
        powers = offer.powers
        cores = ntr("{count} core", "{count} cores", powers.cores).format(count=powers.cores)
        words = tr("This machine: {memory} GB of memory, {cores}, reads {speed} a second.")
        self.machine.setText(
            words.format(memory=powers.memory_gb, cores=cores, speed=megabytes(int(powers.bytes_per_s)))
        )
        wanted = offer.fits and offer.online and not offer.here
        self._best = offer.fits[0] if wanted else None
        self._show_pack(offer.titles)
        if offer.here:
            best = offer.fits[0].pack
            self.say(tr(IN_USE).format(title=tr(best.title)))
        else:
            self.say("" if wanted else tr(NONE) if offer.online else tr(OFFLINE))

    def show_progress(self, model_id: str, title: str, progress: Progress) -> None:
        """Show how far the pack is, by one of its models."""
        if self._best is None or model_id not in self._best.pack.models:
            return
        checking = progress.step is Stage.CHECKING  # all of it has come by then
        self._done[model_id] = progress.total if checking else progress.done
        self.bar.setVisible(True)
        share = sum(self._done.values()) / self._best.download_bytes
        self.bar.setValue(round(min(1.0, share) * _FINE))
        self.facts.setText(f"{title}: {progress_words(progress)}")

    def show_end(self, pack_id: str, problem: str) -> None:
        """The pack is here, or why it is not."""
        if self._best is None or pack_id != self._best.pack.id:
            return
        self.bar.hide()
        self.facts.setText("")
        self.get.setEnabled(bool(problem))
        self.say(problem or tr(HERE), trouble=bool(problem))

    def _show_pack(self, titles: Sequence[str] = ()) -> None:
        best = self._best
        for widget in (self.pack, self.facts, self.note, self.get):
            widget.setVisible(best is not None)
        if best is None:
            return
        self.pack.setText(tr("{title} pack").format(title=tr(best.pack.title)))
        self.get.setAccessibleName(tr("Get the {title} pack").format(title=tr(best.pack.title)))
        minutes = max(1, round(best.seconds_at(_LINE_BITS) / 60))
        time = ntr("about {count} minute at 50 Mbit/s", "about {count} minutes at 50 Mbit/s", minutes)
        speed = tr("answers at about {words} words a second").format(words=f"{best.words_per_s:.0f}")
        facts = (tr(megabytes(best.download_bytes)), time.format(count=minutes), speed, ", ".join(titles))
        self.facts.setText(" · ".join(fact for fact in facts if fact))
        self.note.setText(tr(best.pack.note))

    def _get(self) -> None:
        if self._best is not None:
            self.get.setEnabled(False)
            self._done.clear()
            self.bar.setValue(0)
            self.bar.show()
            self.say(tr(GOES_ON))
            self.wanted.emit(self._best.pack.id)
