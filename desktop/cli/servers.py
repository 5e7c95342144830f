"""`sotto mcp`: programs whose tools Sotto may use, and Sotto's own tools for other programs."""

from __future__ import annotations

import shlex
import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from desktop.cli.conversation import JsonOption
from desktop.cli.stored import print_json
from desktop.errors import UsageError

if TYPE_CHECKING:
    from desktop.paths import Paths
    from desktop.settings import McpServer, Settings

app = typer.Typer(
    help="Tool servers by the Model Context Protocol, and Sotto's own tools for other programs.", no_args_is_help=True
)
ServerName = Annotated[str, typer.Argument(help="Name of the server; `sotto mcp list` shows what there is.")]


@app.command("list")
def list_(json_: JsonOption = False) -> None:
    """The servers there are. None is started."""
    from desktop.mcp_client.offered import load_offer

    settings, paths = _settings()
    found = []
    for server in settings.mcp.servers:
        offer = load_offer(paths.mcp, server.name)
        found.append(_shown(server) | {"tools": len(offer.usable) if offer else None})
    if json_:
        print_json(found)
        return
    if not found:
        print("there are no tool servers; `sotto mcp add` notes one down", file=sys.stderr)
    for each in found:
        tools = "tools unknown" if each["tools"] is None else f"{each['tools']} tools"
        trust = "trusted" if each["trusted"] else ""
        print(f"{'on ' if each['enabled'] else 'off'}  {each['name']:16} {tools:14} {trust:8} {each['where']}")


@app.command("add")
def add(
    name: Annotated[str, typer.Argument(help="What its tools' names will begin with.")],
    command: Annotated[list[str] | None, typer.Argument(help="Behind --: the program and its arguments.")] = None,
    url: Annotated[str, typer.Option("--url", help="Where a server that runs already listens.")] = "",
    token_variable: Annotated[str, typer.Option("--token-variable", help="Variable that holds its token.")] = "",
    token_file: Annotated[str, typer.Option("--token-file", help="File with its token, of mode 600.")] = "",
    folder: Annotated[str, typer.Option("--folder", help="Where the program is started.")] = "",
) -> None:
    """Note a server down, switched off; nothing is started. `sotto mcp enable` does the rest."""
    from desktop.mcp_client.changing import made_server, with_server

    settings, paths = _settings()
    if any(server.name == name for server in settings.mcp.servers):
        raise UsageError(f"there is a tool server {name} already", advice=f"`sotto mcp remove {name}` first")
    fields = {
        "name": name,
        "command": tuple(command or ()),
        "url": url,
        "token_variable": token_variable,
        "token_file": token_file,
        "folder": folder,
        "enabled": False,
    }
    _save(with_server(settings, made_server(fields)), paths)
    print(f"{name} is known; `sotto mcp enable {name}` asks it for its tools and switches it on")


@app.command("remove")
def remove(name: ServerName) -> None:
    """Forget a server, what it offered, and which of its tools were always allowed."""
    from desktop.mcp_client.changing import known_server, without_consent, without_server
    from desktop.mcp_client.offered import forget_offer

    settings, paths = _settings()
    known_server(settings, name)
    _save(without_consent(without_server(settings, name), forget_offer(paths.mcp, name)), paths)
    print(f"{name} is forgotten")


@app.command("enable")
def enable(
    name: ServerName,
    trust: Annotated[
        bool | None,
        typer.Option("--trust/--no-trust", help="Whether its word is taken for which tools only read."),
    ] = None,
    json_: JsonOption = False,
) -> None:
    """Start a server once, ask for its tools, and switch it on from the next start. Again: take its tools anew."""
    from desktop.mcp_client.library import require_library

    require_library()
    from desktop.mcp_client.asking import ask
    from desktop.mcp_client.changing import known_server, with_server, without_consent
    from desktop.mcp_client.offered import take_over

    settings, paths = _settings()
    server = known_server(settings, name)
    server = server.model_copy(update={"enabled": True, "trusted": server.trusted if trust is None else trust})
    offer = ask(server)
    changed = take_over(paths.mcp, name, offer)
    _save(without_consent(with_server(settings, server), changed), paths)
    if json_:
        print_json(_shown(server) | {"server": offer.server, "tools": _tools(server, paths)})
        return
    print(f"{name} is on ({offer.server}); its tools:")
    _print_tools(_tools(server, paths))


@app.command("disable")
def disable(name: ServerName, json_: JsonOption = False) -> None:
    """Switch a server off, from the next start."""
    from desktop.mcp_client.changing import known_server, with_server

    settings, paths = _settings()
    server = known_server(settings, name).model_copy(update={"enabled": False})
    _save(with_server(settings, server), paths)
    if json_:
        print_json(_shown(server))
    else:
        print(f"{name} is off")


