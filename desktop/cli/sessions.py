"""`sotto sessions`: list, show and recover what was said; the other commands are joined here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from desktop.cli import replay, session_edits, session_files, session_finding
from desktop.cli.conversation import JsonOption
from desktop.cli.stored import SessionId, plain, print_json
from desktop.cli.terminal_job import terminal_job
from desktop.escaping import lines, one_line
from desktop.terms import Outcome

if TYPE_CHECKING:
    from desktop.storage.records import SessionRecord, TurnRecord

app = typer.Typer(help="Everything about past conversations.", no_args_is_help=True)
app.command("search")(session_finding.search)
app.command("stats")(session_finding.stats)
app.command("export")(session_files.export)
app.command("import")(session_files.import_)
app.command("delete")(session_edits.delete)
app.command("restore")(session_edits.restore)
app.command("rename")(session_edits.rename)
app.command("pin")(session_edits.pin)
app.command("branch")(session_edits.branch)
app.command("story")(replay.story)
app.command("replay")(replay.replay)


@app.command("list")
def list_(
    limit: Annotated[int, typer.Option("--limit", min=1, help="How many of the newest.")] = 50,
    deleted: Annotated[bool, typer.Option("--deleted", help="Those in the bin.")] = False,
    json_: JsonOption = False,
) -> None:
    """The newest sessions first."""
    from desktop.past import read_history
    from desktop.paths import Paths

    records = read_history(Paths.from_environment(), lambda store: store.sessions(limit=limit, deleted=deleted))
    if json_:
        print_json(records)
        return
    for record in records:
        when = record.started_at.astimezone().strftime("%Y-%m-%d %H:%M")
        print(f"{record.id[:8]}  {when}  {record.turns:4d} turns  {_marks(record)}{record.title or '(untitled)'}")
    if not records:
        print("the bin is empty" if deleted else "no sessions yet")


def _marks(record: SessionRecord) -> str:
    return ("* " if record.pinned else "") + (f"(of {record.parent[:8]}) " if record.parent else "")


@app.command("context")
def context(
    session: SessionId,
    turn: Annotated[int, typer.Argument(min=1, help="Number of the turn.")],
    json_: JsonOption = False,
) -> None:
    """What the language model was shown when it answered a turn."""
    from desktop.errors import UsageError
    from desktop.past import read_history
    from desktop.paths import Paths

    paths = Paths.from_environment()
    record = read_history(paths, lambda store: store.session(session))
    seen = read_history(paths, lambda store: store.context(record.id, turn))
    if seen is None:
        message = f"what the model saw for turn {turn} is not known"
        raise UsageError(
            message, advice="it was not asked, there is no such turn, or it is from before this was kept"
        )
    if json_:
        print_json({"tokens": seen.tokens, "messages": [{"role": r, "content": c} for r, c in seen.messages]})
        return
    print(f"{seen.tokens if seen.tokens is not None else '?'} tokens")
    for role, content in seen.messages:
        print(f"\n[{role}]\n{content}")


@app.command("show")
def show(session: SessionId, json_: JsonOption = False) -> None:
    """Every turn of a session."""
    from desktop.past import read_history
    from desktop.paths import Paths

    paths = Paths.from_environment()
    record = read_history(paths, lambda store: store.session(session))
    turns = read_history(paths, lambda store: store.turns(record.id))
    if json_:
        print_json(plain(record) | {"turns": plain(turns)})
        return
    print(f"{one_line(record.title) or '(untitled)'}  {record.id}")
    for turn in turns:
        _print_turn(turn)


def _print_turn(turn: TurnRecord) -> None:
    print(f"\n{turn.index}. you:   {lines(turn.transcript) or '-'}")
    if turn.outcome is Outcome.IGNORED:
        print(f"   (ignored: {turn.error or 'nothing was said'})")
        return
    for run in turn.runs:
        print(f"   ({one_line(run.title)}: {one_line(run.result)})")
    print(f"   {turn.persona or 'sotto'}: {lines(turn.generated.strip()) or '-'}")
    if turn.error or turn.outcome is not Outcome.COMPLETED:
        print(f"   {turn.outcome}: {turn.error or 'heard ' + repr(turn.heard)}")


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
    with terminal_job("stopped; what was not understood yet waits for the next time") as job:
        found = recover_sessions(load_settings(paths.settings), paths, session, job)
    if json_:
        print_json([plain(one.session) | {"reheard": plain(one.reheard)} for one in found])
        return
    for one in found:
        record = one.session
        print(f"{record.id[:8]}  {record.recovery}: {record.recovery_note or 'it was ended in the usual way.'}")
        for words in one.reheard:
            print(f"   turn {words.turn}, {words.seconds:.1f} s: {words.text or '(nothing could be understood)'}")
    if not found:
        print("nothing broke off")
