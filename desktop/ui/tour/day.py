"""A day of use in fast time, in a process of its own: `python -m desktop.ui.tour.day TURNS`.

Talk as fast as the window takes it in, and now and then a visit to another place of the window. Prints one JSON
object every few turns: memory, files, threads, Qt objects, and the longest stall since the one before. SOTTO_HOME
names its home, which is filled with made-up conversations.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import threading
from collections.abc import Awaitable, Callable
from itertools import cycle
from pathlib import Path

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication

from desktop.engine.backends.wavfile import WavSpeaker
from desktop.events import TurnFinished
from desktop.paths import Paths
from desktop.settings import load_settings
from desktop.ui.look.shortcuts import ShortcutsDialog
from desktop.ui.models.models_dialog import ModelsDialog
from desktop.ui.past.statistics_dialog import StatisticsDialog
from desktop.ui.settings.personas_dialog import PersonasDialog
from desktop.ui.settings.settings_dialog import SettingsDialog
from desktop.ui.tools.tools_dialog import ToolsDialog
from desktop.ui.tour.looks import LOOKS
from desktop.ui.tour.made_up import SEARCHED, SEARCHED_SETTING, furnish
from desktop.ui.tour.play import run_in_window
from desktop.ui.tour.rehearsal import Rehearsed
from desktop.ui.tour.stage import SAMPLE_RATE, Stage

A_VISIT, A_CONVERSATION = 10, 25
"""Turns from one visit, and from one new conversation, to the next."""
Visit = Callable[[Stage], Awaitable[None]]


class DayStage(Stage):
    """The window over an assistant whose engine is at rest."""

    def make(self) -> Rehearsed:
        """Build it; slow. Raises UserFacingError."""
        paths = Paths.from_environment()
        speaker = WavSpeaker(None, SAMPLE_RATE)
        settings = load_settings(paths.settings)
        self.talker = Rehearsed(settings, paths, self.bridge.post, microphone=self.user, speaker=speaker)
        return self.talker


async def live_through(stage: DayStage, turns: int) -> None:
    """Talk, visit, measure."""
    await stage.load()
    visits, turn = cycle(VISITS), 0
    for number in range(1, turns + 1):
        if number % A_CONVERSATION == 0:
            stage.window.header.new.click()
            turn = 0
        turn += 1
        stage.seen.clear()
        await asyncio.to_thread(stage.talker.rehearse, number, turn)
        await stage.until(lambda: stage.saw(TurnFinished, 0) and stage.window.live.settled, f"turn {number} is shown")
        if number % A_VISIT == 0:
            await stage.settle()  # nobody is so quick that the turn is not stored yet
            visit = next(visits)
            await visit(stage)
            await _measure(stage, number, visit.__name__)


async def _measure(stage: Stage, number: int, visited: str) -> None:
    await stage.settle()
    stall = stage.watch.take()
    sample = {
        "turn": number, "visited": visited, "memory_mb": _memory_mb(), "threads": threading.active_count(),
        "handles": _handles(), "objects": len(stage.window.findChildren(QObject)) + len(QApplication.allWidgets()),
        "stall_ms": stall.own_ms, "work_ms": stall.work_ms, "wall_ms": stall.wall_ms,
    }  # fmt: skip
    sys.stdout.write(json.dumps(sample) + "\n")
    sys.stdout.flush()
    stage.watch.skip()


async def history(stage: Stage) -> None:
    """Open the list, search, look at what is found, go back."""
    window = stage.window
    stage.press(Qt.Key.Key_H)
    await stage.until(lambda: window.history.count > 3, "the conversations are listed")
    window.history.search.setText(SEARCHED)
    await stage.until(lambda: 0 < window.history.count < 4, "the search finds something")
    window.history.enter_list()
    window.history.opened.emit(window.history.marked, 1)
    await stage.until(lambda: window.showing_past, "a past conversation opens")
    window.history.search.clear()
    await stage.until(lambda: window.history.count > 4, "all conversations are listed again")
    window.back.click()
    stage.press(Qt.Key.Key_H)


async def models(stage: Stage) -> None:
    """Open the models page until all is listed."""
    page = await stage.dialog(ModelsDialog, lambda: stage.press(Qt.Key.Key_M))
    await stage.until(lambda: len(page.rows) > 5, "the models are listed")
    await stage.settle()
    await stage.close(page)


async def settings(stage: Stage) -> None:
    """Search in the settings; look at the personas and the tools."""
    dialog = await stage.dialog(SettingsDialog, stage.window.header.settings.click)
    dialog.search.setText(SEARCHED_SETTING)
    await stage.settle()
    personas = await stage.dialog(PersonasDialog, dialog.personas_wanted.emit)
    await stage.close(personas)
    tools = await stage.dialog(ToolsDialog, dialog.tools_wanted.emit)
    await stage.until(lambda: bool(tools.sections), "the packs are listed")
    await stage.close(tools)
    await stage.close(dialog)


async def metrics(stage: Stage) -> None:
    """Show the figures for a second."""
    stage.press(Qt.Key.Key_I)
    await stage.until(lambda: stage.window.metrics.trends.drawn, "the metrics are drawn")
    await asyncio.sleep(1)
    stage.press(Qt.Key.Key_I)


async def keys(stage: Stage) -> None:
    """Look at the list of keys."""
    dialog = await stage.dialog(ShortcutsDialog, lambda: stage.press(Qt.Key.Key_F1, Qt.KeyboardModifier.NoModifier))
    await stage.until(lambda: dialog.complete, "the keys are listed")
    await stage.close(dialog)


async def statistics(stage: Stage) -> None:
    """Look at the numbers of this conversation."""
    measured = stage.window.history.measured
    dialog = await stage.dialog(StatisticsDialog, lambda: measured.emit(stage.session, ""))
    await stage.until(lambda: bool(dialog.rows[0][1].text()), "the statistics are read")
    await stage.close(dialog)


VISITS: tuple[Visit, ...] = (history, models, settings, metrics, keys, statistics)


def _memory_mb() -> float:
    file = Path("/proc/self/statm")
    if sys.platform == "win32" or not file.exists():
        return 0.0
    return int(file.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def _handles() -> int:
    folder = Path("/proc/self/fd")
    return sum(1 for _ in folder.iterdir()) if folder.exists() else 0


def main(arguments: list[str]) -> int:
    """`TURNS`; returns the exit code."""
    turns = int(arguments[0])
    furnish(Paths.from_environment())
    look = LOOKS[2]

    async def day() -> None:
        stage = DayStage(look, Path(), str)
        try:
            await live_through(stage, turns)
        finally:
            await stage.end()

    return run_in_window(day)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
