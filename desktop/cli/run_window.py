"""`sotto run`: the window."""

from __future__ import annotations

import os
import sys

import typer


def run() -> None:
    """Open the window. Without a display or a microphone, say so and run `sotto demo` instead."""
    missing = _missing()
    if missing:
        from desktop.cli.demo import demo

        print(f"sotto: there is no {missing}, so here is the demo instead", file=sys.stderr)
        demo()
        return
    from desktop.paths import Paths
    from desktop.ui.start import start_window
    from desktop.upkeep import mend_after_crash, tend_at_end

    paths = Paths.from_environment()
    told = mend_after_crash(paths)
    if told:
        print(f"sotto: {told}", file=sys.stderr)
    code = start_window(told)
    tend_at_end(paths)
    raise typer.Exit(code)


def _missing() -> str:
    if sys.platform == "linux" and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        return "display"
    from desktop.engine.backends.devices import list_devices
    from desktop.errors import DeviceError

    try:
        return "" if any(device.inputs for device in list_devices()) else "microphone"
    except DeviceError:
        return "microphone"
