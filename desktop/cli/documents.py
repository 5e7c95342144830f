"""`sotto documents`: folders whose text, Markdown and PDF can be asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from desktop.cli.conversation import JsonOption
from desktop.cli.rereading import tell_running
from desktop.cli.stored import print_json
from desktop.cli.terminal_job import terminal_job
from desktop.errors import UsageError

if TYPE_CHECKING:
    from desktop.documents.indexing import Indexed
    from desktop.documents.library import Library

app = typer.Typer(help="Your own documents as a source of answers.", no_args_is_help=True)
_Folder = Annotated[Path, typer.Argument(help="A folder with text, Markdown or PDF files.")]


@app.command("add")
def add(folder: _Folder, json_: JsonOption = False) -> None:
    """Name a folder, and read what is in it and below it."""
    chosen = folder.expanduser().absolute()
    if not chosen.is_dir():
        raise UsageError(f"there is no folder {chosen}", advice="give one that is there")
    _name_folders(lambda folders: (*folders, str(chosen)) if str(chosen) not in folders else folders)
    _index(json_=json_)


@app.command("remove")
def remove(folder: _Folder, json_: JsonOption = False) -> None:
    """Name a folder no longer, and forget what was read in it; the files stay as they are."""
    wanted = folder.expanduser().absolute()

    def without(folders: tuple[str, ...]) -> tuple[str, ...]:
        left = tuple(one for one in folders if Path(one).expanduser() != wanted)
        if left == folders:
            advice = "`sotto documents list` shows those that are"
            raise UsageError(f"the folder {wanted} is not among them", advice=advice)
        return left

    _name_folders(without)
    _index(json_=json_)


@app.command("list")
def list_(json_: JsonOption = False) -> None:
    """Show the folders, and each document with what is wrong with it; exit code 1 where something is."""
    with _library() as library:
        folders, documents = list(library.folders), list(library.documents())
    if json_:
        print_json({"folders": folders, "documents": documents})
    else:
        for folder in folders:
            print(f"{folder}{'' if folder.is_dir() else '  (is not there; what was read of it is kept)'}")
            for one in documents:
                if one.folder == str(folder):
                    state = one.problem or f"{one.passages} passages{f'; {one.note}' if one.note else ''}"
                    print(f"  {one.document:40} {state}")
        if not folders:
            print("no folder is named: `sotto documents add FOLDER`")
    if any(one.problem for one in documents):
        raise typer.Exit(1)


@app.command("index")
def index(json_: JsonOption = False) -> None:
    """Read what is new or changed now, and forget what is gone; Ctrl+C stops it, and what was read stays."""
    _index(json_=json_)


@app.command("search")
def search(
    question: Annotated[str, typer.Argument(help="As somebody would ask it.")],
    most: Annotated[int, typer.Option("--most", min=1, max=50, help="How many passages, the best first.")] = 3,
    json_: JsonOption = False,
) -> None:
    """Show the passages that bear on a question, and where they stand; exit code 1 where none does."""
    with _library() as library:
        found = list(library.find(question, most))
    if json_:
        print_json({"found": found})
    for one in () if json_ else found:
        place = f", page {one.page}" if one.page else f", {one.heading}" if one.heading else ""
        print(f"{one.document}{place}\n    {one.text}")
    if not found:
        if not json_:
            print("nothing was found")
        raise typer.Exit(1)


def _index(*, json_: bool) -> None:
    with _library() as library, terminal_job("stopped; what was read so far stays") as job:
        done = library.refresh(job)
    if json_:
        print_json(done)
        return
    _tell(done)


def _tell(done: Indexed) -> None:
    counts = (len(done.read), done.unchanged, len(done.removed), len(done.failed))
    print("{} read, {} unchanged, {} gone, {} not readable".format(*counts))
    for path, why in done.failed.items():
        print(f"  {path}: {why}")
    for folder in done.missing:
        print(f"  {folder} is not there; what was read of it is kept")


def _name_folders(change: Callable[[tuple[str, ...]], tuple[str, ...]]) -> None:
    from desktop.paths import Paths
    from desktop.settings import load_settings, save_settings

    paths = Paths.from_environment()
    settings = load_settings(paths.settings)
    documents = settings.documents.model_copy(update={"folders": change(settings.documents.folders)})
    save_settings(settings.model_copy(update={"documents": documents}), paths.settings)
    tell_running("")


@contextmanager
def _library() -> Iterator[Library]:
    from desktop.documents.library import Library
    from desktop.paths import Paths
    from desktop.settings import load_settings

    paths = Paths.from_environment()
    settings = load_settings(paths.settings)
    library = Library(lambda: settings.documents, paths)
    try:
        yield library
    finally:
        library.close()
