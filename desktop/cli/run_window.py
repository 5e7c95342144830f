"""`sotto run`: the window. `quick` does the same before the rest of the command line is loaded."""

from __future__ import annotations

from typing import Annotated

import typer

from desktop.cli.opening import open_window


def run(
    hidden: Annotated[bool, typer.Option("--hidden", help="Start in the tray, without a window.")] = False,
) -> None:
    """Open the window, or bring the one that is open already to the front.

    Without a display or a microphone, say so and run `sotto demo` instead.
    """
    raise typer.Exit(open_window(hidden=hidden))
