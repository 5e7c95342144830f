"""The sound devices PortAudio knows, and which of them to use."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, TypeVar

from desktop import log
from desktop.engine.protocols import SoundDevice
from desktop.errors import DeviceError
from desktop.wording import marked

Direction = Literal["input", "output"]
Stream = TypeVar("Stream")

_NAMES: dict[Direction, str] = {"input": marked("microphone"), "output": marked("loudspeaker")}
HANGING = "sound library"
"""Name of the threads that start and end streams; one that stays has met a device that is gone."""
_SOUND_SERVERS = ("pulse", "pipewire", "default")
"""ALSA devices that lead to the sound server, so that other programs can be heard too."""
_SERVED_RATE = 48_000
"""Most hardware runs at it; a sound server claims any rate and resamples, less well than we do."""


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
    """PortAudio's list of devices, for the one thread that opens and closes them.

    PortAudio reads its list when it starts, and can be started again only when no stream is left. On Linux it may
    not even then: an ALSA device that was pulled out leaves streams that hang, and then it aborts the process. So
    there the list stays what it was when Sotto started; with a sound server `SoundServer` is used instead.
    """

    rereads = not sys.platform.startswith("linux")

    def look(self) -> bool:
        """Nothing to note: nobody tells of devices that come and go."""
        return False

    def devices(self) -> Sequence[SoundDevice]:
        """Those there were at the last look. Raises DeviceError."""
        return [SoundDevice(found.full_name, found.inputs > 0, found.outputs > 0) for found in list_devices()]

    def look_again(self) -> None:
        """Bring the list up to date. No device may be open meanwhile. Raises DeviceError."""
        if not self.rereads or any(thread.name == HANGING for thread in threading.enumerate()):
            # PortAudio would abort the process
            raise DeviceError(
                marked("new devices are not seen"), advice=marked("connect the device, then start Sotto again")
            )
        list_devices(refresh=True)

    def close(self) -> None:
        """Nothing to let go."""


def portaudio() -> Any:
    """The `sounddevice` module. Raises DeviceError when the PortAudio library is missing."""
    try:
        import sounddevice  # loads the native library, which may be absent
    except OSError as error:
        advice = marked("install it (Debian, Ubuntu: `apt install libportaudio2`), or type instead")
        raise DeviceError(marked("the sound library PortAudio is missing"), advice=advice) from error
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
        raise DeviceError(
            marked("the sound system does not answer: {error}", error=error), advice=marked("restart it")
        ) from error


def served(device: DeviceInfo) -> bool:
    """Whether a device leads to the sound server."""
    return sys.platform.startswith("linux") and device.name in _SOUND_SERVERS


def choose_served(direction: Direction) -> list[DeviceInfo]:
    """Devices to try in turn that lead to the sound server. Raises DeviceError."""
    found = [device for device in choose("", direction) if served(device)]
    return [replace(device, rate=_SERVED_RATE) for device in found] + found


def choose(name: str, direction: Direction) -> list[DeviceInfo]:
    """Devices to try in turn: those called `name`; all, best first, if it is empty. Raises DeviceError."""
    devices = [device for device in list_devices() if _channels(device, direction)]
    if name:
        found = [device for device in devices if name in (device.name, device.full_name)]
    else:
        found = sorted(devices, key=lambda device: _rank(device, direction))
    if not found:
        what = _NAMES[direction]
        message = (
            marked("the {what} {name!r} is not connected", what=what, name=name)
            if name
            else marked("no {what} was found", what=what)
        )
        again = (
            marked("connect it and start Sotto again") if sys.platform.startswith("linux") else marked("connect it")
        )
        raise DeviceError(
            message,
            advice=marked("{again}, choose another {what} in the settings, or type instead", again=again, what=what),
        )
    return found


def open_first(
    devices: Sequence[DeviceInfo], direction: Direction, start: Callable[[DeviceInfo, int], Stream]
) -> Stream:
    """Start a stream on the first device that takes one, with one channel or else two. Raises DeviceError."""
    sound = portaudio()
    reason = ""
    for device in devices:
        for channels in range(1, min(2, _channels(device, direction)) + 1):
            try:
                return start(device, channels)
            except sound.PortAudioError as error:
                reason = f"{device.name}: {error}"
                log.audio.debug("cannot open %s with %d channels: %s", device.name, channels, error)
    what = _NAMES[direction]
    advice = marked("close other programs that use it, or choose another {what} in the settings", what=what)
    raise DeviceError(marked("the {what} cannot be opened ({reason})", what=what, reason=reason), advice=advice)


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
    if served(device):
        return _SOUND_SERVERS.index(device.name)
    default = device.default_input if direction == "input" else device.default_output
    return len(_SOUND_SERVERS) + (not default)
