"""The engine as a browser talks to it: one thread lets time pass and plays what the browser asks for."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import ExitStack

import numpy as np

from desktop.benchmarks.device import BLOCK
from desktop.engine.protocols import Samples
from desktop.events import EngineEvent
from desktop.replay.choosing import changed
from desktop.scenarios.acting import Actor
from desktop.scenarios.devices import Air
from desktop.scenarios.form import Room, Turn
from desktop.scenarios.judging import judge
from desktop.scenarios.reading import Script
from desktop.scenarios.result import TurnResult
from desktop.scenarios.scene import Interruption, forget_lists, open_scene
from desktop.scenarios.suite import settings_of
from desktop.settings import Settings
from desktop.terms import Answer

Listener = Callable[[EngineEvent], None]
Hear = Callable[[Samples], None]
_LONGEST_LIVE = 5 * 16_000
"""Samples of a browser's microphone that wait at most; older ones are dropped."""


def _nobody(_: object) -> None:
    pass


class Booth:
    """An assistant in real time, in a home of its own. Commands may come from any thread.

    One conversation at a time: the newest listener has it. A method for each thing that the page may ask for, and
    for what its one thread does about it.
    """

    def __init__(self, settings: Settings) -> None:
        """Blocks until it is loaded. Raises ModelError."""
        self._base, self._stack = changed(settings, {}), ExitStack()
        self._ended, self._break = threading.Event(), threading.Event()
        self._jobs: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._next: queue.SimpleQueue[None] = queue.SimpleQueue()
        self._listener: Listener = _nobody
        self._hear: Hear = _nobody
        self._live, self._lock = np.zeros(0, np.float32), threading.Lock()
        self._open(self._base)
        self._begin(Room())
        self._thread = threading.Thread(target=self._run, name="booth")
        self._thread.start()

    def listen(self, listener: Listener, hear: Hear) -> None:
        """Tell events to `listener`, and give each block that is played to `hear`, from now on to nobody else.

        Both are called on the booth's threads and return at once.
        """
        self._listener, self._hear = listener, hear

    def free(self) -> Future[None]:
        """Begin a conversation without a scenario; what is being played is broken off."""
        future: Future[None] = Future()

        def begin() -> None:
            try:
                self._begin(Room())
            finally:
                future.set_result(None)

        self._put(begin)
        return future

    def play(self, script: Script, *, by_step: bool) -> Future[list[TurnResult]]:
        """Play a scenario, with `by_step` each turn only after `go_on`; what is being played is broken off."""
        future: Future[list[TurnResult]] = Future()
        while not self._next.empty():
            self._next.get()
        self._put(lambda: self._play(script, future, by_step=by_step))
        return future

    def go_on(self) -> None:
        """Let the next turn of the scenario be played."""
        self._next.put(None)

    def send_text(self, text: str) -> None:
        """A typed turn."""
        self._scene.assistant.send_text(text)

    def stop(self) -> None:
        """Stop the reply."""
        self._scene.assistant.cancel()

    def answer(self, number: int, answer: Answer) -> None:
        """The user's answer to the `ConsentAsked` of that number."""
        self._scene.assistant.answer(number, answer)

    def hear(self, samples: Samples) -> None:
        """Take 16 kHz samples of the browser's microphone."""
        with self._lock:
            self._live = np.concatenate([self._live, samples])[-_LONGEST_LIVE:]

    def close(self) -> None:
        """End everything. Harmless the second time."""
        self._ended.set()
        self._thread.join()
        self._stack.close()

    def _put(self, job: Callable[[], None]) -> None:
        self._break.set()
        self._jobs.put(job)

    def _is_stopped(self) -> bool:
        return self._ended.is_set() or self._break.is_set()

    def _run(self) -> None:
        while not self._ended.is_set():
            try:
                job = self._jobs.get_nowait()
            except queue.Empty:
                self._pass()
                continue
            if self._jobs.empty():
                self._break.clear()
            try:
                job()
            except Interruption:
                continue

    def _pass(self) -> None:
        try:
            self._scene.step()
        except Interruption:
            return

    def _open(self, settings: Settings) -> None:
        """Load an assistant with these settings, and let it hear itself, faster than time and unheard."""
        self._stack.close()
        self._listening = False
        self._settings = settings
        self._scene, self._sounds = self._stack.enter_context(
            open_scene(settings, stopped=self._ended.is_set, also=self._tell)
        )
        self._scene.get_to_know(Room())
        self._scene.clock.realtime, self._scene.stopped = True, self._is_stopped
        self._listening = True

    def _begin(self, room: Room) -> None:
        self._scene.begin(room, hands_free=True)
        self._take_air(room)

    def _take_air(self, room: Room) -> None:
        air = Air(room)

        def mixed(played: Samples) -> Samples:
            self._hear(played)
            with self._lock:
                block, self._live = self._live[:BLOCK], self._live[BLOCK:]
            heard = air(played).copy()
            heard[: len(block)] += block
            return heard

        self._scene.clock.air = mixed

    def _play(self, script: Script, future: Future[list[TurnResult]], *, by_step: bool) -> None:
        try:
            actor = self._actor(script, by_step=by_step)
        except Exception as error:  # noqa: BLE001 - handed to who waits for the result
            future.set_exception(error)
            return
        try:
            actor.play()
        finally:
            future.set_result([judge(one) for one in actor.played()])

    def _actor(self, script: Script, *, by_step: bool) -> Actor:
        """The user's part, before an assistant with the scenario's settings."""
        settings = settings_of(script, self._base)
        if settings != self._settings:
            self._open(settings)
        forget_lists(self._scene.home)
        before = self._wait if by_step else _go_on
        return Actor(self._scene, self._sounds, script, before=before, take_room=self._take_air)

    def _wait(self, _number: int, _turn: Turn) -> None:
        while self._next.empty():
            self._scene.step()
        self._next.get()

    def _tell(self, event: EngineEvent) -> None:
        if self._listening:
            self._listener(event)


def _go_on(_number: int, _turn: Turn) -> None:
    pass
