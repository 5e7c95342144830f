"""`sotto facts`: what Sotto was asked to remember, looked at and changed by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from desktop.cli.conversation import JsonOption
from desktop.cli.stored import open_history, print_json
from desktop.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.facts import Fact

app = typer.Typer(help="What Sotto was asked to remember: list, search, add, edit, forget.", no_args_is_help=True)
_Number = Annotated[int, typer.Argument(min=1, help="Number of the fact, as `sotto facts list` shows it.")]
_Text = Annotated[str, typer.Argument(help="The fact, in the words in which it is to be told.")]


@app.command("list")
def list_(json_: JsonOption = False) -> None:
    """Show all facts, the newest first."""
    from desktop.storage.facts import Facts

    with open_history() as database:
        _show(Facts(database).all(), json_=json_, none="nothing is remembered yet")


@app.command("search")
def search(
    words: Annotated[str, typer.Argument(help="Words of what is asked, such as: sister.")], json_: JsonOption = False
) -> None:
    """Show the facts that share words with a question, as a model is shown them; exit code 1 where none does."""
    from desktop.engine.knowledge.fact_matching import relevant
    from desktop.storage.facts import Facts

    with open_history() as database:
        facts = Facts(database).all()
    found = relevant(words, facts, "", len(facts))
    _show(found, json_=json_, none="nothing is remembered about that")
    if not found:
        raise typer.Exit(1)


@app.command("add")
def add(text: _Text, json_: JsonOption = False) -> None:
    """Remember a fact."""
    from desktop.storage.facts import Facts

    with open_history() as database:
        fact, new = Facts(database).add(text)
    if json_:
        print_json({"fact": fact, "new": new})
    else:
        print(f"{'remembered' if new else 'known already'}, number {fact.id}: {fact.text}")


@app.command("edit")
def edit(number: _Number, text: _Text, json_: JsonOption = False) -> None:
    """Give a fact other words."""
    from desktop.storage.facts import Facts

    with open_history() as database:
        fact = Facts(database).edit(number, text)
    if json_:
        print_json(fact)
    else:
        print(f"changed, number {fact.id}: {fact.text}")


@app.command("forget")
def forget(
    number: Annotated[int, typer.Argument(min=0, help="Number of the fact.")] = 0,
    all_: Annotated[bool, typer.Option("--all", help="Every fact.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    json_: JsonOption = False,
) -> None:
    """Delete a fact for good, or all of them; backups keep them until they are thinned."""
    from desktop.storage.facts import Facts

    if bool(number) == all_:
        raise UsageError("what to forget is not clear", advice="give the number of a fact, or --all")
    if all_ and not yes and not typer.confirm("forget every fact for good?", err=True):
        raise UsageError("nothing was forgotten", advice="answer y, or give --yes")
    with open_history() as database:
        facts = Facts(database)
        gone = facts.all() if all_ else [facts.forget(number)]
        if all_:
            facts.forget_all()
    if json_:
        print_json({"forgotten": gone})
    else:
        print(f"forgotten: {len(gone)} facts" if all_ else f"forgotten: {gone[0].text}")


def _show(facts: Sequence[Fact], *, json_: bool, none: str) -> None:
    if json_:
        print_json({"facts": list(facts)})
        return
    for fact in facts:
        where = f"  turn {fact.turn} of {fact.session[:8]}" if fact.session else ""
        print(f"{fact.id:4}  {fact.made_at.astimezone():%Y-%m-%d %H:%M}  {fact.text}{where}")
    if not facts:
        print(none)
