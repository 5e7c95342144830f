"""`sotto adapters`: LoRA adapters of the language model, put on and taken off while Sotto runs."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

import typer

from desktop.cli.conversation import JsonOption
from desktop.cli.stored import print_json

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.adapters.shelf import ShelvedAdapter
    from desktop.paths import Paths
    from desktop.settings import Settings

app = typer.Typer(help="List, put on and take off LoRA adapters of the language model.", no_args_is_help=True)


@app.command("list")
def list_(json_: JsonOption = False) -> None:
    """Show the adapters that are here, and whether they fit the language model that is chosen."""
    from desktop.adapters.shelf import shelved

    paths, settings = _home()
    found = shelved(settings, paths)
    if json_:
        print_json({"model": _model(settings, paths), "adapters": list(found)})
        return
    for one in found:
        _print_one(one)
    if not found:
        print(f"there are none; put GGUF files into {paths.adapters}")


@app.command("load")
def load(
    name: Annotated[str, typer.Argument(help="Name, as `sotto adapters list` shows it, or a GGUF file.")],
    scale: Annotated[float, typer.Option("--scale", min=0.0, max=4.0, help="Strength, in times its own.")] = 1.0,
    persona: Annotated[str, typer.Option("--persona", help="Only where this persona of yours answers.")] = "",
    json_: JsonOption = False,
) -> None:
    """Answer with an adapter from the next turn on; a Sotto that runs goes over to it at once."""
    from pathlib import Path

    from desktop.adapters.binding import bound
    from desktop.adapters.fitting import check_adapter
    from desktop.adapters.shelf import adapter_path
    from desktop.catalog import model_path
    from desktop.errors import UsageError

    paths, settings = _home()
    if Path(name).exists() and adapter_path(name, paths) != Path(name):
        name = str(Path(name).absolute())
    path = adapter_path(name, paths)
    if path is None:
        raise UsageError(f"{name!r} is no adapter", advice="`sotto adapters list` shows those there are")
    facts = check_adapter(path, model_path(settings.language_model.model, "llm", paths))
    told = _keep(paths, partial(bound, name=name, scale=scale, persona=persona))
    if json_:
        print_json({"adapter": name, "scale": scale, "persona": persona, "path": path, "facts": facts, "told": told})
    else:
        whose = f" for {persona}" if persona else ""
        print(f"loaded: {name}, strength {scale:g}, rank {facts.rank}{whose}; {told}")


@app.command("unload")
def unload(
    persona: Annotated[str, typer.Option("--persona", help="Only where this persona of yours answers.")] = "",
    json_: JsonOption = False,
) -> None:
    """Answer without an adapter from the next turn on."""
    from desktop.adapters.binding import bound
    from desktop.settings import NO_ADAPTER

    paths, _ = _home()
    told = _keep(paths, partial(bound, name=NO_ADAPTER if persona else "", scale=1.0, persona=persona))
    if json_:
        print_json({"adapter": "", "persona": persona, "told": told})
    else:
        print(f"unloaded{f' for {persona}' if persona else ''}; {told}")


@app.command("status")
def status(json_: JsonOption = False) -> None:
    """Show which adapter is chosen, by whom, and which one acts in the Sotto that runs."""
    from desktop.adapters.shelf import shelved
    from desktop.personas import as_chosen

    paths, settings = _home()
    chosen = next((one for one in shelved(as_chosen(settings), paths) if one.chosen), None)
    scale = as_chosen(settings).language_model.adapter_scale if chosen is not None else None
    running = _running(paths)
    if json_:
        bound = {one.name: one.adapter for one in settings.personas.own if one.adapter}
        print_json(
            {
                "model": _model(settings, paths),
                "chosen": chosen,
                "scale": scale,
                "personas": bound,
                "running": running,
            }
        )
        return
    print(f"language model  {_model(settings, paths)}")
    if chosen is None:
        print("chosen          no adapter")
    else:
        print(f"chosen          {chosen.name}, strength {scale:g}")
        if chosen.problem:
            print(f"                cannot act: {chosen.problem}")
    for one in settings.personas.own:
        if one.adapter:
            print(f"persona         {one.name}: {one.adapter}, strength {one.adapter_scale:g}")
    print(f"acts now        {_acting(running)}")


def _home() -> tuple[Paths, Settings]:
    from desktop.paths import Paths
    from desktop.settings import load_settings

    paths = Paths.from_environment()
    return paths, load_settings(paths.settings)


def _model(settings: Settings, paths: Paths) -> str:
    from desktop.catalog import model_path

    return model_path(settings.language_model.model, "llm", paths).name


def _keep(paths: Paths, how: Callable[[Settings], Settings]) -> str:
    """Write what becomes of the settings, have the Sotto that runs read them, and return what comes of it."""
    from desktop.cli.rereading import tell_running
    from desktop.settings import load_settings, save_settings

    save_settings(how(load_settings(paths.settings)), paths.settings)
    return tell_running("it acts from the next turn on")


def _running(paths: Paths) -> Mapping[str, Any] | None:
    """What acts in the Sotto that runs; None when none runs, or it does not say."""
    import json

    from desktop.errors import UserFacingError
    from desktop.running import Command, tell

    try:
        answer = tell(paths.home, Command.ADAPTER)
        found = json.loads(answer) if answer else None
    except (UserFacingError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def _acting(running: Mapping[str, Any] | None) -> str:
    if running is None:
        return "no Sotto is running, or it is loading"
    return f"{running['adapter']}, strength {running['scale']:g}" if running["adapter"] else "no adapter"


def _print_one(one: ShelvedAdapter) -> None:
    mark = "*" if one.chosen else " "
    title = f"{one.facts.title}, rank {one.facts.rank}, {one.facts.architecture}" if one.facts else "damaged"
    print(f"{mark} {one.name:20} {one.bytes / 1e6:6.2f} MB  {title}{', came with Sotto' if one.starter else ''}")
    if one.problem:
        print(f"  {'':20} cannot act: {one.problem}")
