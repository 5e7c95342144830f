"""The sample-clock device as the engine sees it: a microphone and a loudspeaker."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from desktop.engine.audio import SAMPLE_RATE
from desktop.engine.protocols import Samples, StaleCheck

if TYPE_CHECKING:
    from desktop.benchmarks.device import SampleClockDevice


class DeviceMicrophone:
    """The device's input, as the engine wants it."""

    name = "sample clock"
    latency_s = 0.0
    """A block is delivered the moment its last sample is recorded."""

    def __init__(self, device: SampleClockDevice) -> None:
        self._device = device
        self.on_audio: Callable[[Samples], None] | None = None
        """Where the engine takes its blocks, once it opened the microphone."""

    def open(self, on_audio: Callable[[Samples], None], on_lost: Callable[[str], None], device: str = "") -> None:  # noqa: ARG002  never lost
        """Deliver blocks from now on."""
        self.on_audio = on_audio
        self._device.listen(on_audio)

    def alive(self) -> bool:
        """Always: the clock runs."""
        return True

    def close(self) -> None:
        """Deliver no more."""
        self._device.listen(None)


class DeviceSpeaker:
    """The device's output, as the engine wants it."""

    name = "sample clock"
    sample_rate = SAMPLE_RATE

    def __init__(self, device: SampleClockDevice) -> None:
        self._device = device

    def open(self, on_lost: Callable[[str], None], device: str = "") -> None:
        """Nothing to do: the clock always plays."""

    def alive(self) -> bool:
        """Always: the clock runs."""
        return True

    def play(self, samples: Samples, stale: StaleCheck) -> None:
        """Queue samples at 16 kHz; waits while 20 s are queued. Raises Cancelled."""
        self._device.enqueue(samples, stale)

    def flush(self) -> None:
        """Drop what is queued."""
        self._device.drop_queued()

    def tap(self, on_played: Callable[[Samples], None]) -> None:
        """Give every block that is played to `on_played`."""
        self._device.tap = on_played

    def hold(self) -> None:
        """Fall silent and keep what is queued."""
        self._device.hold()

    def resume(self, position: int) -> None:
        """Go on after `hold`."""
        self._device.resume(position)

    @property
    def latency_s(self) -> float:
        """A block is played when it is due."""
        return 0.0

    @property
    def queued(self) -> int:
        """Samples handed over, less those dropped."""
        return self._device.handed

    @property
    def played(self) -> int:
        """Samples of those that were played."""
        return self._device.played

    def close(self) -> None:
        """Nothing to do: the clock goes on."""
