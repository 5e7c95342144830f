"""`sotto models`: what can be had, what is there, and how it comes and goes."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from desktop.cli.conversation import JsonOption
from desktop.cli.model_progress import ProgressLine
from desktop.cli.rereading import tell_running
from desktop.cli.stored import print_json
from desktop.errors import Cancelled, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.models.shelf import Installed

app = typer.Typer(help="List, get, check, import, choose and remove models.", no_args_is_help=True)
LOADING = "Sotto is loading it now"
INTERRUPTED = 130
"""Exit code of a download that Ctrl+C stopped."""


class KindName(StrEnum):
    """Kinds of models, as the command line names them."""

    STT = "stt"
    LLM = "llm"
    TTS = "tts"
    TURN = "turn"
    WAKE = "wake"


_KIND = typer.Option(
    "--kind", help="stt: recogniser, llm: language model, tts: voice, turn: end of turn, wake: wake word."
)
_ModelId = Annotated[str, typer.Argument(help="Id, as `sotto models list` shows it.")]
_USE = typer.Option("--use", help="Choose it in the settings, too.")


@app.command("list")
def list_(
    kind: Annotated[KindName | None, _KIND] = None,
    language: Annotated[str, typer.Option("--language", help="Only models that know it, like `de`.")] = "",
    installed: Annotated[bool, typer.Option("--installed", help="Only what is here.")] = False,
    json_: JsonOption = False,
) -> None:
    """Show the models that are here, those that can be had, and packs of them."""
    from desktop.cli.model_list import ModelList
    from desktop.models.catalogue import load_catalogue
    from desktop.models.machine_speed import machine_speed
    from desktop.models.shelf import Shelf
    from desktop.models.staging import unfinished
    from desktop.paths import Paths

    paths = Paths.from_environment()
    catalogue, here = load_catalogue(paths), Shelf(paths).all()
    wanted = _Wanted(kind, language)
    there = [one for one in here if wanted.fits(one.kind, one.languages)]
    ids = {one.id for one in here}
    offered = [one for one in catalogue.models if one.id not in ids and wanted.fits(one.kind, one.languages)]
    packs = [one for one in catalogue.packs if not kind and wanted.fits("", catalogue.languages_of(one))]
    if installed:
        offered, packs = [], []
    listed = ModelList(catalogue, unfinished(paths), machine_speed(paths))
    if json_:
        print_json(listed.plain(there, offered, packs))
        return
    lines = (*map(listed.installed, there), *map(listed.offered, offered), *map(listed.pack, packs))
    for line in lines:
        print(line)


@app.command("get")
def get(
    names: Annotated[list[str], typer.Argument(help="Ids of models or packs.")],
    use: Annotated[bool, _USE] = False,
    again: Annotated[bool, typer.Option("--again", help="Also what is here already.")] = False,
    json_: JsonOption = False,
) -> None:
    """Download models; Ctrl+C stops, and the same command goes on where it stopped."""
    from desktop.models.catalogue import load_catalogue
    from desktop.models.getting import Download
    from desktop.models.shelf import Shelf
    from desktop.paths import Paths

    paths = Paths.from_environment()
    catalogue = load_catalogue(paths)
    wanted = {model.id: model for name in names for model in catalogue.chosen(name)}
    for model in wanted.values():
        with ProgressLine(model.id) as line:
            try:
                Download(model, paths, tell=line.tell, again=again).run()
            except (KeyboardInterrupt, Cancelled):
                line.say(f"stopped; `sotto models get {model.id}` goes on, `sotto models remove {model.id}` discards")
                raise typer.Exit(INTERRUPTED) from None
    shelf = Shelf(paths)
    got = [shelf.use(one) if use else shelf.find(one) for one in wanted]
    _report(got, json_, used=use)


@app.command("verify")
def verify(
    names: Annotated[list[str] | None, typer.Argument(help="Ids; all that are here without them.")] = None,
    json_: JsonOption = False,
) -> None:
    """Read models through and compare them with what was installed; exit code 1 when one is damaged."""
    from desktop.models.shelf import Shelf
    from desktop.paths import Paths

    shelf = Shelf(Paths.from_environment())
    faults: dict[str, list[str]] = {}
    for name in names or [one.id for one in shelf.all()]:
        with ProgressLine(name) as line:
            faults[name] = shelf.verify(name, tell=line.tell)
    if json_:
        print_json({"ok": not any(faults.values()), "faults": faults})
    else:
        for name, found in faults.items():
            print(f"{'BAD' if found else 'ok '}  {name}{': ' + '; '.join(found) if found else ''}")
            if found:
                print(f"     get it again with `sotto models get {name} --again`, or remove it")
    if any(faults.values()):
        raise typer.Exit(1)


@app.command("remove")
def remove(
    name: _ModelId,
    use_starter: Annotated[
        bool, typer.Option("--use-starter", help="Also one in use: go back to the starter's.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Delete a model, or what has arrived of one that was not downloaded to the end."""
    from desktop.models.shelf import Shelf
    from desktop.models.staging import Staging, megabytes, unfinished
    from desktop.paths import Paths

    paths = Paths.from_environment()
    shelf = Shelf(paths)
    begun = unfinished(paths).get(name, 0)
    here = any(one.id == name for one in shelf.all())
    if begun and not here:
        Staging(paths, name).discard()
        print(f"discarded: {name}, {megabytes(begun)}")
        return
    model = shelf.find(name)
    if not yes and not typer.confirm(f"delete {model.title} ({megabytes(model.size)})?", err=True):
        raise UsageError("nothing was deleted", advice="answer y, or give --yes")
    shelf.remove(name, fall_back=use_starter)
    print(f"deleted: {name}, {megabytes(model.size)}")


