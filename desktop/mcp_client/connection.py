"""One server for as long as Sotto runs: connected, listed, called, and started again when it ends."""

from __future__ import annotations

import asyncio
import enum
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import anyio
from mcp import Client, MCPError
from mcp_types import (
    CONNECTION_CLOSED,
    INTERNAL_ERROR,
    INVALID_REQUEST,
    METHOD_NOT_FOUND,
    PARSE_ERROR,
    REQUEST_TIMEOUT,
    CallToolRequest,
    CallToolRequestParams,
    CallToolResult,
    ListToolsResult,
)
from pydantic import ValidationError

from desktop.engine.tools.outcome import Fault, ToolError, ToolFault
from desktop.engine.tools.registry import JsonObject
from desktop.errors import UserFacingError
from desktop.mcp_client.offered import MOST_TOOLS, Offer, OfferedTool, offered, plain
from desktop.mcp_client.pipe import Ending, pipe_transport
from desktop.mcp_client.results import as_result, keeps_promise
from desktop.mcp_client.schema import promised
from desktop.mcp_client.web import web_transport
from desktop.settings import McpServer

START_S = 20.0
"""Until a server that was started must have said what it offers."""
_STEADY_S = 60.0
"""One that ran for so long has its next failure counted as the first."""
_MOST_PAGES = 10
_FAULTS = {
    REQUEST_TIMEOUT: Fault.SLOW,
    CONNECTION_CLOSED: Fault.GONE,
    INTERNAL_ERROR: Fault.BROKEN,
    PARSE_ERROR: Fault.NONSENSE,
    INVALID_REQUEST: Fault.NONSENSE,
    METHOD_NOT_FOUND: Fault.NONSENSE,
}
"""What an error of the protocol tells of a server; others are what a tool has to say."""


class Condition(enum.StrEnum):
    """How a server is."""

    STARTING = "starting"
    RUNNING = "running"
    WAITING = "waiting"
    """It ended, and will be started again."""


@dataclass(frozen=True, slots=True)
class Health:
    """A server, as a list shows it."""

    name: str
    condition: Condition
    restarts: int
    error: str
    """What was wrong last; empty when nothing ever was."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long until a server that ended is started again: twice as long each time, up to a limit."""

    first_s: float = 0.5
    most_s: float = 60.0


