"""The real window over the real engine, for somebody who drives it and takes pictures."""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from desktop.assistant import Assistant
from desktop.engine.backends.wavfile import WavSpeaker
from desktop.errors import UserFacingError
from desktop.events import EngineEvent, StateChanged, TurnFinished
from desktop.loading import loading
from desktop.paths import Paths
from desktop.settings import load_settings
from desktop.terms import State
from desktop.ui.background import Background
from desktop.ui.bridge import EventBridge
from desktop.ui.controller import Controller
from desktop.ui.look.theme import Theme
from desktop.ui.main_window import MainWindow
from desktop.ui.tour.looks import Look
from desktop.ui.tour.pictures import fit, keep, picture
from desktop.ui.tour.sound import MadeUpDevices, RecordedUser
from desktop.ui.tour.stalls import StallWatch

W = TypeVar("W", bound=QWidget)

SAMPLE_RATE = 22_050
_LIMIT_S, _LOOK_AGAIN_S, _SETTLE_S = 30.0, 0.01, 0.15


class Stage:
    """Window, engine and camera. Its methods are for the main thread."""

    def __init__(self, look: Look, folder: Path, file_of: Callable[[str], str]) -> None:
        """Show the window in `look`, its engine not loaded yet; pictures go to `folder` under `file_of(shot)`."""
        self._folder, self._file_of = folder, file_of
        scheme = Qt.ColorScheme.Dark if look.dark else Qt.ColorScheme.Light
        self.window = MainWindow(Theme(scheme))
        self.window.resize(look.width, look.height)
        self._executor: Executor = ThreadPoolExecutor(1, thread_name_prefix="tour")
        self._camera: Executor = ThreadPoolExecutor(1, thread_name_prefix="tour-camera")
        self._kept: list[Future[bool]] = []
        self.bridge = EventBridge(self.window)
        self.controller = Controller(self.window, Background(self._executor, self.window))
        self.bridge.arrived.connect(self.controller.consume)
        self.bridge.arrived.connect(self._note)
        self.user, self.seen = RecordedUser(), list[EngineEvent]()
        self._waiting: dict[State, str] = {}
        self.spoken_in = ""
        """Id of a conversation that is over, and began with a spoken turn."""
        self._assistant: Assistant | None = None
        self.window.show()
        self.window.activateWindow()
        self.watch = StallWatch(self.window)

    async def load(self) -> None:
        """Load the engine, as the application does it. Raises UserFacingError."""
        await asyncio.sleep(_SETTLE_S)
        self.watch.take()
        self._assistant = await asyncio.wrap_future(self._executor.submit(self._made))
        self.controller.attach(self._assistant)
        await self.until(lambda: self.window.dock.talk.isEnabled(), "the engine is ready")

    def _made(self) -> Assistant:
        with loading():
            return self.make()

    def make(self) -> Assistant:
        """Build the assistant; slow. Raises UserFacingError."""
        paths = Paths.from_environment()
        speaker = WavSpeaker(None, SAMPLE_RATE, realtime=True)
        return Assistant(
            load_settings(paths.settings), paths, self.bridge.post,
            microphone=self.user, speaker=speaker, sound=MadeUpDevices(),
        )  # fmt: skip

    async def until(self, holds: Callable[[], bool], what: str) -> None:
        """Wait until something has come to be. Raises UserFacingError, which says `what`, when it does not."""
        end = time.monotonic() + _LIMIT_S
        while not holds():
            if time.monotonic() > end:
                raise UserFacingError(f"this did not come to be: {what}", advice="run `sotto doctor`")
            await asyncio.sleep(_LOOK_AGAIN_S)

    async def settle(self) -> None:
        """Let the window paint what it was told."""
        await asyncio.sleep(_SETTLE_S)

    async def turns(self, count: int) -> None:
        """Wait until so many turns have ended."""
        await self.until(lambda: self.finished >= count, f"turn {count} ends")

    @property
    def session(self) -> str:
        """Id of the conversation that goes on."""
        return self._assistant.session if self._assistant is not None else ""

    @property
    def finished(self) -> int:
        """How many turns have ended so far."""
        return sum(isinstance(event, TurnFinished) for event in self.seen)

    def saw(self, kind: type[EngineEvent], since: int) -> bool:
        """Whether such an event came after the first `since` ones."""
        return any(isinstance(event, kind) for event in self.seen[since:])

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.ControlModifier) -> None:
        """Press a key in the window."""
        QTest.keyClick(self.window, key, modifier)

    async def dialog(self, kind: type[W], open_it: Callable[[], None]) -> W:
        """Open a dialog and wait until it is on show, in a size that has room over the window."""
        open_it()

        def shown() -> W | None:
            return next((one for one in self.window.findChildren(kind) if one.isVisible()), None)

        await self.until(lambda: shown() is not None, f"{kind.__name__} opens")
        found = shown()
        assert found is not None
        fit(self.window, found)
        await self.settle()
        return found

    async def close(self, dialog: QWidget) -> None:
        """Close a dialog and wait until it is gone."""
        gone = asyncio.Event()
        dialog.destroyed.connect(gone.set)
        dialog.close()
        await asyncio.wait_for(gone.wait(), _LIMIT_S)
        self.window.activateWindow()
        await self.until(self.window.isActiveWindow, "the window has the keyboard again")

    def on(self, state: State, shot: str) -> None:
        """Take a picture as soon as the engine goes over to a state, and the window has been told."""
        self._waiting[state] = shot

    async def shoot_settled(self, shot: str) -> None:
        """Take a picture once the window has painted what it was told."""
        await self.settle()
        self.shoot(shot)

    def shoot(self, shot: str) -> None:
        """Take a picture now, and tell of it on the standard output, with the longest stall since the one before."""
        stall = self.watch.take()
        file = self._file_of(shot)
        self._kept.append(keep(picture(self.window), self._folder / file, self._camera))
        told = {"shot": shot, "file": file, "stall_ms": round(stall.own_ms, 1), "work_ms": round(stall.work_ms, 1)}
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()
        self.watch.skip()

    def _note(self, event: EngineEvent) -> None:
        self.seen.append(event)
        if isinstance(event, StateChanged) and event.state in self._waiting:
            self.shoot(self._waiting.pop(event.state))

    async def end(self) -> None:
        """Close everything. Raises UserFacingError when a picture could not be written."""
        self.watch.stop()
        self.user.hush()
        self.controller.detach()
        self.window.hide()
        await self._put_away(self._assistant.close if self._assistant is not None else lambda: None)
        written = [await asyncio.wrap_future(kept) for kept in self._kept]
        self._executor.shutdown()
        self._camera.shutdown()
        if not all(written):
            raise UserFacingError(f"pictures cannot be written to {self._folder}", advice="choose another folder")

    def _put_away(self, close: Callable[[], None]) -> Awaitable[None]:
        return asyncio.wrap_future(self._executor.submit(close))
