"""The tool servers of the settings: their tools for the registry, their health, their end.

Nothing is started, and the protocol's library not loaded, before `start` or the first call of a tool.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop import log
from desktop.engine.tools.outcome import Fault, ToolError, ToolFault
from desktop.engine.tools.registry import JsonObject, Tool
from desktop.errors import SettingsError, UserFacingError
from desktop.escaping import plain_name
from desktop.mcp_client.library import library_fault
from desktop.mcp_client.offered import Offer, OfferedTool, load_offer, model_name
from desktop.settings import McpServer, McpSettings
from desktop.terms import Stage
from desktop.wording import marked

if TYPE_CHECKING:
    from desktop.mcp_client.connection import Connection, Health
    from desktop.mcp_client.thread import LoopThread

Tell = Callable[[str, str, Stage], None]
"""Is told what is wrong, and what to do about it."""
_LOOK_S = 0.05
"""How often a call that waits can be broken off."""
_GRACE_S = 1.0
"""A call's own end comes before the registry's, and says more."""


class Servers:
    """The enabled servers. `tools` are known from what was offered when they were switched on. Any thread."""

    def __init__(self, settings: McpSettings, folder: Path) -> None:
        """`folder` keeps what they offered."""
        self._servers = {server.name: server for server in settings.servers if server.enabled}
        self._offers: dict[str, Offer] = {}
        self._withheld: dict[str, frozenset[str]] = {}
        """Of each server the tools that are not what they were when it was switched on."""
        self._connections: dict[str, Connection] = {}
        self._thread: LoopThread | None = None
        self._lock, self._closed = threading.Lock(), False
        self._tell: Tell = _nobody
        self._told: set[str] = set()
        self.troubles: list[UserFacingError] = []
        """What is wrong with those that were left out."""
        if self._servers and (fault := library_fault()):
            self.troubles.append(fault)
            self._servers = {}
        for server in self._servers.values():
            self._remember(server, folder)

    @property
    def tools(self) -> Sequence[Tool]:
        """What models are offered, in the order of the settings."""
        return [
            self._tool(self._servers[name], tool)
            for name, offer in self._offers.items()
            for tool in offer.usable
            if tool.name not in self._servers[name].tools_off
        ]

    def owner(self, tool: str) -> str:
        """Name of the server that a tool belongs to; empty when none does."""
        names = ((name, model_name(name, one.name)) for name, offer in self._offers.items() for one in offer.tools)
        return next((name for name, its in names if its == tool), "")

    def tell_troubles(self, tell: Tell) -> None:
        """Hand on what is wrong with a server from now on, once until it is otherwise."""
        self._tell = tell
        for trouble in self.troubles:
            tell(trouble.message, trouble.advice, Stage.TOOL)

    def start(self) -> None:
        """Start all servers whose tools are known; returns at once."""
        if self._offers:
            self._running().submit(self._start())

    def health(self) -> Sequence[Health]:
        """How those are that were started."""
        return [connection.health for connection in list(self._connections.values())]

    def close(self) -> None:
        """End all servers. Harmless when closed, or never started. Raises ShutdownError."""
        with self._lock:
            self._closed = True
            thread, self._thread = self._thread, None
        if thread is not None:
            thread.close()

    def _remember(self, server: McpServer, folder: Path) -> None:
        try:
            offer = load_offer(folder, server.name)
            if offer is None:
                fault = marked("what the tool server {name} offers is not known yet", name=server.name)
                raise SettingsError(fault, advice=marked("`sotto mcp enable {name}` asks it", name=server.name))
        except SettingsError as error:
            log.engine.info("%s", error)
            self.troubles.append(error)
        else:
            self._offers[server.name] = offer

    def _tool(self, server: McpServer, tool: OfferedTool) -> Tool:
        from desktop.mcp_client.schema import arguments_of

        def run(arguments: Any) -> JsonObject:
            if tool.name in self._withheld.get(server.name, ()):
                raise ToolError(f"the tool server {server.name} has changed this tool, so it is not used")
            thread = self._running()
            answer = thread.submit(self._call(server.name, tool.name, dict(arguments.model_extra or {})))
            return self._wait(answer, server)

        return Tool(
            model_name(server.name, tool.name),
            tool.description,
            arguments_of(tool.schema_),
            run,
            title=marked("Used {tool} of the tool server {server}", tool=tool.name, server=server.name),
            failed=marked("Could not use {tool} of the tool server {server}", tool=tool.name, server=server.name),
            asks=marked("use {tool} of the tool server {server}", tool=plain_name(tool.name), server=server.name),
            deadline_s=server.deadline_s + _GRACE_S,
            effect=tool.effect(server),
            foreign=True,
        )

    def _wait(self, answer: Future[JsonObject], server: McpServer) -> JsonObject:
        """Wait in small steps: a registry that gives up stops this thread between two of them."""
        left = server.deadline_s
        try:
            while left > 0:
                with contextlib.suppress(TimeoutError):
                    return answer.result(min(_LOOK_S, left))
                if answer.done():
                    return answer.result()
                left -= _LOOK_S
            raise ToolFault(Fault.SLOW, f"the tool server {server.name} did not answer in time")
        finally:
            answer.cancel()

    def _running(self) -> LoopThread:
        """The thread on which servers are talked to, started if need be. Raises ToolError when closed."""
        from desktop.mcp_client.thread import LoopThread

        with self._lock:
            if self._closed:
                raise ToolError("the tool servers are closed")
            if self._thread is None:
                self._thread = LoopThread()
                self._thread.start()
            return self._thread

    async def _start(self) -> None:
        for name in self._offers:
            self._connected(name)

    async def _call(self, server: str, tool: str, given: dict[str, Any]) -> JsonObject:
        return await self._connected(server).call(tool, given)

    def _connected(self, name: str) -> Connection:
        """The connection of a server, begun if need be. On the thread alone: there the library is loaded, too, which
        takes a second that nobody waits for."""
        from desktop.mcp_client.connection import Connection

        if name not in self._connections:
            made = Connection(self._servers[name], partial(self._compare, name), partial(self._ended, name))
            self._connections[name] = made
            self._running().submit(made.run())
        return self._connections[name]

    def _compare(self, name: str, offer: Offer) -> None:
        """A server whose tools are no longer those that the user saw does not get them called under their consent."""
        self._told.discard(name)
        known = {tool.name for tool in self._offers[name].tools}
        changed = self._offers[name].differs(offer)
        self._withheld[name] = frozenset(changed) & known
        if changed:
            fault = marked("the tool server {name} offers other tools than when it was switched on", name=name)
            self._say(f"{name} offers", fault, marked("`sotto mcp enable {name}` takes them over", name=name))

    def _ended(self, name: str, reason: str) -> None:
        fault = marked("the tool server {name} is not running: {reason}", name=name, reason=reason)
        self._say(name, fault, marked("it is started again; `sotto mcp status` tells more"))

    def _say(self, what: str, fault: str, advice: str) -> None:
        log.engine.info("%s", fault)
        if what not in self._told and not self._closed:
            self._told.add(what)
            self._tell(fault, advice, Stage.TOOL)


def _nobody(_fault: str, _advice: str, _stage: Stage) -> None:
    pass