class Connection:
    """All methods but `health` are for the thread of the event loop."""

    def __init__(
        self,
        server: McpServer,
        listed: Callable[[Offer], None],
        ended: Callable[[str], None],
        patience: Patience = Patience(),
    ) -> None:
        """`listed` is given what the server offers whenever it was asked, `ended` why it ended whenever it did."""
        self._server, self._listed, self._ended, self._patience = server, listed, ended, patience
        self._condition, self._error, self._restarts = Condition.STARTING, "", 0
        self._client: Client | None = None
        self._promised: dict[str, dict[str, Any]] = {}
        """Of each tool the schema of its answers; empty where it names none."""
        self._ending = Ending()
        self._changed = asyncio.Condition()

    @property
    def health(self) -> Health:
        """How the server is now. Any thread."""
        return Health(self._server.name, self._condition, self._restarts, self._error)

    async def run(self) -> None:
        """Keep the server running until cancelled."""
        wait = self._patience.first_s
        while True:
            since = time.monotonic()
            await self._become(Condition.STARTING)
            reason = await self._live()
            if time.monotonic() - since > _STEADY_S:
                wait = self._patience.first_s
            self._error, self._restarts = reason, self._restarts + 1
            await self._become(Condition.WAITING)
            self._ended(reason)
            await asyncio.sleep(wait)
            wait = min(wait * 2, self._patience.most_s)

    async def call(self, tool: str, arguments: dict[str, Any]) -> JsonObject:
        """Call a tool, once the server is up. Raises ToolError with why it could not be called."""
        client = await self._up()
        request = CallToolRequest(params=CallToolRequestParams(name=tool, arguments=arguments))
        try:
            # not `call_tool`: that checks the result by a schema of the server's, whose patterns may never end
            answer = await client.session.send_request(request, CallToolResult)
        except MCPError as error:
            said = f"the tool server {self._server.name} said: {plain(str(error), 200)}"
            fault = _FAULTS.get(error.code)
            raise (ToolFault(fault, said) if fault else ToolError(said)) from error
        except ValidationError as error:
            raise self._nonsense() from error
        except (OSError, RuntimeError, anyio.ClosedResourceError, anyio.BrokenResourceError) as error:
            self._ending.note(f"the connection broke: {plain(str(error), 100)}")
            raise ToolFault(Fault.GONE, f"the connection to the tool server {self._server.name} broke") from error
        if not keeps_promise(answer, self._promised.get(tool)):
            raise self._nonsense()
        return as_result(answer)

    def _nonsense(self) -> ToolFault:
        return ToolFault(Fault.NONSENSE, f"the tool server {self._server.name} gave no proper answer")

    async def listing(self) -> Offer:
        """Ask what the server offers. Raises ToolError, MCPError, ValidationError."""
        return await _list(await self._up())

    async def _live(self) -> str:
        """Connect, and stay so until the connection ends; return why it did."""
        self._ending = ending = Ending()
        transport = (pipe_transport if self._server.command else web_transport)(self._server, ending)
        try:
            client = Client(transport, read_timeout_seconds=self._server.deadline_s, cache=None)  # type: ignore[arg-type]
            async with asyncio.timeout(START_S) as starting, client:
                offer = await _list(client)
                starting.reschedule(None)
                self._promised = {tool.name: tool.promised for tool in offer.tools}
                self._listed(offer)
                self._client = client
                await self._become(Condition.RUNNING)
                await ending.over.wait()
        except Exception as error:  # noqa: BLE001 - a server is foreign code, and each library on the way raises its own
            ending.note(_reason(error))
        finally:
            self._client = None
        return ending.reason

    async def _up(self) -> Client:
        async with self._changed:
            await self._changed.wait_for(lambda: self._condition is not Condition.STARTING)
        if self._client is None:
            raise ToolFault(Fault.GONE, f"the tool server {self._server.name} is not running: {self._error}")
        return self._client

    async def _become(self, condition: Condition) -> None:
        async with self._changed:
            self._condition = condition
            self._changed.notify_all()


async def _list(client: Client) -> Offer:
    tools: list[OfferedTool] = []
    cursor: str | None = None
    for _ in range(_MOST_PAGES):
        page: ListToolsResult = await client.list_tools(cursor=cursor)
        for tool in page.tools[: MOST_TOOLS - len(tools)]:
            says = tool.annotations
            reads = bool(says and says.read_only_hint)
            one = offered(tool.name, tool.description, tool.input_schema, reads_only=reads)
            tools.append(one.model_copy(update={"promised": promised(tool.output_schema)}))
        cursor = page.next_cursor
        if cursor is None or len(tools) >= MOST_TOOLS:
            break
    about = client.server_info
    return Offer(server=plain(f"{about.name} {about.version}", 80) if about else "", tools=tuple(tools))


def _reason(error: BaseException) -> str:
    while isinstance(error, BaseExceptionGroup):  # of the tasks of a connection the first that failed tells most
        error = error.exceptions[0]
    if isinstance(error, TimeoutError):
        return f"it did not say within {START_S:.0f} s what it offers"
    if isinstance(error, FileNotFoundError):
        return f"there is no program {error.filename or ''}".rstrip()
    if isinstance(error, ValidationError):
        return f"it does not keep to the protocol: {plain(error.errors()[0]['msg'], 100)}"
    if isinstance(error, UserFacingError):
        return f"{error}; {error.advice}"
    return plain(str(error), 200) or type(error).__name__
