"""One look's part of the tour, in a process of its own: `python -m desktop.ui.tour.play LOOK FOLDER`.

Prints one JSON object a picture: its name, its file, and the longest stall of the main thread on the way to it; a
last one says what did not come to be.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QApplication
from qasync import QEventLoop

from desktop.errors import UserFacingError
from desktop.paths import Paths
from desktop.ui.background import share_often
from desktop.ui.look.language import take_language
from desktop.ui.tour.gallery import file_name
from desktop.ui.tour.looks import Look, find_look
from desktop.ui.tour.made_up import furnish
from desktop.ui.tour.scenes import SCENES
from desktop.ui.tour.stage import Stage


def run_in_window(show: Callable[[], Coroutine[Any, Any, None]]) -> int:
    """Run `show` in the event loop of an application; returns the exit code, and prints what did not come to be."""
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    app.setApplicationName("Sotto")
    app.setStyle("Fusion")
    share_often()
    take_language(app, "en")
    app.setQuitOnLastWindowClosed(False)

    try:
        with asyncio.Runner(loop_factory=lambda: QEventLoop(app)) as runner:
            runner.run(show())
    except UserFacingError as error:
        sys.stdout.write(json.dumps({"problem": str(error)}) + "\n")
        return 1
    return 0


async def play(look: Look, folder: Path) -> None:
    """Drive the window through all scenes in the home that the environment names. Raises UserFacingError."""
    stage = Stage(look, folder, lambda shot: file_name(shot, look))
    try:
        for scene in SCENES:
            await scene(stage)
    finally:
        await stage.end()


def main(arguments: list[str]) -> int:
    """`LOOK FOLDER`; returns the exit code."""
    look, folder = find_look(arguments[0]), Path(arguments[1])
    furnish(Paths.from_environment(), dark=look.dark)
    return run_in_window(lambda: play(look, folder))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
