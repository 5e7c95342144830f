"""The sample-clock device as a Pipecat transport: what its local transport does with PyAudio, on our clock."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from pipecat.frames.frames import CancelFrame, EndFrame, InputAudioRawFrame, OutputAudioRawFrame, StartFrame
from pipecat.transports.base_input import BaseInputTransport
from pipecat.transports.base_output import BaseOutputTransport
from pipecat.transports.base_transport import TransportParams

from desktop.benchmarks.device import BLOCK, SampleClockDevice
from desktop.benchmarks.turns import TURN_LIMIT_S
from desktop.engine.audio import SAMPLE_RATE
from desktop.engine.protocols import Samples

_AHEAD = 2 * BLOCK
"""Samples that may be queued before a write waits, as a sound device's own buffer allows."""

_FULL_SCALE = 32767


def transport_parameters() -> TransportParams:
    """Sound in and out at the device's rate, everything else as Pipecat has it."""
    return TransportParams(
        audio_in_enabled=True,
        audio_out_enabled=True,
        audio_in_sample_rate=SAMPLE_RATE,
        audio_out_sample_rate=SAMPLE_RATE,
    )


class DeviceInput(BaseInputTransport):
    """Gives the device's blocks to the pipeline while `listening`."""

    def __init__(self, device: SampleClockDevice) -> None:
        super().__init__(transport_parameters())
        self._device = device
        self._pipeline_loop: asyncio.AbstractEventLoop | None = None

    async def start(self, frame: StartFrame) -> None:
        """Be ready for blocks."""
        await super().start(frame)
        self._pipeline_loop = asyncio.get_running_loop()
        await self.set_transport_ready(frame)

    def listen(self) -> None:
        """Take every block from now on. Any thread."""
        self._device.listen(self._on_block)

    def stop_listening(self) -> None:
        """Take no more. Any thread."""
        self._device.listen(None)

    def _on_block(self, block: Samples) -> None:
        """Hand a block over from the clock's thread, as 16-bit samples."""
        sound = (np.clip(block, -1.0, 1.0) * _FULL_SCALE).astype(np.int16).tobytes()
        frame = InputAudioRawFrame(audio=sound, sample_rate=SAMPLE_RATE, num_channels=1)
        if self._pipeline_loop is not None:
            asyncio.run_coroutine_threadsafe(self.push_audio_frame(frame), self._pipeline_loop)


class DeviceOutput(BaseOutputTransport):
    """Plays what the pipeline says; a write waits while the device has enough, as one to a sound card does."""

    def __init__(self, device: SampleClockDevice) -> None:
        super().__init__(transport_parameters())
        self._device = device
        self.muted = True
        """Whether what is written is dropped: the device belongs to another arm."""
        self._writer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="pipecat output")

    async def start(self, frame: StartFrame) -> None:
        """Be ready to play."""
        await super().start(frame)
        await self.set_transport_ready(frame)

    async def write_audio_frame(self, frame: OutputAudioRawFrame) -> bool:
        """Queue 16-bit samples; returns once there is room for more."""
        await asyncio.get_running_loop().run_in_executor(self._writer, self._write, frame.audio)
        return True

    async def stop(self, frame: EndFrame) -> None:
        """Play no more."""
        await super().stop(frame)
        self._writer.shutdown(wait=False)

    async def cancel(self, frame: CancelFrame) -> None:
        """Play no more, at once."""
        await super().cancel(frame)
        self._writer.shutdown(wait=False)

    def _write(self, sound: bytes) -> None:
        if self.muted:
            return
        samples = np.frombuffer(sound, np.int16).astype(np.float32) / np.float32(_FULL_SCALE + 1)
        self._device.speaker.play(samples, lambda: False)
        surplus = self._device.handed - self._device.played - _AHEAD
        if surplus > 0:
            self._device.wait_until(self._device.position + surplus, TURN_LIMIT_S)
