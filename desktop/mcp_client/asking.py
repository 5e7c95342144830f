"""Servers asked what they offer and whether they are well, without a conversation."""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import Future, InvalidStateError
from concurrent.futures import TimeoutError as Overdue
from contextlib import suppress
from dataclasses import dataclass

from desktop.errors import UserFacingError
from desktop.mcp_client.connection import START_S, Connection
from desktop.mcp_client.offered import Offer
from desktop.mcp_client.thread import LoopThread
from desktop.settings import McpServer
from desktop.wording import marked


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

    def answer(self) -> Answer:
        try:
            said = self._said.result(START_S + 2)
        except Overdue:
            said = "it does not answer"
        ms = (time.monotonic() - self._since) * 1000
        return Answer(self._name, said, "", ms) if isinstance(said, Offer) else Answer(self._name, None, said, ms)


def ask_all(servers: Sequence[McpServer]) -> Sequence[Answer]:
    """Start all of them at once, ask what they offer, and end them. Takes as long as the slowest, 20 s at most."""
    thread = LoopThread()
    thread.start()
    try:
        return [question.answer() for question in [_Question(server, thread) for server in servers]]
    finally:
        thread.close()


def ask(server: McpServer) -> Offer:
    """Return what one server offers. Raises UserFacingError when it cannot be asked."""
    (answer,) = ask_all([server])
    if answer.offer is None:
        raise UserFacingError(
            marked("the tool server {name} cannot be used: {reason}", name=server.name, reason=answer.error),
            advice=marked("see that its command or address is right: `sotto mcp list`"),
        )
    return answer.offer
