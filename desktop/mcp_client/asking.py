"""Servers asked what they offer and whether they are well, without a conversation."""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import Future, InvalidStateError
from concurrent.futures import TimeoutError as Overdue
from contextlib import suppress
from dataclasses import dataclass

from desktop.errors import UserFacingError
from desktop.job import Job
from desktop.mcp_client.connection import START_S, Connection
from desktop.mcp_client.offered import Offer
from desktop.mcp_client.thread import LoopThread
from desktop.settings import McpServer
from desktop.wording import marked

_LOOK_S = 0.1
"""How often somebody who waits for an answer looks whether it is still wanted."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of asking one server."""

    name: str
    offer: Offer | None
    """None when it did not answer."""
    error: str
    ms: float
    """From its start to its answer."""


class _Question:
    """One server, asked until it answers or ends the first time."""

    def __init__(self, server: McpServer, thread: LoopThread) -> None:
        self._name, self._since = server.name, time.monotonic()
        self._said: Future[Offer | str] = Future()
        thread.submit(Connection(server, self._take, self._take).run())

    def _take(self, said: Offer | str) -> None:
        with suppress(InvalidStateError):
            self._said.set_result(said)

    def answer(self, job: Job) -> Answer:
        """What became of it. Raises Cancelled."""
        said: Offer | str = "it does not answer"
        end = time.monotonic() + START_S + 2
        while time.monotonic() < end:
            job.check()
            try:
                said = self._said.result(_LOOK_S)
                break
            except Overdue:
                continue
        ms = (time.monotonic() - self._since) * 1000
        return Answer(self._name, said, "", ms) if isinstance(said, Offer) else Answer(self._name, None, said, ms)


def ask_all(servers: Sequence[McpServer], job: Job | None = None) -> Sequence[Answer]:
    """Start all of them at once, ask what they offer, and end them. Takes as long as the slowest, 20 s at most.

    Raises Cancelled once the job is to stop.
    """
    job, thread = job or Job(), LoopThread()
    thread.start()
    try:
        return [question.answer(job) for question in [_Question(server, thread) for server in servers]]
    finally:
        thread.close()


def ask(server: McpServer, job: Job | None = None) -> Offer:
    """Return what one server offers. Raises UserFacingError when it cannot be asked, and Cancelled."""
    (answer,) = ask_all([server], job)
    if answer.offer is None:
        raise UserFacingError(
            marked("the tool server {name} cannot be used: {reason}", name=server.name, reason=answer.error),
            advice=marked("see that its command or address is right: `sotto mcp list`"),
        )
    return answer.offer
