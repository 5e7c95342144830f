"""`sotto packs`: tools and personas for one job, switched on and off."""

from __future__ import annotations

from typing import Annotated

import typer

from desktop.cli.conversation import JsonOption
from desktop.cli.stored import print_json
from desktop.errors import PackError, UsageError

app = typer.Typer(help="Switch packs on and off: tools and personas for one job.", no_args_is_help=True)
PackName = Annotated[str, typer.Argument(help="Name of the pack; `sotto packs list` shows what there is.")]


@app.command("list")
def list_(json_: JsonOption = False) -> None:
    """The packs there are. Nothing of them is run."""
    from desktop.packs.finding import list_packs
    from desktop.paths import Paths
    from desktop.settings import load_settings

    paths = Paths.from_environment()
    records = list_packs(load_settings(paths.settings), paths)
    if json_:
        print_json(records)
        return
    for record in records:
        print(f"{'on ' if record.enabled else 'off'}  {record.name:20} {record.error or record.description}")


@app.command("enable")
def enable(name: PackName, json_: JsonOption = False) -> None:
    """Switch a pack on, from the next start; it is opened once, to see whether it can be."""
    from desktop.packs.enabled import open_pack
    from desktop.packs.finding import known_pack, with_pack
    from desktop.paths import Paths
    from desktop.settings import load_settings, save_settings

    paths = Paths.from_environment()
    settings = load_settings(paths.settings)
    known_pack(name, paths)
    try:
        pack = open_pack(name, paths)
    except PackError as error:
        raise PackError(f"the pack {name} was not switched on: {error}", advice=error.advice) from error
    pack.opened.close()
    save_settings(with_pack(settings, name, on=True), paths.settings)
    tools, personas = [tool.name for tool in pack.opened.tools], [one.name for one in pack.manifest.personas]
    if json_:
        print_json({"name": name, "enabled": True, "tools": tools, "personas": personas})
    else:
        print(f"{pack.manifest.title} is on; tools: {', '.join(tools) or 'none'}")


@app.command("disable")
def disable(name: PackName, json_: JsonOption = False) -> None:
    """Switch a pack off, from the next start. Its data stays."""
    from desktop.packs.finding import pack_folders, with_pack
    from desktop.paths import Paths
    from desktop.settings import load_settings, save_settings

    paths = Paths.from_environment()
    settings = load_settings(paths.settings)
    if name not in settings.packs.enabled and name not in pack_folders(paths):
        raise UsageError(f"there is no pack {name}", advice="`sotto packs list` shows what there is")
    save_settings(with_pack(settings, name, on=False), paths.settings)
    if json_:
        print_json({"name": name, "enabled": False})
    else:
        print(f"{name} is off")
