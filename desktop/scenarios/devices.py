"""The sound device of a scenario: its clock moves when it is told to, in real time or as fast as Sotto keeps up."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from desktop.benchmarks.device import BLOCK, SampleClockDevice
from desktop.benchmarks.device_faces import DeviceMicrophone
from desktop.benchmarks.room import Echo
from desktop.engine.audio import SAMPLE_RATE
from desktop.engine.protocols import Samples
from desktop.errors import DeviceError
from desktop.scenarios.form import Room
from desktop.scenarios.sounds import SPEECH_DBFS
from desktop.wording import marked

BLOCK_S = BLOCK / SAMPLE_RATE
_LOOP = 10 * SAMPLE_RATE
"""Samples after which the noise of a room begins anew."""
_CATCH_UP_S = 5.0
"""How long a clock that runs ahead waits for Sotto at most; then it goes on as time does."""

CatchUp = Callable[[Callable[[], object]], None]


class ScenarioMicrophone(DeviceMicrophone):
    """A microphone that can be unplugged."""

    name = "scenario"
    _lost: Callable[[str], None] | None = None
    _gone = False

    def open(self, on_audio: Callable[[Samples], None], on_lost: Callable[[str], None], device: str = "") -> None:
        """Deliver blocks from now on. Raises DeviceError while it is unplugged."""
        if self._gone:
            raise DeviceError(marked("there is no microphone"), advice=marked("unmute it, or choose another one"))
        self._lost = on_lost
        super().open(on_audio, on_lost, device)

    def alive(self) -> bool:
        """Whether it is plugged in."""
        return not self._gone

    def unplug(self) -> None:
        """Be gone."""
        self._gone = True
        self.close()
        if self._lost is not None:
            self._lost("")

    def plug_in(self) -> None:
        """Be there again; Sotto finds it by itself."""
        self._gone = False


class Clock(SampleClockDevice):
    """Moves block by block on the thread that calls `step`. In real time it waits for each block's moment.

    Otherwise it waits until Sotto has heard and recognised what was recorded, and goes no faster than time while
    Sotto thinks or owes the next sound, so that what Sotto computes takes as long in the scenario as it does for a
    user. `is_busy` tells of that.
    """

    def __init__(self, *, realtime: bool, is_busy: Callable[[], bool]) -> None:
        super().__init__()
        self.microphone: ScenarioMicrophone = ScenarioMicrophone(self)
        self.realtime, self._is_busy = realtime, is_busy
        self.catch_up: CatchUp | None = None
        """Asks the engine, once it runs, to hear what was recorded."""
        self._due = 0.0

    def step(self) -> None:
        """Record and play one block, when its moment has come."""
        begun = time.monotonic()
        if self.realtime:
            self._due = max(self._due + BLOCK_S, begun - 10 * BLOCK_S)
            time.sleep(max(0.0, self._due - begun))
            super().step()
            return
        super().step()
        if self.catch_up is not None:
            done = threading.Event()
            self.catch_up(done.set)
            done.wait(_CATCH_UP_S)
        if self._is_busy():
            time.sleep(max(0.0, BLOCK_S - (time.monotonic() - begun)))

    @property
    def is_dry(self) -> bool:
        """Whether everything that was handed over has been played."""
        return self.handed <= self.played

    def set_room(self, room: Room) -> None:
        """Be in another room from the next block on."""
        self.air = Air(room)


class Air:
    """What the microphone picks up in a room besides the user: noise, and what is played."""

    def __init__(self, room: Room) -> None:
        noise = np.random.default_rng(1).standard_normal(_LOOP)
        if room.noise == "pink":
            noise = _pink(noise)
        level = 10 ** ((SPEECH_DBFS - room.snr_db) / 20) / float(np.sqrt(np.mean(np.square(noise))))
        self._noise, self._at = (noise * level).astype(np.float32), 0
        self._echo = Echo(room.echo_db) if room.echo_db is not None else None

    def __call__(self, played: Samples) -> Samples:
        """Take the block that is played and return what is heard meanwhile."""
        heard = self._noise[self._at : self._at + BLOCK]
        self._at = (self._at + BLOCK) % _LOOP
        return heard + self._echo(played) if self._echo is not None else heard


def _pink(white: NDArray[np.float64]) -> NDArray[np.float64]:
    """The same noise with as much power in each octave, as rooms have it, from 50 Hz on."""
    spectrum = np.fft.rfft(white)
    hertz = np.fft.rfftfreq(len(white), 1 / SAMPLE_RATE)
    return np.fft.irfft(spectrum / np.sqrt(np.maximum(hertz, 50)), len(white))
