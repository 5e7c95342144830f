"""`sotto sessions search` and `stats`."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

import typer

from desktop.cli.conversation import JsonOption
from desktop.cli.stored import open_history, plain, print_json

_DAY = ["%Y-%m-%d"]


def search(
    words: Annotated[list[str], typer.Argument(help="Words that were said or answered, or stand in a title.")],
    limit: Annotated[int, typer.Option("--limit", min=1, help="How many of the newest.")] = 20,
    json_: JsonOption = False,
) -> None:
    """Find turns that hold all words, the newest first; of the last word the beginning is enough."""
    from desktop.storage.search import END, START, Search

    query = " ".join(words)
    with open_history() as database:
        engine = Search(database)
        hits = engine.titles(query, limit) + engine.turns(query, limit)
    marked = [plain(hit) | {"snippet": hit.snippet.replace(START, "**").replace(END, "**")} for hit in hits]
    if json_:
        print_json(marked)
        return
    for hit, shown in zip(hits, marked, strict=True):
        place = f"turn {hit.turn}" if hit.turn else "title"
        when = hit.started_at.astimezone().strftime("%Y-%m-%d %H:%M")
        print(f"{hit.session[:8]}  {when}  {place:9} {' '.join(shown['snippet'].split())}")
    if not hits:
        print("nothing found")


def stats(
    session: Annotated[str, typer.Argument(help="Session id, or enough of its beginning; all without it.")] = "",
    since: Annotated[datetime | None, typer.Option("--since", formats=_DAY, help="First day.")] = None,
    until: Annotated[
        datetime | None, typer.Option("--until", formats=_DAY, help="First day that is left out.")
    ] = None,
    json_: JsonOption = False,
) -> None:
    """Counts, duration, words, latencies, interruptions, errors, tools and reasons why sessions ended."""
    from desktop.storage.conversations import Conversations
    from desktop.storage.statistics import statistics

    with open_history() as database:
        found = Conversations(database).session(session).id if session else None
        # a day begins here, not in Greenwich
        bounds = (at.astimezone() if at else None for at in (since, until))
        numbers = plain(statistics(database, found, since=next(bounds), until=next(bounds)))
    if json_:
        print_json(numbers)
        return
    for name, value in numbers.items():
        print(f"{name.replace('_', ' '):18} {_shown(value)}")


def _shown(value: Any) -> str:
    match value:
        case dict():
            return ", ".join(f"{name} {_shown(item)}" for name, item in value.items()) or "-"
        case float():
            return f"{value:,.3g}" if value < 1 else f"{value:,.1f}"
        case None:
            return "-"
    return f"{value:,}"
