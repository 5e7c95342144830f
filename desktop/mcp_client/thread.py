"""The one thread on which all servers are talked to: it runs one event loop, from the first need to `close`."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Coroutine
from concurrent.futures import Future
from typing import Any, TypeVar

from desktop.engine.threads import join
from desktop.engine.tools.registry import ToolError

T = TypeVar("T")
_CLOSE_S = 8.0
"""A program is given three seconds to end; see `pipe`."""


class LoopThread:
    """Coroutines run on it, from any thread."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="tool servers", daemon=True)
        self._begun, self._closed = threading.Event(), False
        self._given: set[asyncio.Task[Any]] = set()

    def start(self) -> None:
        """Start the thread."""
        # the library reports with tracebacks what a bad server does, which is no fault of the program
        logging.getLogger("mcp").setLevel(logging.CRITICAL + 1)
        self._thread.start()
        self._begun.wait()

    def submit(self, work: Coroutine[Any, Any, T]) -> Future[T]:
        """Run a coroutine on the thread. Its future can be cancelled from here. Raises ToolError when closed."""
        if self._closed:
            work.close()
            raise ToolError("the tool servers are closed")
        ended = asyncio.run_coroutine_threadsafe(self._noted(work), self._loop)
        ended.add_done_callback(lambda _ended: work.close())  # cancelled before its first step it was never begun
        return ended

    def close(self) -> None:
        """Cancel all that runs, wait for its end, end the thread. Raises ShutdownError when it does not end."""
        if self._closed or self._thread.ident is None:
            self._closed = True
            return
        self._closed = True
        self._loop.call_soon_threadsafe(self._loop.stop)
        join(self._thread, _CLOSE_S)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.call_soon(self._begun.set)
        try:
            self._loop.run_forever()
        finally:
            self._finish()

    async def _noted(self, work: Coroutine[Any, Any, T]) -> T:
        task = asyncio.current_task()
        assert task is not None
        self._given.add(task)
        try:
            return await work
        finally:
            self._given.discard(task)

    def _finish(self) -> None:
        # first what was given, which ends what it began; then whatever is left of that
        for tasks in (set(self._given), None):
            left = asyncio.all_tasks(self._loop) if tasks is None else tasks
            for task in left:
                task.cancel()
            if left:
                self._loop.run_until_complete(asyncio.wait(left, timeout=_CLOSE_S / 2 - 0.5))
        self._loop.run_until_complete(self._loop.shutdown_asyncgens())
        self._loop.close()
