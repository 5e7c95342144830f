"""`sotto run`: the window."""

from __future__ import annotations

import os
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import IO, Annotated

import typer

_PATIENCE_S, _PAUSE_S = 20.0, 0.1
"""A Sotto that has just been started, or is about to end, does not listen to others."""


def run(
    hidden: Annotated[bool, typer.Option("--hidden", help="Start in the tray, without a window.")] = False,
) -> None:
    """Open the window, or bring the one that is open already to the front.

    Without a display or a microphone, say so and run `sotto demo` instead.
    """
    from desktop.paths import Paths

    mine = _claim(Paths.from_environment().home, hidden=hidden)
    if mine is None:
        return
    with mine:
        missing = _missing(hidden=hidden)
        if missing:
            from desktop.cli.demo import demo

            print(f"sotto: there is no {missing}, so here is the demo instead", file=sys.stderr)
            demo()
            return
        code = _run(hidden=hidden)
    raise typer.Exit(code)


def _run(*, hidden: bool) -> int:
    from desktop.paths import Paths
    from desktop.ui.start import start_window
    from desktop.upkeep import tend_at_end

    code = start_window(hidden=hidden)
    tend_at_end(Paths.from_environment())
    return code


def _claim(home: Path, *, hidden: bool) -> IO[bytes] | None:
    """Take the home; None when another Sotto has it, whose window is then in front, unless none is wanted.

    Raises UserFacingError when that one neither answers nor ends.
    """
    from desktop.errors import UserFacingError
    from desktop.running import Command, claim, tell

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


def _missing(*, hidden: bool) -> str:
    """Return what a window cannot do without. One that waits in the tray takes a microphone when there is one."""
    if sys.platform == "linux" and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        return "display"
    if hidden:
        return ""
    from desktop.engine.backends.devices import list_devices
    from desktop.errors import DeviceError

    try:
        return "" if any(device.inputs for device in list_devices()) else "microphone"
    except DeviceError:
        return "microphone"
