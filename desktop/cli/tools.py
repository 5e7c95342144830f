"""`sotto tools`: what the language model can call, and calling it by hand."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from desktop.cli.conversation import JsonOption
from desktop.cli.stored import print_json
from desktop.errors import UsageError, UserFacingError

if TYPE_CHECKING:
    from desktop.extensions import Extensions

app = typer.Typer(help="List and run the tools, without a language model.", no_args_is_help=True)


@app.command("list")
def list_(json_: JsonOption = False) -> None:
    """All tools: those built in, and those of the packs and tool servers that are switched on."""
    from desktop.equipment import open_tools
    from desktop.paths import Paths
    from desktop.settings import load_settings

    paths = Paths.from_environment()
    with open_tools(load_settings(paths.settings), paths) as (registry, extensions):
        _tell_troubles(extensions)
        found = [
            {**tool.schema(), "effect": tool.effect, "pack": extensions.owner(tool.name)} for tool in registry.tools
        ]
    if json_:
        print_json(found)
        return
    for each in found:
        print(f"{each['name']:24} {each['effect']:9} {each['pack'] or '-':16} {each['description']}")


@app.command("run")
def run(
    name: Annotated[str, typer.Argument(help="Name of the tool.")],
    arguments: Annotated[str, typer.Argument(help="Its arguments, a JSON object.")] = "{}",
    json_: JsonOption = False,
) -> None:
    """Run a tool, at once: whoever types it has decided. Exit code 1 when it could not do it."""
    from desktop.equipment import open_tools
    from desktop.paths import Paths
    from desktop.settings import load_settings

    given = _object(arguments)
    paths = Paths.from_environment()
    with open_tools(load_settings(paths.settings), paths) as (registry, extensions):
        _tell_troubles(extensions)
        names = [tool.name for tool in registry.tools]
        if name not in names:
            raise UsageError(f"there is no tool {name}", advice=f"choose one of {', '.join(names)}")
        ran = registry.call(json.dumps({"name": name, "arguments": given}))
    if isinstance(ran.cause, UserFacingError):
        print(f"sotto: {ran.cause}; {ran.cause.advice}", file=sys.stderr)
    result = json.loads(ran.result)
    if json_:
        print_json({"name": name, "title": ran.title, "arguments": given, "result": result, "ms": round(ran.ms, 2)})
    else:
        print(result.get("error") or result.get("say") or ran.result)
    if "error" in result:
        raise typer.Exit(1)


def _object(text: str) -> dict[str, object]:
    try:
        given = json.loads(text)
    except ValueError as error:
        message = f"the arguments are no JSON: {error}"
        raise UsageError(message, advice="""give an object, like '{"expression": "2+2"}'""") from error
    if not isinstance(given, dict):
        raise UsageError("the arguments are no JSON object", advice="""give one, like '{"expression": "2+2"}'""")
    return given


def _tell_troubles(extensions: Extensions) -> None:
    for trouble in extensions.troubles:
        print(f"sotto: {trouble}; {trouble.advice}", file=sys.stderr)
