"""First start: the loudspeaker, tested by ear."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton

from desktop.events import DeviceChanged, EngineEvent, StageFailed
from desktop.terms import Stage
from desktop.ui.first.device_list import DeviceList
from desktop.ui.first.step import Step
from desktop.ui.look.flow import Flow
from desktop.ui.trouble.banner import sentence
from desktop.wording import marked, tr

NOT_HEARD = marked(
    "Turn the volume up, see whether the sound is muted or headphones are plugged in, or choose another "
    "loudspeaker; then play it again. Without one, Sotto's answers can be read."
)
NONE = marked("No loudspeaker was found. Plug one in and play the sound. Without one, Sotto's answers can be read.")


class SpeakerStep(Step):
    """Plays a sound and asks whether it was heard."""

    played = Signal()
    """The sound is wanted."""

    def __init__(self) -> None:
        super().__init__(tr("Your loudspeaker"), tr("Play the sound, and say whether you hear it."))
        self.devices = DeviceList(tr("Loudspeaker"))
        self.play, self.heard = QPushButton(tr("Play the sound")), QPushButton(tr("I hear it"))
        self.not_heard = QPushButton(tr("I hear nothing"))
        self.play.clicked.connect(self._play)
        self.heard.clicked.connect(self._hear)
        self.not_heard.clicked.connect(lambda: self.say(tr(NOT_HEARD), trouble=True))
        self.devices.chosen.connect(lambda _name: self.say(""))
        self.column.addWidget(self.devices)
        self.column.addWidget(self.play, 0, Qt.AlignmentFlag.AlignLeft)
        self.column.addLayout(Flow(self.heard, self.not_heard))
        self.column.addWidget(self.said)
        self.column.addStretch()
        for button in (self.play, self.heard, self.not_heard):
            button.setEnabled(False)

    @property
    def entry(self) -> QPushButton:
        """What plays the sound."""
        return self.play

    @property
    def buttons(self) -> tuple[QPushButton, ...]:
        """Play, heard, not heard."""
        return self.play, self.heard, self.not_heard

    def enter(self) -> None:
        """Offer to play, once there is something that can."""
        self.play.setEnabled(self.ready)

    def offer(self, names: list[str], current: str) -> None:
        """List the loudspeakers; say so where there is none."""
        self.devices.offer(names, current)
        if not names and not self.said.text():
            self.say(tr(NONE), trouble=True)

    def consume(self, event: EngineEvent) -> None:
        """Say what is wrong with the device."""
        if isinstance(event, StageFailed) and event.stage is Stage.SPEAKER:
            self.say(f"{sentence(tr(event.message))} {sentence(tr(event.advice))}", trouble=True)
        elif isinstance(event, DeviceChanged) and event.stage is Stage.SPEAKER:
            self.say("")

    def _play(self) -> None:
        self.say("")
        self.heard.setEnabled(True)
        self.not_heard.setEnabled(True)
        self.heard.setFocus()
        self.played.emit()

    def _hear(self) -> None:
        self.say("")
        self.passed.emit()
