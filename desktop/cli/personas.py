"""`sotto personas`: who can answer, and who does."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Annotated

import typer

from desktop.cli.conversation import JsonOption
from desktop.cli.rereading import tell_running
from desktop.cli.stored import print_json

if TYPE_CHECKING:
    from desktop.paths import Paths
    from desktop.roster import Listed
    from desktop.settings import Settings

app = typer.Typer(help="List, show and choose who answers.", no_args_is_help=True)
Name = Annotated[str, typer.Argument(help="Name of a persona; `sotto personas list` shows what there is.")]


@app.command("list")
def list_(json_: JsonOption = False) -> None:
    """Show the persona of the settings, your own, and those of the packs that are switched on."""
    from desktop.paths import Paths
    from desktop.roster import roster
    from desktop.settings import load_settings

    paths = Paths.from_environment()
    listed = roster(load_settings(paths.settings), paths)
    if json_:
        print_json(listed)
        return
    for one in listed:
        print(f"{'*' if one.answers else ' '} {one.name:24} {one.pack or one.origin.value}")


@app.command("show")
def show(name: Name, json_: JsonOption = False) -> None:
    """Show what one persona is told, and how it speaks."""
    from desktop.paths import Paths
    from desktop.roster import find_persona, roster
    from desktop.settings import load_settings

    paths = Paths.from_environment()
    settings = load_settings(paths.settings)
    one = find_persona(name, roster(settings, paths))
    if json_:
        print_json(one)
        return
    print(f"name         {one.name}{' (answers)' if one.answers else ''}")
    print(f"from         {f'the pack {one.pack}' if one.pack else one.origin.value}")
    print(f"voice        {one.voice or 'the starter pack'}")
    print(f"slowness     {one.length_scale:g}")
    print(f"language     {one.language or 'what the recogniser expects'}")
    print(f"temperature  {one.temperature:g}")
    print(f"tools        {'all' if one.tools is None else ', '.join(one.tools) or 'none'}")
    print(f"adapter      {_adapter(one, settings, paths)}")
    for title, prompt in itertools.zip_longest(one.prompt_names, one.prompts, fillvalue=""):
        print(f"\n[{title}]\n{prompt.strip()}" if title else f"\n{prompt.strip()}")


def _adapter(one: Listed, settings: Settings, paths: Paths) -> str:
    """What the language model wears for a persona, or why it does not."""
    from desktop.adapters.fitting import check_adapter
    from desktop.adapters.shelf import adapter_path
    from desktop.catalog import model_path
    from desktop.errors import ModelError

    path = adapter_path(one.adapter, paths)
    if path is None:
        return "none"
    try:
        check_adapter(path, model_path(settings.language_model.model, "llm", paths))
    except ModelError as error:
        return f"none: {error}"
    return one.adapter


@app.command("use")
def use(name: Name, json_: JsonOption = False) -> None:
    """Have a persona answer from now on; in a Sotto that runs that begins another conversation."""
    from desktop.paths import Paths
    from desktop.roster import choosing, find_persona, roster
    from desktop.settings import load_settings, save_settings

    paths = Paths.from_environment()
    settings = load_settings(paths.settings)
    one = find_persona(name, roster(settings, paths))
    save_settings(choosing(settings, one), paths.settings)
    when = tell_running("the Sotto that runs does it now")
    if json_:
        print_json({"name": one.name, "origin": one.origin, "pack": one.pack})
    else:
        print(f"{one.name} answers; {when}")
