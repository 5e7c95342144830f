"""First start: the microphone, chosen from a list, with its level moving."""

from __future__ import annotations

from PySide6.QtCore import QTimer

from desktop.events import DeviceChanged, EngineEvent, LevelMeasured, StageFailed
from desktop.terms import Stage, State
from desktop.ui.first.device_list import DeviceList
from desktop.ui.first.step import Step
from desktop.ui.key.level_meter import LevelMeter
from desktop.ui.look.theme import Theme
from desktop.ui.trouble.banner import sentence
from desktop.wording import marked, tr

HEARD = 0.04
"""Peak of a voice, 0 to 1; the noise of a room stays below."""
_HEARD_BLOCKS, _ZERO_BLOCKS = 4, 30
"""Blocks of 50 ms that make a voice, and a microphone that gives nothing."""
_PATIENCE_MS = 2500
"""Without a single block for so long there is no microphone."""

ABOUT = marked("Only what you say while you hold a key is understood, unless you switch hands-free on.")
SPEAK = marked("Say a few words: the bars move with your voice.")
HEARS = marked("Sotto hears you.")
ZEROS = marked(
    "This microphone gives no sound at all. Switch it on or unmute it, let Sotto use it in the system's privacy "
    "settings, or choose another one."
)
NONE = marked(
    "No microphone is heard. Plug one in, choose another one, or let Sotto use it in the system's privacy settings. "
    "Without one you can type."
)
LOADING = marked("One moment: the models are being loaded.")


class MicrophoneStep(Step):
    """Says whether the chosen microphone hears anything."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(tr("Your microphone"), tr(ABOUT))
        self.devices = DeviceList(tr("Microphone"))
        self.devices.chosen.connect(lambda _name: self._begin())
        self.meter = LevelMeter(theme, gap=2, quick=True)
        self.meter.setFixedHeight(72)
        self.meter.show_state(State.IDLE)
        self._loud = self._zeros = 0
        self._silence = QTimer(self, singleShot=True, interval=_PATIENCE_MS)
        self._silence.timeout.connect(lambda: self.say(tr(NONE), trouble=True))
        for widget in (self.devices, self.meter, self.said):
            self.column.addWidget(widget)
        self.column.addStretch()
        self.say(tr(LOADING))

    @property
    def entry(self) -> DeviceList:
        """The list of microphones."""
        return self.devices

    def enter(self) -> None:
        """Wait for sound."""
        if self.ready:
            self._begin()

    def leave(self) -> None:
        """Wait no longer."""
        self._silence.stop()

    def consume(self, event: EngineEvent) -> None:
        """Follow the level, and say what is wrong with the device."""
        match event:
            case LevelMeasured(peak=peak):
                self._hear(peak)
            case StageFailed(stage=Stage.MICROPHONE):
                self._silence.stop()
                self.say(f"{sentence(tr(event.message))} {sentence(tr(event.advice))}", trouble=True)
            case DeviceChanged(stage=Stage.MICROPHONE):
                self._begin()
            case _:
                pass

    def _begin(self) -> None:
        self._loud = self._zeros = 0
        self.say(tr(SPEAK))
        if self.isVisible():
            self._silence.start()

    def _hear(self, peak: float) -> None:
        if not self.isVisible():
            return
        self._silence.start()
        self.meter.measure(peak)
        self._zeros = 0 if peak > 0 else self._zeros + 1
        self._loud += peak >= HEARD
        if self._zeros >= _ZERO_BLOCKS:
            self._loud = 0
            self.say(tr(ZEROS), trouble=True)
        elif self._loud >= _HEARD_BLOCKS:
            self.say(tr(HEARS))
        elif peak > 0:
            self.say(tr(SPEAK))
