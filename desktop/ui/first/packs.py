"""First start: a pack of larger models that fits this machine, for those who want one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
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
from desktop.ui.models.model_facts import answering_words, joined
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
PAUSED = marked("Paused. What has come is kept, and it goes on where it was.")
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


class _Way(Enum):
    """How far the pack is."""

    OFFERED = auto()
    COMING = auto()
    PAUSED = auto()
    HERE = auto()


class PackStep(Step):
    """Shows the best fit; nothing is asked of the network before the user says so."""

    wanted = Signal(str)
    """Id of a pack that is to be got and used. The next two carry it, too."""
    paused = Signal(str)
    cancelled = Signal(str)
    """Stop getting it, and delete what has arrived."""
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
        self.pause, self.cancel = QPushButton(tr("Pause")), QPushButton(tr("Cancel"))
        self.get.clicked.connect(self._get)
        self.pause.clicked.connect(self._pause)
        self.cancel.clicked.connect(self._cancel)
        self.all.clicked.connect(self.all_wanted)
        for label in (self.machine, self.pack, self.facts, self.note):
            label.setWordWrap(True)
            self.column.addWidget(label)
        self.column.addLayout(Flow(self.get, self.pause, self.cancel, self.all))
        self.column.addWidget(self.bar)
        self.column.addWidget(self.said)
        self.column.addStretch()
        self._best: Fit | None = None
        self._titles: Sequence[str] = ()
        self._way = _Way.OFFERED
        self._done: dict[str, int] = {}
        self._show_pack()
        self.say(tr(LOOKING))

    @property
    def entry(self) -> QPushButton | None:
        """What gets the pack, or pauses it, where there is one."""
        return next((one for one in (self.get, self.pause) if one.isVisibleTo(self)), None)

    @property
    def buttons(self) -> tuple[QPushButton, ...]:
        """Get it, pause, cancel, all models."""
        return self.get, self.pause, self.cancel, self.all

    @property
    def tells_of_work(self) -> bool:
        """Whether it shows what is downloaded."""
        return self._way is _Way.COMING

    def show_offer(self, offer: Offer) -> None:
        """Offer the best fit, or say why there is none."""
        powers = offer.powers
        cores = ntr("{count} core", "{count} cores", powers.speed.cores).format(count=powers.speed.cores)
        words = tr("This machine: {memory} GB of memory, {cores}, reads {speed} a second.")
        self.machine.setText(
            words.format(memory=powers.memory_gb, cores=cores, speed=megabytes(int(powers.speed.bytes_per_s)))
        )
        if self._way in (_Way.COMING, _Way.PAUSED):  # begun when the step was on show before
            return
        wanted = offer.fits and offer.online and not offer.here
        self._best = offer.fits[0] if wanted else None
        self._titles = offer.titles
        self._show_pack()
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
        self._go(_Way.COMING)
        share = sum(self._done.values()) / self._best.download_bytes
        self.bar.setValue(round(min(1.0, share) * _FINE))
        self.facts.setText(f"{title}: {progress_words(progress)}")

    def show_end(self, pack_id: str, problem: str) -> None:
        """The pack is here, or why it is not."""
        if self._best is None or pack_id != self._best.pack.id:
            return
        self._go(_Way.OFFERED if problem else _Way.HERE)
        if problem:
            self._show_facts(self._best)
        else:
            self.facts.setText("")
        self.say(problem or tr(HERE), trouble=bool(problem))

    def _show_pack(self) -> None:
        best = self._best
        for widget in (self.pack, self.facts, self.note):
            widget.setVisible(best is not None)
        if best is not None:
            self.pack.setText(tr("{title} pack").format(title=tr(best.pack.title)))
            self.note.setText(tr(best.pack.note))
            self._show_facts(best)
        self._go(_Way.OFFERED)

    def _show_facts(self, best: Fit) -> None:
        minutes = max(1, round(best.seconds_at(_LINE_BITS) / 60))
        time = ntr("about {count} minute at 50 Mbit/s", "about {count} minutes at 50 Mbit/s", minutes)
        size, speed = tr(megabytes(best.download_bytes)), answering_words(best.words_per_s)
        self.facts.setText(joined(size, time.format(count=minutes), speed, ", ".join(self._titles)))

    def _go(self, way: _Way) -> None:
        """Offer what can be done now; the focus stays among the buttons when its own goes."""
        held, self._way = any(one.hasFocus() for one in (self.get, self.pause, self.cancel)), way
        begun = way in (_Way.COMING, _Way.PAUSED)
        self.get.setText(tr("Go on") if way is _Way.PAUSED else tr("Get it"))
        self.get.setVisible(self._best is not None and way is not _Way.COMING)
        self.get.setEnabled(way is not _Way.HERE)
        self.pause.setVisible(way is _Way.COMING)
        self.cancel.setVisible(begun)
        self.bar.setVisible(begun)
        self._name_buttons()
        if held and self.isVisible() and self.entry is not None:
            self.entry.setFocus()

    def _name_buttons(self) -> None:
        pack = tr(self._best.pack.title) if self._best is not None else ""
        self.get.setAccessibleName(
            f"{self.get.text()}: {pack}"
            if self._way is _Way.PAUSED
            else tr("Get the {title} pack").format(title=pack)
        )
        for button in (self.pause, self.cancel):
            button.setAccessibleName(f"{button.text()}: {pack}")

    def _get(self) -> None:
        if self._best is None:
            return
        if self._way is not _Way.PAUSED:
            self._done.clear()
            self.bar.setValue(0)
        self._go(_Way.COMING)
        self.say(tr(GOES_ON))
        self.wanted.emit(self._best.pack.id)

    def _pause(self) -> None:
        if self._best is not None:
            self._go(_Way.PAUSED)
            self._show_facts(self._best)
            self.say(tr(PAUSED))
            self.paused.emit(self._best.pack.id)

    def _cancel(self) -> None:
        if self._best is not None:
            self._go(_Way.OFFERED)
            self._show_facts(self._best)
            self.say("")
            self.cancelled.emit(self._best.pack.id)
