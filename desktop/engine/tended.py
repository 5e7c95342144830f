"""A microphone or loudspeaker under care: which device it is on, which one is wanted, when to try again."""

from __future__ import annotations

from collections.abc import Callable

from desktop.engine.protocols import Microphone, Speaker
from desktop.errors import DeviceError
from desktop.terms import Stage
from desktop.wording import marked

GIVE_UP = 4
"""Failed attempts after which nobody waits for the device any more; some two seconds."""
_FIRST_PAUSE_S = 0.25
_LONGEST_PAUSE_S = 2.0
DEFAULT = ""

Start = Callable[[Callable[[str], None], str], None]
"""Opens the part, given whom to tell of a loss and the device's name."""


class Tended:
    """One part and its state. The device thread owns it; any thread may ask `works` and `hopeless`."""

    def __init__(
        self, part: Microphone | Speaker, stage: Stage, start: Start, wanted: str, on_lost: Callable[[], None]
    ) -> None:
        self._part = part
        self._start = start
        self._on_lost = on_lost
        self._generation = 0
        self.stage = stage
        self.what = marked("microphone") if stage is Stage.MICROPHONE else marked("loudspeaker")
        self.wanted = wanted
        """Name of the device the user chose; empty for the default."""
        self.on: str | None = None
        """Name under which it was opened; None when it is not open."""
        self.known: str | None = wanted
        """What the user takes it to be on; None when it is known to be lost."""
        self.told_name = ""
        """Name of the device that the user takes it to be on."""
        self.reason = ""
        """Why it was lost."""
        self.worked = False
        """Whether it ever was open."""
        self.failures = 0
        self.next_try = 0.0
        """Monotonic seconds."""

    @property
    def works(self) -> bool:
        """Whether it is open."""
        return self.on is not None

    @property
    def hopeless(self) -> bool:
        """Whether it is not open and will not be in a moment."""
        return self.on is None and self.failures >= GIVE_UP

    @property
    def elsewhere(self) -> bool:
        """Whether it is open, but not on the device that is wanted."""
        return self.on is not None and self.on != self.wanted

    @property
    def device_name(self) -> str:
        """Name of the device it is or was on, for people."""
        return self._part.name

    @property
    def says_meanwhile(self) -> str:
        """What the user is told while it is elsewhere."""
        return marked("the {what} {wanted!r} is not there; {name} is used meanwhile", **self._words)

    @property
    def says_again(self) -> str:
        """What the user is told when it is back on a device."""
        return marked("the {what} works again: {name}", **self._words)

    @property
    def says_now(self) -> str:
        """What the user is told when it has come to another device."""
        return marked("the {what} is now {name}", **self._words)

    @property
    def _words(self) -> dict[str, object]:
        return {"what": self.what, "wanted": self.wanted, "name": self.device_name}

    def is_lost(self) -> bool:
        """Whether it was open and no longer delivers."""
        return self.on is not None and (not self._part.alive() or bool(self.reason))

    def open(self, *names: str) -> DeviceError | None:
        """Open the first of these devices that can be, each once; returns the last failure if none can."""
        error: DeviceError | None = None
        for name in dict.fromkeys(names):
            self._generation += 1
            self.reason = ""
            generation = self._generation
            try:
                self._start(lambda why, mine=generation: self._note(mine, why), name)  # type: ignore[misc]
            except DeviceError as failure:
                error = failure
            else:
                self.on, self.failures, self.next_try, self.worked = name, 0, 0.0, True
                self.told_name = self._part.name
                return None
        if self.on is None:
            self._part.close()  # a stream may be left that the sound server took elsewhere
        return error

    def close(self) -> None:
        """Leave the device."""
        self._generation += 1
        self._part.close()
        self.on = None

    def postpone(self, now: float) -> None:
        """An attempt failed: the next one comes later than the last did."""
        pause = min(_LONGEST_PAUSE_S, _FIRST_PAUSE_S * 2 ** min(self.failures, 8))
        self.failures += 1
        self.next_try = now + pause

    def give_up(self) -> None:
        """Nobody need wait for it."""
        self.failures = max(self.failures, GIVE_UP)

    def _note(self, generation: int, why: str) -> None:
        if generation == self._generation:
            self.reason = why
            self._on_lost()
