"""The sound devices PortAudio knows, and which of them to use."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeVar

from desktop import log
from desktop.engine.protocols import SoundDevice
from desktop.errors import DeviceError

Direction = Literal["input", "output"]
Stream = TypeVar("Stream")

_NAMES: dict[Direction, str] = {"input": "microphone", "output": "loudspeaker"}
STARTING = "starting a stream"
"""Name of the threads that start streams; one that stays has met a device that went at that very moment."""
_SOUND_SERVERS = ("pulse", "pipewire", "default")
"""ALSA devices that lead to the sound server, so that other programs can be heard too."""


@dataclass(frozen=True, slots=True)
class DeviceInfo:
    """One sound device."""

    index: int
    """Its place in PortAudio's list; changes when devices come and go, so never stored."""
    name: str
    host: str
    """The sound system it was found through, such as ALSA."""
    inputs: int
    """Channels it can record."""
    outputs: int
    """Channels it can play."""
    rate: int
    """Its own rate in Hz."""
    default_input: bool
    default_output: bool

    @property
    def full_name(self) -> str:
        """Host and name, as in `ALSA: pulse`."""
        return f"{self.host}: {self.name}"


class PortAudioSystem:
    """PortAudio's list of devices, for the one thread that opens and closes them."""

    def __init__(self) -> None:
        self._cards = _sound_cards()

    def devices(self) -> Sequence[SoundDevice]:
        """Those there were at the last look. Raises DeviceError."""
        return [SoundDevice(found.full_name, found.inputs > 0, found.outputs > 0) for found in list_devices()]

    def changed(self) -> bool:
        """Whether a sound card came or went since the last look; known on Linux only."""
        return _sound_cards() != self._cards

    def look_again(self) -> None:
        """Bring the list up to date. No device may be open meanwhile. Raises DeviceError."""
        if any(thread.name == STARTING for thread in threading.enumerate()):
            # PortAudio would abort the process
            raise DeviceError("a device hangs in the sound library", advice="start Sotto again")
        self._cards = _sound_cards()
        list_devices(refresh=True)


def _sound_cards() -> str:
    cards = Path("/proc/asound/cards")
    return cards.read_text("utf-8", errors="replace") if cards.exists() else ""


def portaudio() -> Any:
    """The `sounddevice` module. Raises DeviceError when the PortAudio library is missing."""
    try:
        import sounddevice  # loads the native library, which may be absent
    except OSError as error:
        advice = "install it (Debian, Ubuntu: `apt install libportaudio2`), or type instead"
        raise DeviceError("the sound library PortAudio is missing", advice=advice) from error
    return sounddevice


def list_devices(*, refresh: bool = False) -> list[DeviceInfo]:
    """Every sound device. `refresh` looks again, which ends all open streams. Raises DeviceError."""
    sound = portaudio()
    try:
        if refresh:  # the list is frozen when the library starts
            sound._terminate()
            sound._initialize()
        hosts = sound.query_hostapis()
        return [_describe(index, entry, hosts) for index, entry in enumerate(sound.query_devices())]
    except sound.PortAudioError as error:
        raise DeviceError(f"the sound system does not answer: {error}", advice="restart it") from error


def choose(name: str, direction: Direction) -> list[DeviceInfo]:
    """Devices to try in turn: those called `name`; all, best first, if it is empty. Raises DeviceError."""
    devices = [device for device in list_devices() if _channels(device, direction)]
    if name:
        found = [device for device in devices if name in (device.name, device.full_name)]
    else:
        found = sorted(devices, key=lambda device: _rank(device, direction))
    if not found:
        what = _NAMES[direction]
        message = f"the {what} {name!r} is not connected" if name else f"no {what} was found"
        raise DeviceError(message, advice=f"connect it, choose another {what} in the settings, or type instead")
    return found


def open_first(name: str, direction: Direction, start: Callable[[DeviceInfo, int], Stream]) -> Stream:
    """Start a stream on the first device that takes one, with one channel or else two. Raises DeviceError."""
    sound = portaudio()
    reason = ""
    for device in choose(name, direction):
        for channels in range(1, min(2, _channels(device, direction)) + 1):
            try:
                return start(device, channels)
            except sound.PortAudioError as error:
                reason = f"{device.name}: {error}"
                log.audio.debug("cannot open %s with %d channels: %s", device.name, channels, error)
    what = _NAMES[direction]
    advice = f"close other programs that use it, or choose another {what} in the settings"
    raise DeviceError(f"the {what} cannot be opened ({reason})", advice=advice)


def _describe(index: int, entry: Any, hosts: Any) -> DeviceInfo:
    host = hosts[entry["hostapi"]]
    return DeviceInfo(
        index=index,
        name=entry["name"],
        host=host["name"],
        inputs=entry["max_input_channels"],
        outputs=entry["max_output_channels"],
        rate=int(entry["default_samplerate"]),
        default_input=host["default_input_device"] == index,
        default_output=host["default_output_device"] == index,
    )


def _channels(device: DeviceInfo, direction: Direction) -> int:
    return device.inputs if direction == "input" else device.outputs


def _rank(device: DeviceInfo, direction: Direction) -> int:
    if sys.platform.startswith("linux") and device.name in _SOUND_SERVERS:
        return _SOUND_SERVERS.index(device.name)
    default = device.default_input if direction == "input" else device.default_output
    return len(_SOUND_SERVERS) + (not default)
