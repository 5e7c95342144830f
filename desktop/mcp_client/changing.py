"""Settings with other tool servers. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from pydantic import ValidationError

from desktop.errors import UsageError, words_of
from desktop.settings import McpServer, McpSettings, Settings
from desktop.wording import marked


def known_server(settings: Settings, name: str) -> McpServer:
    """The server of that name. Raises UsageError."""
    for server in settings.mcp.servers:
        if server.name == name:
            return server
    raise UsageError(
        marked("there is no tool server {name}", name=name), advice=marked("`sotto mcp list` shows what there is")
    )


def made_server(fields: Mapping[str, Any]) -> McpServer:
    """A server of these fields. Raises UsageError with what is wrong with them."""
    try:
        return McpServer.model_validate(fields)
    except ValidationError as error:
        first = error.errors()[0]
        inner = first.get("ctx", {}).get("error")
        what = words_of(inner) if isinstance(inner, Exception) else first["msg"]
        where = ".".join(str(part) for part in first["loc"])
        message = marked("{where}: {what}", where=where, what=what) if where else what
        raise UsageError(message, advice=marked("`sotto mcp add --help` shows how it is written")) from error


def with_server(settings: Settings, server: McpServer) -> Settings:
    """Return settings with a server in the place of the one of its name, or behind the others."""
    servers = {each.name: each for each in settings.mcp.servers} | {server.name: server}
    return settings.model_copy(update={"mcp": McpSettings(servers=tuple(servers.values()))})


def without_consent(settings: Settings, tools: Collection[str]) -> Settings:
    """Return settings in which none of these tools is always allowed, as models call them."""
    allowed = tuple(entry for entry in settings.tools.allowed if entry.partition(":")[2] not in tools)
    return settings.model_copy(update={"tools": settings.tools.model_copy(update={"allowed": allowed})})


def without_server(settings: Settings, name: str) -> Settings:
    """Return settings without a server."""
    servers = tuple(each for each in settings.mcp.servers if each.name != name)
    return settings.model_copy(update={"mcp": McpSettings(servers=servers)})
