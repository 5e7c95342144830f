"""Start, run and end the window."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from qasync import QEventLoop

from desktop import log
from desktop.errors import Cancelled, UserFacingError
from desktop.events import EngineEvent, TurnFinished
from desktop.job import Job
from desktop.loading import loading
from desktop.terms import Outcome, State
from desktop.ui.anew import Anew
from desktop.ui.assistant_like import AssistantLike
from desktop.ui.background import Background, share_often
from desktop.ui.bridge import EventBridge
from desktop.ui.hand.stay import Stay
from desktop.ui.look.language import take_language
from desktop.ui.look.looks import LooksLike
from desktop.ui.look.theme import Theme
from desktop.ui.main_window import MainWindow
from desktop.ui.trouble.work_strip import LongWork
from desktop.wording import tr

if TYPE_CHECKING:
    from desktop.ui.controller import Controller
    from desktop.ui.hand.at_hand import AtHand

MakeAssistant = Callable[[Callable[[EngineEvent], None], Job], AssistantLike]
"""Builds the assistant, given its listener; slow, so it is called on a thread of its own, and tells the job of it.
Raises Cancelled when that is to stop."""

Prepare = Callable[[Job], str]
"""What is done before, in the same way: returns what there is to be told of it, or nothing."""

Script = Callable[[AssistantLike], None]
"""Plays the user's part once the assistant is ready; may wait, so it is called on a thread of its own."""

_START = "start"
"""Key of the start among the work in progress."""
_SETTLE_MS = 200
"""From the end of a turn to the picture: the last words are painted by then."""
_SIGNALS_MS = 250
"""How often Python gets to see a Ctrl+C while the window has nothing to do."""


def run_application(
    make_assistant: MakeAssistant,
    *,
    screenshot: Path | None = None,
    script: Script | None = None,
    ends_with_script: bool = False,
    on_closing: Callable[[], None] = lambda: None,
    prepare: Prepare = lambda _job: "",
    stay: Stay | None = None,
    first_start: bool = False,
    looks: LooksLike | None = None,
    anew: Anew | None = None,
) -> int:
    """Show the window, then load the assistant, and run until the window is closed, or as long as `stay` says.

    With `screenshot` the window closes by itself after its first turn, or when the assistant cannot start, and leaves
    a picture there. `script` plays the user's part; with `ends_with_script` the window closes once it is over.
    `on_closing` is called when it closes. `prepare` is called before the assistant is made, such as to put the record
    right, and what it returns is told. `looks` are language and looks, or what is spoken already. With `first_start`
    the window opens with the guide of the first start. With `anew` the user may have the window made again, which is
    the caller's part: it takes what is in there, and says there whether that is wanted. Returns 0, or 1 when the
    assistant could not start or the turn of the picture failed. What `close` of the assistant raises is raised.
    """
    app = _application()
    if looks is not None:
        take_language(app, looks.language)
    with asyncio.Runner(loop_factory=lambda: QEventLoop(app)) as runner:
        with loading():
            run = _Run(_window(looks), make_assistant, screenshot, script, prepare, stay)
            run.ends_with_script, run.on_closing, run.first_start = ends_with_script, on_closing, first_start
            if anew is not None:
                run.take_over(anew)
        return runner.run(run.main())


def _application() -> QApplication:
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    app.setApplicationName("Sotto")
    app.setDesktopFileName("sotto")
    app.setStyle("Fusion")
    share_often()
    # The loop ends when the assistant is closed, which comes after the last window.
    app.setQuitOnLastWindowClosed(False)
    return app


def _window(looks: LooksLike | None) -> MainWindow:
    """It looks as the settings say from its first moment on: to be dressed anew takes half as long as to be made."""
    theme = Theme()
    if looks is not None:
        theme.take(looks)
    return MainWindow(theme)


