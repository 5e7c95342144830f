"""Where tools come from besides Sotto itself: packs and tool servers, as the window lists them. Starts none."""

from __future__ import annotations

import enum
import shlex
from collections.abc import Sequence
from dataclasses import dataclass

from desktop.engine.tools.registry import Effect
from desktop.errors import SettingsError
from desktop.mcp_client.offered import OfferedTool, load_offer
from desktop.packs.finding import PackRecord, list_packs
from desktop.paths import Paths
from desktop.settings import McpServer, Settings
from desktop.wording import marked, tr

EFFECTS: dict[Effect, str] = {
    "read": marked("reads"),
    "write": marked("changes something, and asks"),
    "external": marked("leaves this program, and asks"),
}


class Kind(enum.Enum):
    """What brings tools along."""

    PACK = enum.auto()
    SERVER = enum.auto()


@dataclass(frozen=True, slots=True)
class OfferedLine:
    """One tool of a server."""

    name: str
    words: str
    """What it does, and what it counts as."""
    on: bool
    usable: bool = True
    """False when it is left out, for the reason in `words`."""


@dataclass(frozen=True, slots=True)
class Source:
    """A pack or a server."""

    kind: Kind
    name: str
    title: str
    about: str
    on: bool
    tools: tuple[OfferedLine, ...] = ()
    """Of a server, as it offered them when it was switched on."""


def sources(settings: Settings, paths: Paths) -> Sequence[Source]:
    """All of them, packs first."""
    packs = [_of_pack(record) for record in list_packs(settings, paths)]
    return [*packs, *(_of_server(server, paths) for server in settings.mcp.servers)]


def _of_pack(record: PackRecord) -> Source:
    return Source(Kind.PACK, record.name, record.title, record.error or record.description, record.enabled)


def _of_server(server: McpServer, paths: Paths) -> Source:
    about, tools = server.url or shlex.join(server.command), tuple[OfferedLine, ...]()
    try:
        offer = load_offer(paths.mcp, server.name)
    except SettingsError as error:
        return Source(Kind.SERVER, server.name, server.name, tr(error.message), server.enabled)
    if offer is not None:
        tools = tuple(_line(tool, server) for tool in offer.tools)
    return Source(Kind.SERVER, server.name, server.name, about, server.enabled, tools)


def _line(tool: OfferedTool, server: McpServer) -> OfferedLine:
    if tool.left_out:
        return OfferedLine(tool.name, tr("left out: {reason}").format(reason=tool.left_out), on=False, usable=False)
    effect = tr(EFFECTS[tool.effect(server)])
    words = f"{tool.description} ({effect})" if tool.description else effect
    return OfferedLine(tool.name, words, on=tool.name not in server.tools_off)