@app.command("import")
def import_(
    source: Annotated[Path, typer.Argument(help="GGUF or ONNX file, or a folder with a Whisper model.")],
    kind: Annotated[KindName | None, _KIND] = None,
    model_id: Annotated[str, typer.Option("--id", help="Its name from then on.")] = "",
    use: Annotated[bool, _USE] = False,
    json_: JsonOption = False,
) -> None:
    """Copy a model from this machine's own files; what it is, its content tells."""
    from desktop.models.importing import import_model, kind_named
    from desktop.models.shelf import Shelf
    from desktop.paths import Paths

    paths = Paths.from_environment()
    with ProgressLine(source.name) as line:
        model = import_model(
            source, paths, kind=kind_named(kind.value if kind else ""), model_id=model_id, tell=line.tell
        )
    _report([Shelf(paths).use(model.id) if use else model], json_, used=use)


@app.command("use")
def use(name: _ModelId, json_: JsonOption = False) -> None:
    """Choose a model, or all of a pack, in the settings; a Sotto that runs goes over to it at once."""
    from desktop.models.catalogue import load_catalogue
    from desktop.models.shelf import Shelf
    from desktop.paths import Paths

    paths = Paths.from_environment()
    _report(Shelf(paths).use_all(load_catalogue(paths).members(name)), json_, used=True)


class _Wanted:
    """What the options of `list` ask for."""

    def __init__(self, kind: KindName | None, language: str) -> None:
        self._kind, self._language = kind, language.lower()

    def fits(self, kind: str, languages: Sequence[str]) -> bool:
        """Whether it is asked for; a model of no named language knows any."""
        return (self._kind is None or kind == self._kind.value) and (
            not self._language or not languages or self._language in languages
        )


def _report(models: Sequence[Installed], json_: bool, *, used: bool) -> None:
    if json_:
        if used:
            tell_running(LOADING)
        print_json({"models": list(models)})
        return
    when = f"; {tell_running(LOADING)}" if used else ""
    for model in models:
        print(f"{'chosen' if used else 'installed'}: {model.id}  {model.path}{when}")