class _Run:
    """One life of the window."""

    def __init__(
        self,
        window: MainWindow,
        make_assistant: MakeAssistant,
        screenshot: Path | None,
        script: Script | None,
        prepare: Prepare,
        stay: Stay | None,
    ) -> None:
        self._make_assistant, self._screenshot, self._script = make_assistant, screenshot, script
        self._prepare, self._stay = prepare, stay
        self.ends_with_script = self.first_start = False
        self.on_closing: Callable[[], None] = lambda: None
        self._code, self._ending = 0, False
        self._anew: Anew | None = None
        self._controller: Controller
        self._at_hand: AtHand | None
        self._window = window
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="sotto-window")
        self._background = Background(self._executor, self._window)
        self._work = LongWork(self._window.work, self._executor)
        self._bridge = EventBridge(self._window)
        if screenshot is not None:
            self._bridge.arrived.connect(self._end_after_turn)

    def take_over(self, anew: Anew) -> None:
        """Begin where the window before this one ended."""
        self._anew, anew.wanted = anew, False
        if anew.place:
            self._window.restoreGeometry(anew.place)

    def _begin_anew(self) -> None:
        """End, to be begun again by whoever called."""
        assert self._anew is not None
        self._anew.wanted, self._anew.session = True, self._controller.spoken_session
        self._anew.place = bytes(self._window.saveGeometry().data())
        if self._at_hand is not None:
            self._at_hand.quit()
        else:
            self._window.close()

    async def main(self) -> int:
        closed = asyncio.Event()
        self._window.closed.connect(closed.set)
        signals = QTimer(self._window, interval=_SIGNALS_MS)
        signals.timeout.connect(lambda: None)
        signals.start()
        if self.first_start:
            await self._connect()  # the guide covers the window from its first moment on
            self._controller.first_start.open()
        if self._stay is None or not self._stay.hidden:
            self._window.show()
        await self._painted()
        if not self.first_start:
            await self._connect()
        self._begin()
        try:
            await closed.wait()
        finally:
            self._ending = True
            self.on_closing()
            signals.stop()
            if self._at_hand is not None:
                self._at_hand.close()
            self._window.hide()
            await self._close()
        return self._code

    async def _connect(self) -> None:
        """Load what acts behind the window, and put it there."""
        await asyncio.wrap_future(self._executor.submit(_load_records))
        controller = (await self._loaded("desktop.ui.controller")).Controller
        at_hand = (await self._loaded("desktop.ui.hand.at_hand")).AtHand
        self._controller = controller(self._window, self._background)
        self._bridge.arrived.connect(self._controller.consume)
        if self._anew is not None:
            self._controller.preferences.can_begin_anew = True
            self._controller.preferences.anew_wanted.connect(self._begin_anew)
        self._at_hand = None
        if self._stay is not None:
            self._at_hand = at_hand(self._window, self._controller.preferences, self._stay.home)
            self._bridge.arrived.connect(self._at_hand.consume)
            self._at_hand.start()

    async def _loaded(self, module: str) -> ModuleType:
        loaded = asyncio.get_running_loop().create_future()
        self._background.modules.load(module, loaded.set_result, loaded.set_exception)
        return cast("ModuleType", await loaded)

    def _begin(self) -> None:
        """Prepare and load, and show how far that is; begun anew when it failed and the user wants it."""
        self._code = 0
        self._controller.help.start_again = None
        self._window.show_state(State.LOADING)
        self._job = self._work.job(_START)
        self._window.work.begin(_START, tr("Starting"), self._job.stop)
        self._starting = asyncio.ensure_future(self._start())
        self._starting.add_done_callback(self._started)

    async def _start(self) -> AssistantLike:
        notice = await asyncio.wrap_future(self._executor.submit(self._prepare, self._job))
        if notice:
            self._controller.tell(notice)
        return await asyncio.wrap_future(self._executor.submit(self._made))

    def _made(self) -> AssistantLike:
        with loading():  # or the next full look for garbage holds up every thread for more than a tenth of a second
            return self._make_assistant(self._bridge.post, self._job)

    async def _painted(self) -> None:
        """Wait for the first paint: loading models holds the interpreter, and the window comes first."""
        painted = asyncio.Event()
        QTimer.singleShot(0, painted.set)
        await painted.wait()
        self._window.repaint()

    def _started(self, starting: asyncio.Future[AssistantLike]) -> None:
        self._window.work.end(_START)
        if starting.cancelled():
            return
        error = starting.exception()
        if error is None:
            self._controller.attach(starting.result())
            if self._anew is not None and self._anew.session:
                self._controller.go_on_with(self._anew.session)
            if self._script is not None:
                self._background.run(lambda: self._play(starting.result()), self._played)
            return
        if isinstance(error, Cancelled):
            if self._ending:
                return
            error = UserFacingError(tr("Sotto was stopped while it started"), advice=tr("start it when you like"))
        if not isinstance(error, UserFacingError):
            log.ui.error("the assistant did not start", exc_info=error)
        self._code = 1
        self._window.show_state(State.CLOSED)
        self._controller.first_start.give_way()
        self._window.show()  # it may have been hidden
        self._controller.help.start_again = self._begin
        self._controller.help.show(error)
        if self._screenshot is not None:
            QTimer.singleShot(_SETTLE_MS, self._picture)

    def _play(self, assistant: AssistantLike) -> None:
        assert self._script is not None
        self._script(assistant)

    def _played(self, _none: None) -> None:
        if self.ends_with_script:
            QTimer.singleShot(_SETTLE_MS, self._window.close)

    def _end_after_turn(self, event: EngineEvent) -> None:
        if isinstance(event, TurnFinished):
            self._code = int(event.outcome is not Outcome.COMPLETED)
            QTimer.singleShot(_SETTLE_MS, self._picture)

    def _picture(self) -> None:
        assert self._screenshot is not None
        self._screenshot.parent.mkdir(parents=True, exist_ok=True)
        if not self._window.grab().save(str(self._screenshot)):
            self._code = 1
            log.ui.error("the picture could not be written: %s", self._screenshot)
        self._window.close()

    async def _close(self) -> None:
        """Close the assistant, also one that is still loading, and end the thread."""
        starting = self._starting
        self._job.stop()
        await asyncio.wait([starting])
        self._controller.detach()
        if not starting.cancelled() and starting.exception() is None:
            await asyncio.wrap_future(self._executor.submit(starting.result().close))
        self._executor.shutdown()
        if self._anew is not None and self._anew.wanted:
            self._window.deleteLater()  # or it would live on beside the next one


def _load_records() -> None:
    """Load the half of what acts behind the window that is not Qt's, on the thread that may be slow."""
    with loading():
        import_module("desktop.settings")
        import_module("desktop.models.catalogue")
        import_module("desktop.packs.enabled")
