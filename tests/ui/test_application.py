from __future__ import annotations

import gc
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.errors import Cancelled, ModelError
from desktop.events import EngineEvent, StateChanged, Transcribed
from desktop.job import Job
from desktop.running import Command, tell
from desktop.terms import Outcome, State
from desktop.ui import application
from desktop.ui.anew import Anew
from desktop.ui.application import run_application
from desktop.ui.first.page import FirstPage
from desktop.ui.hand.stay import Stay
from desktop.ui.main_window import MainWindow
from desktop.ui.settings.preferences import Preferences
from tests.ui.fake_assistant import FakeAssistant, FakeSession

Post = Callable[[EngineEvent], None]


@pytest.fixture(autouse=True)
def _short_waits(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Keep what a run sets for the whole process inside the test."""
    monkeypatch.setattr(application, "_SETTLE_MS", 20)
    yield
    for window in _windows():
        window.deleteLater()
    QApplication.setQuitOnLastWindowClosed(True)


def _windows() -> list[MainWindow]:
    return [widget for widget in QApplication.topLevelWidgets() if isinstance(widget, MainWindow)]


def _close_when(holds: Callable[[MainWindow], bool]) -> QTimer:
    timer = QTimer(interval=5)

    def look() -> None:
        for window in _windows():
            if window.isVisible() and holds(window):
                timer.stop()
                window.close()

    timer.timeout.connect(look)
    timer.start()
    return timer


def test_the_window_is_shown_before_the_assistant_is_made_and_closes_it() -> None:
    made: list[FakeAssistant] = []
    seen: list[tuple[bool, bool]] = []

    def make(post: Post, _job: Job) -> FakeAssistant:
        shown = any(window.isVisible() for window in _windows())
        seen.append((shown, threading.current_thread() is threading.main_thread()))
        made.append(FakeAssistant(post))
        made[0].emit(StateChanged, 0, state=State.IDLE)
        return made[0]

    timer = _close_when(lambda window: window.header.state.state is State.IDLE)
    assert run_application(make) == 0
    assert not timer.isActive()
    assert seen == [(True, False)]
    assert made[0].asked == ["close"]


def test_what_the_assistant_is_made_of_is_not_looked_at_for_garbage() -> None:
    class Kept:
        """Something that the collector would go through."""

    kept, worked = Kept(), list[bool]()

    def make(post: Post, _job: Job) -> FakeAssistant:
        worked.append(gc.isenabled())
        assistant = FakeAssistant(post)
        assistant.emit(StateChanged, 0, state=State.IDLE)
        return assistant

    _close_when(lambda window: window.header.state.state is State.IDLE)
    assert run_application(make) == 0
    assert worked == [False]
    assert gc.isenabled()
    assert not any(one is kept for one in gc.get_objects()), "a full look would hold up every thread"
    gc.unfreeze()


def test_begun_anew_the_window_is_a_new_one_in_its_place_and_the_conversation_goes_on() -> None:
    made: list[FakeAssistant] = []
    places: list[tuple[int, int]] = []

    def make(post: Post, _job: Job) -> FakeAssistant:
        made.append(FakeAssistant(post))
        made[-1].emit(StateChanged, 0, state=State.IDLE)
        return made[-1]

    def ask(window: MainWindow) -> bool:
        preferences = window.findChild(Preferences)
        if preferences is None or not preferences.ready:
            return False
        if len(made) == 1 and window.live.empty:
            window.resize(710, 610)
            made[0].emit(Transcribed, 1, text="Hello", language="en", confidence=0.9, ms=1.0)
        elif len(made) == 1:
            preferences.anew_wanted.emit()
        else:
            places.append((window.width(), window.height()))
            return ("resume", anew.session) in made[1].asked
        return False

    anew = Anew()
    _close_when(ask)
    assert run_application(make, anew=anew) == 0
    assert anew.wanted
    assert anew.session == made[0].session
    assert made[0].asked == ["close"]
    assert run_application(make, anew=anew) == 0
    assert not anew.wanted
    assert places[-1] == (710, 610)
    assert made[1].asked == [("resume", made[0].session), "close"]


@pytest.mark.parametrize("first", [True, False])
def test_the_first_start_is_there_when_it_is_asked_for(first: bool) -> None:
    seen: list[bool] = []

    def make(post: Post, _job: Job) -> FakeAssistant:
        assistant = FakeAssistant(post)
        assistant.emit(StateChanged, 0, state=State.IDLE)
        return assistant

    def idle(window: MainWindow) -> bool:
        seen.append(any(page.isVisible() for page in window.findChildren(FirstPage)))
        return window.header.state.state is State.IDLE

    timer = _close_when(idle)
    assert run_application(make, first_start=first) == 0
    assert not timer.isActive()
    assert set(seen) == {first}


def test_closing_while_loading_waits_and_closes_the_assistant() -> None:
    go_on = threading.Event()
    made: list[FakeAssistant] = []

    def make(post: Post, _job: Job) -> FakeAssistant:
        assert go_on.wait(5)
        made.append(FakeAssistant(post))
        return made[0]

    def loading(window: MainWindow) -> bool:
        QTimer.singleShot(50, go_on.set)
        return window.header.state.state is State.LOADING

    timer = _close_when(loading)
    assert run_application(make) == 0
    assert not timer.isActive()
    assert made[0].asked == ["close"]


@pytest.mark.parametrize("first", [True, False])
def test_an_assistant_that_cannot_start_is_a_banner(first: bool) -> None:
    texts: list[tuple[str, str]] = []

    def make(post: Post, _job: Job) -> FakeAssistant:
        raise ModelError("the voice is missing", advice="run sotto doctor")

    def told(window: MainWindow) -> bool:
        texts.append(window.banner.text)
        return window.banner.isVisible()

    timer = _close_when(told)
    assert run_application(make, first_start=first) == 1
    assert not timer.isActive()
    assert texts[-1] == ("The voice is missing.", "Run sotto doctor.")


@pytest.mark.usefixtures("expected_logs")
def test_a_fault_at_the_start_is_shown_too() -> None:
    def make(post: Post, _job: Job) -> FakeAssistant:
        raise ZeroDivisionError("one over nothing")

    timer = _close_when(lambda window: "ZeroDivisionError: one over nothing" in window.banner.text[0])
    assert run_application(make) == 1
    assert not timer.isActive()


@pytest.mark.parametrize(("outcome", "code"), [(Outcome.COMPLETED, 0), (Outcome.FAILED, 1)])
def test_a_script_and_a_picture(tmp_path: Path, outcome: Outcome, code: int) -> None:
    picture = tmp_path / "new" / "window.png"
    made: list[FakeAssistant] = []

    def make(post: Post, _job: Job) -> FakeAssistant:
        made.append(FakeAssistant(post))
        return made[0]

    def play(_given: object) -> None:
        made[0].press()
        made[0].emit(Transcribed, text="hello", language="en", confidence=1, ms=1)
        made[0].finish(outcome=outcome, transcript="hello", generated="Hello.")

    assert run_application(make, screenshot=picture, script=play) == code
    assert made[0].asked == ["press", "close"]
    assert QImage(str(picture)).width() >= 400


def test_what_was_mended_is_told_before_anything_is_loaded() -> None:
    made: list[FakeAssistant] = []
    broken = FakeSession("d" * 32, "Lisbon", recovery_note="Sotto ended while it was speaking.")

    def make(post: Post, _job: Job) -> FakeAssistant:
        assert [window.banner.text[0] for window in _windows()] == ["The search was damaged and made anew."]
        made.append(FakeAssistant(post))
        made[0].broken = broken
        return made[0]

    def offered(window: MainWindow) -> bool:
        return window.banner.text == (
            "A conversation broke off.",
            "Sotto ended while it was speaking. The search was damaged and made anew.",
        )

    timer = _close_when(offered)
    assert run_application(make, prepare=lambda _job: "the search was damaged and made anew") == 0
    assert not timer.isActive()
    assert made


@pytest.mark.qt_log_ignore("does not support raise", extend=True)  # the offscreen platform
def test_hidden_it_waits_until_another_process_asks_for_the_window(
    sotto_home: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("r")))
    seen: list[bool] = []
    answers: list[str | None] = []

    def make(post: Post, _job: Job) -> FakeAssistant:
        seen.extend(window.isVisible() for window in _windows())
        answers.append(tell(sotto_home, Command.SHOW))
        return FakeAssistant(post)

    timer = _close_when(lambda _window: bool(answers))
    assert run_application(make, stay=Stay(sotto_home, hidden=True)) == 0
    assert not timer.isActive()
    assert (seen, answers) == ([False], ["done"])
    assert tell(sotto_home, Command.SHOW) is None


def stop_soon(job: Job) -> bool:
    """Wait until a job is to stop."""
    end = time.monotonic() + 10
    while not job.stopped and time.monotonic() < end:
        threading.Event().wait(0.002)
    return job.stopped


def test_the_start_tells_how_far_it_is_can_be_stopped_and_tried_again() -> None:
    made: list[FakeAssistant] = []
    jobs: list[Job] = []
    steps: list[str] = []

    def make(post: Post, job: Job) -> FakeAssistant:
        jobs.append(job)
        if len(jobs) == 1:
            job.tell("Loading starter.gguf", 0.25)
            assert stop_soon(job)
            job.check()
        made.append(FakeAssistant(post))
        made[0].emit(StateChanged, 0, state=State.IDLE)
        return made[0]

    def watch(window: MainWindow) -> bool:
        row = window.work.rows.get("start")
        if not steps and row is not None and row.isVisible() and row.text[1]:
            steps.append(" ".join(row.text))
            row.cancel.click()
        elif len(steps) == 1 and window.banner.isVisible():
            steps.append(window.banner.text[0])
            window.banner.trouble.remedies[0].click()
        return window.header.state.state is State.IDLE

    timer = _close_when(watch)
    assert run_application(make) == 0
    assert not timer.isActive()
    assert steps == ["Starting Loading starter.gguf", "Sotto was stopped while it started."]
    assert len(jobs) == 2
    assert made[0].asked == ["close"]


def test_closing_the_window_stops_the_start() -> None:
    stopped: list[bool] = []

    def make(_post: Post, job: Job) -> FakeAssistant:
        stopped.append(stop_soon(job))
        raise Cancelled

    timer = _close_when(lambda window: window.header.state.state is State.LOADING)
    assert run_application(make) == 0
    assert not timer.isActive()
    assert stopped == [True]
