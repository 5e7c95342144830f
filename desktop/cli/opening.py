"""Opens the window, or brings the one that is open already to the front. Loads nothing that can wait for it."""

from __future__ import annotations

import os
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import IO

from desktop.errors import UserFacingError
from desktop.loading import loading
from desktop.paths import Paths
from desktop.running import Command, claim, tell

_PATIENCE_S, _PAUSE_S = 20.0, 0.1
"""A Sotto that has just been started, or is about to end, does not listen to others."""
_PCM = Path("/proc/asound/pcm")
"""ALSA's list of what records and plays."""


def open_window(*, hidden: bool = False) -> int:
    """Run the window until the user quits; returns the exit code.

    Without a display or a microphone, says so and plays the demo. Raises UserFacingError.
    """
    mine = claim_home(Paths.from_environment().home, hidden=hidden)
    if mine is None:
        return 0
    with mine:
        missing = missing_for_window(hidden=hidden)
        if missing:
            from desktop.cli.demo import demo

            print(f"sotto: there is no {missing}, so here is the demo instead", file=sys.stderr)
            demo()
            return 0
        return _run(hidden=hidden)


def _run(*, hidden: bool) -> int:
    with loading():
        from desktop.ui.start import start_window
    code = start_window(hidden=hidden)
    from desktop.upkeep import tend_at_end  # not before: it brings storage along, and the window comes first

    tend_at_end(Paths.from_environment())
    return code


def claim_home(home: Path, *, hidden: bool) -> IO[bytes] | None:
    """Take the home; None when another Sotto has it, whose window is then in front, unless none is wanted.

    Raises UserFacingError when that one neither answers nor ends.
    """
    end = time.monotonic() + _PATIENCE_S
    while time.monotonic() < end:
        mine = claim(home)
        if mine is not None or hidden:
            return mine
        with suppress(UserFacingError):  # busy with loading its models
            if tell(home, Command.SHOW, os.environ.get("XDG_ACTIVATION_TOKEN", "")) is not None:
                print("sotto: it was running already; its window is in front now", file=sys.stderr)
                return None
        time.sleep(_PAUSE_S)
    raise UserFacingError("another Sotto is starting or ending", advice="try again in a moment, or end it")


def missing_for_window(*, hidden: bool) -> str:
    """Return what a window cannot do without. One that waits in the tray takes a microphone when there is one."""
    if sys.platform == "linux" and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        return "display"
    return "" if hidden or _may_record() or _records() else "microphone"


def _may_record() -> bool:
    """Whether there is a sound server, or a device that records, as far as can be told without opening either.

    What it is then the window finds out, once it is there: the sound library takes a fifth of a second to tell.
    """
    runtime = os.environ.get("XDG_RUNTIME_DIR", "/nonexistent")
    server = os.environ.get("PULSE_SERVER") or f"unix:{runtime}/pulse/native"
    if not server.startswith(("/", "unix:")) or Path(server.removeprefix("unix:")).exists():
        return True  # one on another machine may be there
    try:
        return "capture" in _PCM.read_text("ascii", "replace")
    except OSError:
        return False


def _records() -> bool:
    from desktop.engine.backends.devices import list_devices
    from desktop.errors import DeviceError

    try:
        return any(device.inputs for device in list_devices())
    except DeviceError:
        return False
