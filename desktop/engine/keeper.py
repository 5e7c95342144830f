"""The device thread: opens microphone and loudspeaker, notices when one dies, and mends it."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from desktop import events, log
from desktop.engine.protocols import Microphone, Samples, SoundDevice, SoundSystem, Speaker
from desktop.engine.reporting import Reporter
from desktop.engine.tended import DEFAULT, GIVE_UP, Tended
from desktop.errors import DeviceError
from desktop.terms import Stage
from desktop.wording import marked

TICK_S = 0.1
_STALL_S = 0.5
"""After a tick so late the whole process had stalled, and missing blocks say nothing of the device."""
_LOOK_S = 10.0
"""While a device is missing the list is read again this often, in case its coming back went unnoticed."""
_LIST_DEADLINE_S = 5.0


@dataclass(frozen=True, slots=True)
class Choose:
    """Go over to these devices."""

    names: dict[Stage, str]


@dataclass(frozen=True, slots=True)
class Renew:
    """Open the microphone anew: it is missing, or gives nothing but zeros."""


@dataclass(frozen=True, slots=True)
class Look:
    """Something happened to a device: see to it now."""


@dataclass(frozen=True, slots=True)
class List:
    """Find out which devices there are."""

    found: list[SoundDevice] = field(default_factory=list)
    failure: list[DeviceError] = field(default_factory=list)
    done: threading.Event = field(default_factory=threading.Event)


@dataclass(frozen=True, slots=True)
class Stop:
    """Close the microphone and end."""


Command = Choose | Renew | Look | List | Stop


class DeviceKeeper:
    """Keeps the devices working. `run` is the device thread, the only one that opens and closes devices.

    A device that died is opened again; if that cannot be, the default one is, and the wanted one again as soon as
    it can be. Where the list of devices is read only while no stream is open, reading it again waits until the
    other device is not in use. All of it is one state, of one thread: what is wanted, open, lost and due.
    """

    def __init__(
        self,
        microphone: Microphone | None,
        speaker: Speaker | None,
        sound: SoundSystem | None,
        reporter: Reporter,
        *,
        wanted: dict[Stage, str],
        on_audio: Callable[[Samples], None],
        on_deaf: Callable[[], None],
        in_use: Callable[[Stage], bool],
    ) -> None:
        self._sound = sound
        self._reporter = reporter
        self._on_deaf = on_deaf
        self._in_use = in_use
        self._parts: dict[Stage, Tended] = {}
        self._next_look = 0.0
        self._last_tick = reporter.clock.monotonic()
        self.inbox: queue.SimpleQueue[Command] = queue.SimpleQueue()
        if speaker is not None:
            self._add(speaker, Stage.SPEAKER, speaker.open, wanted)
        if microphone is not None:
            ears = microphone
            self._add(microphone, Stage.MICROPHONE, lambda lost, name: ears.open(on_audio, lost, name), wanted)

    def _add(
        self,
        part: Microphone | Speaker,
        stage: Stage,
        start: Callable[[Callable[[str], None], str], None],
        wanted: dict[Stage, str],
    ) -> None:
        self._parts[stage] = Tended(part, stage, start, wanted.get(stage, DEFAULT), lambda: self.inbox.put(Look()))

    def works(self, stage: Stage) -> bool:
        """Whether the device of a stage is open. Any thread."""
        return stage in self._parts and self._parts[stage].works

    def promising(self, stage: Stage) -> bool:
        """Whether it is open, or likely to be again in a moment. Any thread."""
        return stage in self._parts and not self._parts[stage].hopeless

    @property
    def lost(self) -> bool:
        """Whether a device that worked is gone, and none is in its place. Any thread."""
        return any(device.worked and not device.works for device in self._parts.values())

    def open(self) -> None:
        """Open both devices; call before the thread starts. What is missing is reported."""
        for device in self._parts.values():
            self._mend(device, self._reporter.clock.monotonic())
            if not device.works:
                device.give_up()

    def devices(self) -> Sequence[SoundDevice]:
        """The devices there are. Any thread; waits for the device thread. Raises DeviceError."""
        request = List()
        self.inbox.put(request)
        if not request.done.wait(_LIST_DEADLINE_S):
            raise DeviceError(marked("the sound system does not answer"), advice=marked("restart it"))
        if request.failure:
            raise request.failure[0]
        return request.found

    def run(self) -> None:
        """Obey commands and look after the devices until Stop; then close the microphone."""
        while True:
            try:
                command: Command = self.inbox.get(timeout=TICK_S)
            except queue.Empty:
                command = Look()
            if isinstance(command, Stop):
                if Stage.MICROPHONE in self._parts:
                    self._parts[Stage.MICROPHONE].close()
                if self._sound is not None:
                    self._sound.close()
                return
            self.step(command)

    def step(self, command: Choose | Renew | Look | List) -> None:
        """Obey a command, then look after each device."""
        come_or_gone = self._sound is not None and self._sound.look()
        if come_or_gone:
            self._next_look = 0.0
        self._obey(command)
        now = self._reporter.clock.monotonic()
        stalled, self._last_tick = now - self._last_tick > _STALL_S, now
        for device in self._parts.values():
            if come_or_gone:
                device.next_try = 0.0
            self._tend(device, now, stalled=stalled)

    def _obey(self, command: Choose | Renew | Look | List) -> None:
        match command:
            case Choose(names=names):
                for stage, name in names.items():
                    if stage in self._parts:
                        self._choose(self._parts[stage], name)
            case Renew():
                if Stage.MICROPHONE in self._parts:
                    self._renew(self._parts[Stage.MICROPHONE])
            case List():
                self._list(command)
            case Look():
                pass

    def _tend(self, device: Tended, now: float, *, stalled: bool) -> None:
        try:
            if (not stalled or device.reason) and device.is_lost():
                self._lose(device)
            if now >= device.next_try:
                self._try(device, now)
            if device.works and device.device_name != device.told_name:
                self._tell_place(device)
        except Exception as error:  # noqa: BLE001 - the thread's boundary: reported and logged with its traceback
            device.postpone(now)
            self._reporter.failure(0, device.stage, error)

    def _try(self, device: Tended, now: float) -> None:
        if not device.works:
            self._mend(device, now)
        elif device.elsewhere and not self._in_use(device.stage):
            self._go_back(device, now)

    def _lose(self, device: Tended) -> None:
        reason = device.reason or marked("the {what} {name} was lost", what=device.what, name=device.device_name)
        device.on, device.known, device.failures, device.next_try = None, None, 0, 0.0
        self._reporter.failure(0, device.stage, DeviceError(reason, advice=marked("Sotto looks for another way")))

    def _mend(self, device: Tended, now: float) -> None:
        """Open the wanted device, or else the default one."""
        error = device.open(device.wanted, DEFAULT)
        if error is not None and self._look_again(now, device):
            error = device.open(device.wanted, DEFAULT)
        if error is None:
            self._tell(device)
            return
        first = not device.failures
        device.postpone(now)
        if first:
            device.known = None
            self._reporter.failure(0, device.stage, error)
            if device.stage is Stage.MICROPHONE:
                self._on_deaf()

    def _go_back(self, device: Tended, now: float) -> None:
        """Try the wanted device again while another one works. The sound server may have gone back to it already."""
        told, error = device.told_name, device.open(device.wanted)
        if error is not None and self._look_again(now, device):
            error = device.open(device.wanted)
        if error is None and device.told_name == told:
            device.known = device.on
        elif error is None:
            self._tell(device)
        else:
            device.postpone(now)

    def _look_again(self, now: float, device: Tended) -> bool:
        """Read the list again if that may help and disturbs nobody; returns whether it was read."""
        others = [other for other in self._parts.values() if other is not device and other.works]
        if self._sound is None or not self._sound.rereads or any(self._in_use(other.stage) for other in others):
            return False
        if device.failures >= GIVE_UP and now < self._next_look:
            return False
        self._next_look = now + _LOOK_S
        try:
            self._read_list(self._sound)
        except DeviceError as error:
            log.audio.debug("the list of devices cannot be read: %s", error)
            return False
        return True

    def _read_list(self, sound: SoundSystem) -> None:
        """Close all devices, read the list, open those again that were open."""
        before = {device.stage: device.on for device in self._parts.values() if device.on is not None}
        for device in self._parts.values():
            device.close()
        try:
            sound.look_again()
        finally:
            for stage, name in before.items():
                self._parts[stage].open(name, self._parts[stage].wanted, DEFAULT)

    def _tell(self, device: Tended) -> None:
        """Say on what the device is now, unless the user takes it to be on that."""
        known, device.known = device.known, device.on
        if known == device.on:
            return
        if device.elsewhere:
            self._say(device, device.says_meanwhile, marked("Sotto goes back to it when it is connected again"))
        else:
            self._say(device, device.says_again if known is None else device.says_now)

    def _tell_place(self, device: Tended) -> None:
        """The sound system took it to another device, as when the default changes."""
        device.told_name = device.device_name
        self._say(device, device.says_now)

    def _say(self, device: Tended, message: str, detail: str = "") -> None:
        head, stage = self._reporter.head(), device.stage
        self._reporter.emit(events.DeviceChanged(**head, stage=stage, message=message, detail=detail))

    def _choose(self, device: Tended, name: str) -> None:
        if name == device.wanted and device.on == name:
            return
        device.wanted = name
        error = device.open(name)
        if error is None:
            self._tell(device)
        else:
            device.postpone(self._reporter.clock.monotonic())
            self._reporter.failure(0, device.stage, error)

    def _renew(self, device: Tended) -> None:
        name = device.on
        if name is None:
            device.next_try = 0.0
            return
        device.close()
        device.open(name)

    def _list(self, request: List) -> None:
        try:
            if self._sound is not None:
                if self._sound.rereads and not any(self._in_use(device.stage) for device in self._parts.values()):
                    self._read_list(self._sound)
                request.found.extend(self._sound.devices())
        except DeviceError as error:
            request.failure.append(error)
        request.done.set()
