"""Sotto served over the protocol, asked by the protocol's own client."""

from __future__ import annotations

import json
import sys
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import anyio
import pytest
from mcp import Client, MCPError, StdioServerParameters

from desktop.engine.tools.registry import Arguments, Registry, Tool
from desktop.equipment import open_tools
from desktop.mcp_server.counter import Counter
from desktop.mcp_server.serving import make_server
from desktop.paths import Paths
from desktop.settings import Settings, ToolSettings
from desktop.storage.conversations import Conversations
from desktop.storage.database import Database
from desktop.storage.editing import Editing
from tests.storage.samples import turn

T = TypeVar("T")
Ask = Callable[[Client], Awaitable[T]]


@pytest.fixture
def paths(sotto_home: Path) -> Paths:
    """A home with one conversation, and one in the bin."""
    paths = Paths(sotto_home)
    with Database.open(paths.database) as database:
        for name, said in (("a" * 32, "Where is the harbour?"), ("b" * 32, "Forget me.")):
            Conversations(database).start_session(name, datetime(2026, 11, 1, tzinfo=UTC))
            Conversations(database).add_turn(turn(session=name, transcript=said))
        Editing(database).delete("b" * 32)
    return paths


def asked(paths: Paths, ask: Ask[T], *, allowed: tuple[str, ...] = (), **options: bool) -> T:
    """What a program is told by a server with these options."""

    async def run(registry: Registry) -> T:
        counter = Counter(registry, ToolSettings(allowed=allowed), paths, **options)
        async with Client(make_server(counter)) as client:
            return await ask(client)

    with open_tools(Settings(), paths) as (registry, _):
        return anyio.run(run, registry)


def call(name: str, **arguments: object) -> Ask[dict[str, Any]]:
    async def ask(client: Client) -> dict[str, Any]:
        answer = await client.call_tool(name, arguments)
        (content,) = answer.content
        found: dict[str, Any] = json.loads(content.text)  # type: ignore[union-attr]
        assert bool(answer.is_error) is ("error" in found)
        return found

    return ask


async def names(client: Client) -> dict[str, bool]:
    """Of each tool, whether it only reads."""
    return {tool.name: bool(tool.annotations.read_only_hint) for tool in (await client.list_tools()).tools}  # type: ignore[union-attr]


async def resources(client: Client) -> list[tuple[str, str]]:
    return [(str(each.uri), each.name) for each in (await client.list_resources()).resources]


def test_only_what_reads_is_served(paths: Paths) -> None:
    served = asked(paths, names)
    assert set(served.values()) == {True}
    assert {"clock", "calculate", "list_notes", "search_history"} <= served.keys()
    assert served.keys().isdisjoint({"add_note", "clear_notes", "set_timer"})
    assert asked(paths, call("calculate", expression="2+2")) == {"result": "4"}
    assert asked(paths, call("calculate", expression="2+")).keys() == {"error"}
    assert "error" in asked(paths, call("add_note", text="milk"))
    assert not (paths.home / "notes.json").exists()


def test_writes_are_served_on_request_and_done_only_if_allowed_beforehand(paths: Paths) -> None:
    served = asked(paths, names, writes=True)
    assert served["add_note"] is False
    refused = asked(paths, call("add_note", text="milk"), writes=True)
    assert "`tools.allowed` in the settings may hold MCP:add_note" in refused["error"]
    assert asked(paths, call("add_note", text="milk"), writes=True, allowed=("Sotto:add_note",)).keys() == {"error"}
    assert asked(paths, call("add_note", text="milk"), writes=True, allowed=("MCP:add_note",)) == {"ok": True}
    assert asked(paths, call("list_notes")) == {"notes": ["milk"]}


def test_what_reaches_beyond_the_machine_is_never_served(paths: Paths) -> None:
    def tool(name: str, **options: Any) -> Tool:
        return Tool(name, "", Arguments, lambda _: {}, "Done", "Could not", **options)

    registry = Registry([tool("near"), tool("far", effect="external"), tool("their", foreign=True)])
    counter = Counter(registry, ToolSettings(allowed=("*:far",)), paths, writes=True)
    assert [each.name for each in counter.tools] == ["near"]
    assert "error" in json.loads(counter.call("far", {}).result)


def test_conversations_are_read_but_for_those_in_the_bin(paths: Paths) -> None:
    address = f"sotto://session/{'a' * 32}"
    ((uri, title),) = asked(paths, resources)
    assert (uri, title) == (address, "Where is the harbour?")

    async def read(client: Client) -> str:
        (contents,) = (await client.read_resource(address)).contents
        assert contents.mime_type == "text/markdown"
        return str(contents.text)  # type: ignore[union-attr]

    assert "**You:** Where is the harbour?" in asked(paths, read)
    assert asked(paths, call("search_history", query="harbour"))["found"]


@pytest.mark.parametrize(
    "address", [f"sotto://session/{'b' * 32}", "sotto://session/", "sotto://session/xyz", "file:///etc/passwd"]
)
def test_nothing_else_is_read(paths: Paths, address: str) -> None:
    async def read(client: Client) -> None:
        await client.read_resource(address)

    with pytest.raises(BaseException) as caught:  # noqa: PT011 - a group, of which the last is looked at
        asked(paths, read)
    error: BaseException = caught.value
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    assert isinstance(error, MCPError)


def test_without_history_nothing_of_it_is_served(paths: Paths) -> None:
    assert {"search_history", "recall_facts"}.isdisjoint(asked(paths, names, past=False))
    assert asked(paths, resources, past=False) == []


@pytest.mark.long
def test_the_command_serves_over_its_standard_streams(paths: Paths) -> None:
    program = StdioServerParameters(
        command=sys.executable,
        args=["-m", "desktop", "mcp", "serve"],
        env={"SOTTO_HOME": str(paths.home), "PYTHONPATH": str(Path(__file__).parent.parent.parent)},
    )

    async def run() -> tuple[dict[str, bool], list[tuple[str, str]]]:
        async with Client(program) as client:
            return await names(client), await resources(client)

    served, listed = anyio.run(run)
    assert "clock" in served
    assert len(listed) == 1
