"""`sotto sessions`: list, show, export and recover what was said."""

from __future__ import annotations

import enum
import json
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from desktop.cli.conversation import JsonOption
from desktop.errors import UsageError
from desktop.terms import Outcome

if TYPE_CHECKING:
    from desktop.storage.records import TurnRecord

app = typer.Typer(help="List, show, export and recover what was said.", no_args_is_help=True)
Id = Annotated[str, typer.Argument(help="Session id, or enough of its beginning.")]


class Format(enum.StrEnum):
    """What a session is written as."""

    CSV = "csv"
    JSON = "json"


@app.command("list")
def list_(
    limit: Annotated[int, typer.Option("--limit", min=1, help="How many of the newest.")] = 50,
    json_: JsonOption = False,
) -> None:
    """The newest sessions first."""
    from desktop.assistant import read_history
    from desktop.paths import Paths

    records = read_history(Paths.from_environment(), lambda store: store.sessions(limit=limit))
    if json_:
        print(json.dumps([_plain(asdict(record)) for record in records], ensure_ascii=False))
        return
    for record in records:
        when = record.started_at.astimezone().strftime("%Y-%m-%d %H:%M")
        print(f"{record.id[:8]}  {when}  {record.turns:4d} turns  {record.title or '(untitled)'}")
    if not records:
        print("no sessions yet")


@app.command("show")
def show(session: Id, json_: JsonOption = False) -> None:
    """Every turn of a session."""
    from desktop.assistant import read_history
    from desktop.paths import Paths

    paths = Paths.from_environment()
    record = read_history(paths, lambda store: store.session(session))
    turns = read_history(paths, lambda store: store.turns(record.id))
    if json_:
        plain = _plain(asdict(record)) | {"turns": [_plain(asdict(turn)) for turn in turns]}
        print(json.dumps(plain, ensure_ascii=False))
        return
    print(f"{record.title or '(untitled)'}  {record.id}")
    for turn in turns:
        _print_turn(turn)


def _print_turn(turn: TurnRecord) -> None:
    print(f"\n{turn.index}. you:   {turn.transcript or '-'}")
    if turn.outcome is Outcome.IGNORED:
        print(f"   (ignored: {turn.error or 'nothing was said'})")
        return
    for run in turn.runs:
        print(f"   ({run.title}: {run.result})")
    print(f"   sotto: {turn.generated.strip() or '-'}")
    if turn.error or turn.outcome is not Outcome.COMPLETED:
        print(f"   {turn.outcome}: {turn.error or 'heard ' + repr(turn.heard)}")


@app.command("export")
def export(
    session: Id,
    format_: Annotated[Format, typer.Option("--format", help="csv or json.")],
    out: Annotated[Path | None, typer.Option("--out", help="File to write; the terminal without it.")] = None,
) -> None:
    """Write a session as CSV or JSON."""
    from desktop.assistant import read_history
    from desktop.paths import Paths
    from desktop.storage.export import export_session

    paths = Paths.from_environment()
    record = read_history(paths, lambda store: store.session(session))
    turns = read_history(paths, lambda store: store.turns(record.id))
    text = export_session(record, turns, format_.value)
    if out is None:
        print(text, end="" if text.endswith("\n") else "\n")
        return
    try:
        out.write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        raise UsageError(f"{out} cannot be written: {error.strerror}", advice="choose another file") from error


@app.command("recover")
def recover(
    session: Annotated[str, typer.Argument(help="Session id, or enough of its beginning; all without it.")] = "",
    json_: JsonOption = False,
) -> None:
    """Say what became of conversations that broke off, and write down what was being said."""
    from desktop.paths import Paths
    from desktop.recovering import recover_sessions
    from desktop.settings import load_settings

    paths = Paths.from_environment()
    found = recover_sessions(load_settings(paths.settings), paths, session)
    if json_:
        plain = [
            _plain(asdict(one.session)) | {"reheard": [_plain(asdict(words)) for words in one.reheard]}
            for one in found
        ]
        print(json.dumps(plain, ensure_ascii=False))
        return
    for one in found:
        record = one.session
        print(f"{record.id[:8]}  {record.recovery}: {record.recovery_note or 'it was ended in the usual way.'}")
        for words in one.reheard:
            print(f"   turn {words.turn}, {words.seconds:.1f} s: {words.text or '(nothing could be understood)'}")
    if not found:
        print("nothing broke off")


def _plain(value: Any) -> Any:
    match value:
        case dict():
            return {key: _plain(item) for key, item in value.items()}
        case list() | tuple():
            return [_plain(item) for item in value]
        case datetime():
            return value.isoformat()
        case _:
            return value
