"""`sotto sessions search`."""

from __future__ import annotations

from typing import Annotated

import typer

from desktop.cli.conversation import JsonOption
from desktop.cli.stored import open_history, plain, print_json


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
