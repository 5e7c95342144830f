"""Stand-ins for the devices of the tour: a recording that is spoken, and names to choose from."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

import numpy as np

from desktop.engine.audio import SAMPLE_RATE
from desktop.engine.backends.wavfile import WavMicrophone, read_wav
from desktop.engine.protocols import Samples, SoundDevice
from desktop.errors import DeviceError
from desktop.paths import assets
from desktop.wording import marked

_LONGEST_S = 30.0
_PAUSE = round(0.8 * SAMPLE_RATE)
"""In which what was said is recognised before the key comes up."""


class RecordedUser(WavMicrophone):
    """Asks the recorded question whenever it is told to, a pause after it, until its cable is pulled."""

    def __init__(self) -> None:
        question = read_wav(assets() / "demo" / "question.wav", longest_s=_LONGEST_S)
        super().__init__(np.concatenate([question, np.zeros(_PAUSE, np.float32)]))
        self._on_lost: Callable[[str], None] | None = None
        self._gone = False
        self._speaking: threading.Thread | None = None

    def open(self, on_audio: Callable[[Samples], None], on_lost: Callable[[str], None], device: str = "") -> None:
        """As a microphone does it. Raises DeviceError while the cable is out."""
        if self._gone:
            what = "microphone"
            advice = marked(
                "{again}, choose another {what} in the settings, or type instead",
                again=marked("connect it"),
                what=what,
            )
            raise DeviceError(marked("no {what} was found", what=what), advice=advice)
        self._on_lost = on_lost
        super().open(on_audio, on_lost, device)

    @property
    def speaking(self) -> bool:
        """Whether the question is being asked."""
        return self._speaking is not None and self._speaking.is_alive()

    def ask(self) -> None:
        """Ask the question, in real time, on a thread of its own; one question at a time."""
        self.hush()
        self._speaking = threading.Thread(target=self.speak, kwargs={"realtime": True}, name="recorded-user")
        self._speaking.start()

    def hush(self) -> None:
        """Wait until the question is over."""
        if self._speaking is not None:
            self._speaking.join()

    def pull(self) -> None:
        """Pull the cable."""
        self._gone = True
        if self._on_lost is not None:
            self._on_lost(self.name)


class MadeUpDevices:
    """Devices as many desks have them; none of them is real."""

    rereads = False

    def look(self) -> bool:
        """Nothing ever comes or goes."""
        return False

    def devices(self) -> Sequence[SoundDevice]:
        """The names to choose from."""
        return (
            SoundDevice("Built-in microphone", records=True, plays=False),
            SoundDevice("USB headset", records=True, plays=True),
            SoundDevice("Built-in loudspeakers", records=False, plays=True),
        )

    def look_again(self) -> None:
        """It is up to date."""

    def close(self) -> None:
        """Nothing is held."""
