"""What can be done with packs and tool servers, each slow: a pack is opened once, a server is started and asked."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from functools import partial

from desktop.errors import Cancelled, SettingsError, UserFacingError
from desktop.job import Job
from desktop.mcp_client.changing import known_server, made_server, with_server, without_consent, without_server
from desktop.mcp_client.library import require_library
from desktop.mcp_client.offered import forget_offer, take_over
from desktop.packs.enabled import open_pack
from desktop.packs.finding import with_pack
from desktop.paths import Paths
from desktop.settings import McpServer, Settings
from desktop.ui.assistant_like import AssistantLike
from desktop.ui.tools.sources import Kind
from desktop.wording import marked, ntr, tr

_NAME = r"[a-z][a-z0-9_]{0,23}"
"""As `McpServer` has it."""
Change = Callable[[AssistantLike, Paths], str]
"""Makes it, and returns what there is to be told. Raises UserFacingError."""


def switching(kind: Kind, name: str, *, on: bool, job: Job) -> Change:
    """Switch a pack or a server on or off, from the next start; one that cannot be used is not switched on.

    A server is asked first, which raises Cancelled once the job is to stop.
    """
    return partial(_switch_pack, name, on) if kind is Kind.PACK else partial(_switch_server, name, on, job)


def switching_tool(server: str, tool: str, *, on: bool) -> Change:
    """Offer a tool of a server to the model, or not."""
    return partial(_switch_tool, server, tool, on)


def adding(name: str, where: str) -> Change:
    """Note a server down, switched off: `where` is an address, or a program with its arguments."""
    return partial(_add, name.strip(), where.strip())


def forgetting(name: str) -> Change:
    """Forget a server, what it offered, and which of its tools were always allowed."""
    return partial(_forget, name)


def attempt(change: Change, assistant: AssistantLike, paths: Paths) -> str | UserFacingError | Cancelled:
    """Make a change; return what is to be told, or what kept it from being made."""
    try:
        return change(assistant, paths)
    except (UserFacingError, Cancelled) as error:
        return error


def _switch_pack(name: str, on: bool, assistant: AssistantLike, paths: Paths) -> str:
    told = ""
    if on:
        pack = open_pack(name, paths)
        count = len(pack.opened.tools)
        pack.opened.close()
        told = ntr("It brings {count} tool.", "It brings {count} tools.", count).format(count=count)
    assistant.alter(partial(with_pack, name=name, on=on))
    return told


def _switch_server(name: str, on: bool, job: Job, assistant: AssistantLike, paths: Paths) -> str:
    server, told = known_server(assistant.settings, name), ""
    if on:
        require_library()
        from desktop.mcp_client.asking import ask  # the protocol's library takes a second to load

        offer = ask(server, job)
        changed = take_over(paths.mcp, name, offer)
        assistant.alter(partial(without_consent, tools=changed))
        told = tr("It answered as {server}.").format(server=offer.server)
    assistant.alter(partial(_with, server.model_copy(update={"enabled": on})))
    return told


def _switch_tool(name: str, tool: str, on: bool, assistant: AssistantLike, _paths: Paths) -> str:
    server = known_server(assistant.settings, name)
    off = set(server.tools_off) - {tool} if on else {*server.tools_off, tool}
    assistant.alter(partial(_with, server.model_copy(update={"tools_off": tuple(sorted(off))})))
    return ""


def _add(name: str, where: str, assistant: AssistantLike, _paths: Paths) -> str:
    if any(server.name == name for server in assistant.settings.mcp.servers):
        advice = marked("choose another name")
        raise SettingsError(marked("there is a tool server {name} already", name=name), advice=advice)
    if not re.fullmatch(_NAME, name):
        advice = marked("write small letters, digits and _ only, at most 24, a letter first")
        raise SettingsError(marked("“{name}” is no name for a tool server", name=name), advice=advice)
    try:
        reached = {"url": where} if "://" in where else {"command": tuple(shlex.split(where))}
    except ValueError as error:
        advice = marked("write it as in a terminal, with both quotation marks")
        raise SettingsError(marked("the command cannot be read"), advice=advice) from error
    assistant.alter(partial(_with, made_server({"name": name, "enabled": False} | reached)))
    return ""


def _forget(name: str, assistant: AssistantLike, paths: Paths) -> str:
    names = forget_offer(paths.mcp, name)
    assistant.alter(lambda settings: without_consent(without_server(settings, name), names))
    return ""


def _with(server: McpServer, settings: Settings) -> Settings:
    return with_server(settings, server)