@app.command("tools")
def tools(
    name: Annotated[str, typer.Argument(help="Name of one server; all without it.")] = "",
    on: Annotated[list[str] | None, typer.Option("--on", help="Offer this tool of the server.")] = None,
    off: Annotated[list[str] | None, typer.Option("--off", help="Do not offer it.")] = None,
    json_: JsonOption = False,
) -> None:
    """The tools of the servers, what they count as, and which are left out; and switching them on and off."""
    from desktop.mcp_client.changing import known_server, with_server

    settings, paths = _settings()
    if on or off:
        server = _toggled(known_server(settings, name), set(on or ()), set(off or ()), paths)
        settings = with_server(settings, server)
        _save(settings, paths)
    chosen = [known_server(settings, name)] if name else settings.mcp.servers
    found = [tool for server in chosen for tool in _tools(server, paths)]
    if json_:
        print_json(found)
    elif found:
        _print_tools(found)
    else:
        print("no tools are known; `sotto mcp enable` asks a server for its own", file=sys.stderr)


@app.command("status")
def status(json_: JsonOption = False) -> None:
    """Start each server that is on, ask whether it is well, and end it; exit code 1 if one is not."""
    settings, _ = _settings()
    enabled = [server for server in settings.mcp.servers if server.enabled]
    found: list[dict[str, Any]] = []
    if enabled:
        from desktop.mcp_client.library import require_library

        require_library()
        from desktop.mcp_client.asking import ask_all

        for answer in ask_all(enabled):
            server, count = (answer.offer.server, len(answer.offer.tools)) if answer.offer else ("", 0)
            health = {"well": answer.offer is not None, "server": server, "tools": count, "error": answer.error}
            found.append({"name": answer.name, "ms": round(answer.ms)} | health)
    if json_:
        print_json(found)
    else:
        for each in found:
            said = f"{each['tools']} tools in {each['ms']} ms, {each['server']}" if each["well"] else each["error"]
            print(f"{'well' if each['well'] else 'ILL '}  {each['name']:16} {said}")
        if not found:
            print("no tool server is on")
    if not all(each["well"] for each in found):
        raise typer.Exit(1)


@app.command("serve")
def serve(
    allow_writes: Annotated[
        bool,
        typer.Option("--allow-writes", help="Also tools that change something, as far as `tools.allowed` lets them."),
    ] = False,
    no_history: Annotated[bool, typer.Option("--no-history", help="Nothing of past conversations.")] = False,
) -> None:
    """Serve Sotto's own tools and conversations to the program that starts this, over its input and output."""
    from desktop.mcp_client.library import require_library

    require_library()
    from desktop.mcp_server.serving import serve as serve_tools

    settings, paths = _settings()
    serve_tools(settings, paths, writes=allow_writes, past=not no_history)


def _toggled(server: McpServer, on: set[str], off: set[str], paths: Paths) -> McpServer:
    names = [tool["tool"] for tool in _tools(server, paths)]
    if unknown := sorted((on | off) - set(names)):
        advice = f"choose one of {', '.join(names)}" if names else f"`sotto mcp enable {server.name}` asks it"
        raise UsageError(f"the tool server {server.name} has no tool {unknown[0]}", advice=advice)
    return server.model_copy(update={"tools_off": tuple(sorted((set(server.tools_off) | off) - on))})


def _tools(server: McpServer, paths: Paths) -> list[dict[str, Any]]:
    from desktop.mcp_client.offered import load_offer, model_name

    offer = load_offer(paths.mcp, server.name)
    return [
        {
            "server": server.name,
            "tool": tool.name,
            "name": model_name(server.name, tool.name),
            "effect": tool.effect(server),
            "on": not tool.left_out and tool.name not in server.tools_off,
            "left_out": tool.left_out,
            "description": tool.description,
        }
        for tool in (offer.tools if offer else ())
    ]


def _print_tools(found: list[dict[str, Any]]) -> None:
    for each in found:
        what = f"left out: {each['left_out']}" if each["left_out"] else each["description"]
        print(f"{'on ' if each['on'] else 'off'}  {each['name']:32} {each['effect']:9} {what}")


def _shown(server: McpServer) -> dict[str, Any]:
    where = server.url or shlex.join(server.command)
    return {"name": server.name, "enabled": server.enabled, "trusted": server.trusted, "where": where}


def _settings() -> tuple[Settings, Paths]:
    from desktop.paths import Paths
    from desktop.settings import load_settings

    paths = Paths.from_environment()
    return load_settings(paths.settings), paths


def _save(settings: Settings, paths: Paths) -> None:
    from desktop.settings import save_settings

    save_settings(settings, paths.settings)
