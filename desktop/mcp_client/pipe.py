"""A server that is a program of its own: started, talked to over its standard input and output, ended.

The library's own transport collects a line of any length in memory. Here a line has a limit, what the program writes
to standard error is kept as far as it tells why it ended, and its end is noticed at once.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Any

import anyio
from anyio.streams.memory import MemoryObjectReceiveStream, MemoryObjectSendStream
from mcp.client.stdio import get_default_environment
from mcp.shared.message import SessionMessage
from mcp_types import jsonrpc_message_adapter

from desktop.mcp_client.offered import plain
from desktop.settings import McpServer

LONGEST_LINE = 4 << 20
"""Bytes of one message."""
_MOST_MESSAGES, _WINDOW_S = 5000, 10.0
"""How many messages may come within so many seconds: each costs time that the conversation needs."""
_LEAVE_S = 1.0
"""Until a program that was asked to end by the end of its input is told to, and then made to."""
_LAST_WORDS = 2000


class Ending:
    """Whether a connection is over, and why."""

    def __init__(self) -> None:
        self.over = asyncio.Event()
        self.reason = ""

    def note(self, reason: str) -> None:
        """Note the end; the first reason counts."""
        if not self.over.is_set():
            self.reason = reason
            self.over.set()


@asynccontextmanager
async def pipe_transport(server: McpServer, ending: Ending) -> AsyncIterator[tuple[object, object]]:
    """Start a server's program and yield the streams of messages from it and to it. Raises OSError."""
    process = await asyncio.create_subprocess_exec(
        *server.command,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env=get_default_environment() | server.environment,
        cwd=server.folder or None,
        limit=LONGEST_LINE,
        start_new_session=sys.platform != "win32",
    )
    to_session, from_server = anyio.create_memory_object_stream[SessionMessage | Exception](0)
    to_server, from_session = anyio.create_memory_object_stream[SessionMessage](0)
    last_words = bytearray()
    tasks = [
        asyncio.create_task(_read(process, to_session, ending, last_words)),
        asyncio.create_task(_write(process, from_session)),
        asyncio.create_task(_listen(process, last_words)),
    ]
    try:
        yield from_server, to_server
    finally:
        tasks[0].cancel()  # what ends from here on ends because it is to
        for stream in (to_session, from_server, to_server, from_session):
            stream.close()
        await _surely(_end(process, tasks))


async def _read(
    process: asyncio.subprocess.Process,
    to_session: MemoryObjectSendStream[SessionMessage | Exception],
    ending: Ending,
    last: bytearray,
) -> None:
    assert process.stdout is not None
    try:
        async with to_session:
            reason = await _forward(process.stdout, to_session)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(process.wait(), 0.2)
            ending.note(reason or _reason(process.returncode, last))  # before the session learns of it, and gives up
    except (anyio.BrokenResourceError, anyio.ClosedResourceError):
        pass  # the session is over


async def _forward(
    lines: asyncio.StreamReader, to_session: MemoryObjectSendStream[SessionMessage | Exception]
) -> str:
    """Hand on messages until there are no more; return why it was stopped if it had to be."""
    count, since = 0, time.monotonic()
    try:
        while line := await lines.readline():
            count, since = (count + 1, since) if time.monotonic() - since < _WINDOW_S else (1, time.monotonic())
            if count > _MOST_MESSAGES:
                return f"it sent more than {_MOST_MESSAGES} messages in {_WINDOW_S:.0f} seconds"
            if message := _message(line):
                await to_session.send(message)
    except ValueError:
        return f"it sent a message of more than {LONGEST_LINE >> 20} MB"
    return ""


def _message(line: bytes) -> SessionMessage | None:
    """None for what is no message: programs print other things, too."""
    try:
        return SessionMessage(jsonrpc_message_adapter.validate_json(line, by_name=False))
    except ValueError:
        return None


def _reason(code: int | None, last: bytearray) -> str:
    said = plain(last.decode("utf-8", "replace").strip().rpartition("\n")[2], 200)
    ended = "it closed its output" if code is None else f"it ended with code {code}"
    return f"{ended}: {said}" if said else ended


async def _write(
    process: asyncio.subprocess.Process, from_session: MemoryObjectReceiveStream[SessionMessage]
) -> None:
    assert process.stdin is not None
    with contextlib.suppress(ConnectionError, anyio.ClosedResourceError):
        async for message in from_session:
            text = message.message.model_dump_json(by_alias=True, exclude_unset=True)
            process.stdin.write(text.encode() + b"\n")
            await process.stdin.drain()


async def _listen(process: asyncio.subprocess.Process, last: bytearray) -> None:
    """Keep the end of what the program complains of; it would stand still if nobody took it."""
    assert process.stderr is not None
    while piece := await process.stderr.read(4096):
        last += piece
        del last[:-_LAST_WORDS]


async def _surely(work: Coroutine[Any, Any, None]) -> None:
    """Do all of it, however often it is cancelled, or a program would stay."""
    task, cancelled = asyncio.ensure_future(work), False
    with anyio.CancelScope(shield=True):
        while not task.done():
            try:
                await asyncio.shield(task)
            except asyncio.CancelledError:
                cancelled = True
    if cancelled:
        raise asyncio.CancelledError


async def _end(process: asyncio.subprocess.Process, tasks: list[asyncio.Task[None]]) -> None:
    """Let the program end, or make it: its input is closed, then it is told to, then it is killed."""
    assert process.stdin is not None
    process.stdin.close()
    for name in ("", "SIGTERM", "SIGKILL"):
        if name:
            _signal(process, name)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(process.wait(), _LEAVE_S)
            break
    _signal(process, "SIGKILL")  # what it started and left behind
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    process._transport.close()  # type: ignore[attr-defined] # nothing public does; a grandchild may hold a pipe


def _signal(process: asyncio.subprocess.Process, name: str) -> None:
    """Signal a program with all that it started."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if sys.platform == "win32":
            process.kill()
        else:
            os.killpg(process.pid, getattr(signal, name))
