"""`sotto scenarios web`: scenarios by hand in a browser."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from desktop.cli.scenario_record import Mine, base
from desktop.errors import UsageError

Names = Annotated[list[str] | None, typer.Argument(help="Names, TOML files or folders; all that ship without any.")]


def web(
    names: Names = None,
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help="Where, on this machine only.")] = 9467,
    folder: Annotated[Path | None, typer.Option("--folder", help="Write the Chainlit application here.")] = None,
    generate_only: Annotated[bool, typer.Option("--generate-only", help="Write it, and run nothing.")] = False,
    mine: Mine = False,
) -> None:
    """Run scenarios by hand in a browser, typing or talking, with the same engine. Ctrl+C ends it.

    Needs the extra `web` (Chainlit). Answers on this machine only.
    """
    from desktop.paths import Paths
    from desktop.scenarios.own import away_from_home
    from desktop.scenarios.shelf import find
    from desktop.scenarios.web.generate import ADVICE, APP, WITHOUT, chainlit_installed, generate

    paths = Paths.from_environment()
    scripts, target = find(names or ()), (folder or paths.cache / "scenarios" / "web").resolve()
    generate(target, scripts, away_from_home(base(mine=mine), paths).model_dump_json(), port)
    print(f"written: {target / APP}", flush=True)
    if generate_only:
        return
    if not chainlit_installed():
        raise UsageError(WITHOUT, advice=ADVICE)
    _run(target, port)


def _run(folder: Path, port: int) -> None:
    from desktop.scenarios.web.generate import APP, HOST, environment

    os.environ.update(environment(folder, port))
    os.chdir(folder)
    from chainlit.cli import run_chainlit

    print(f"http://{HOST}:{port} - Ctrl+C ends it", flush=True)
    run_chainlit(str(folder / APP))
