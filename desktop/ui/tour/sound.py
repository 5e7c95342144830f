"""Stand-ins for the devices of the tour: a recording that is spoken, and names to choose from."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

from desktop.engine.backends.wavfile import WavMicrophone
from desktop.engine.protocols import Samples, SoundDevice
from desktop.errors import DeviceError
from desktop.paths import assets
from desktop.wording import marked


class RecordedUser(WavMicrophone):
    """Asks the recorded question whenever it is told to, until its cable is pulled."""

    def __init__(self) -> None:
        super().__init__(assets() / "demo" / "question.wav")
        self._on_lost: Callable[[str], None] | None = None
        self._gone = False
        self._speaking: threading.Thread | None = None

    def open(self, on_audio: Callable[[Samples], None], on_lost: Callable[[str], None], device: str = "") -> None:
        """As a microphone does it. Raises DeviceError while the cable is out."""
        if self._gone:
            raise DeviceError(
                marked("the microphone is gone"), advice=marked("plug it in again; Sotto takes it up by itself")
            )
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
