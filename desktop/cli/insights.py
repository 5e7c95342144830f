"""`sotto insights`: what slows this machine down, and what to change."""

from __future__ import annotations

from typing import Annotated

import typer

from desktop.cli.conversation import JsonOption
from desktop.cli.stored import plain, print_json


def insights(
    since: Annotated[str, typer.Option("--since", help="Period, as 2h, 7d or 2026-11-22.")] = "30d",
    json_: JsonOption = False,
) -> None:
    """What costs most in the turns of a period, with the figures it rests on, the largest gain first."""
    from datetime import UTC, datetime

    from desktop.diagnosis import period_facts
    from desktop.observability.insights import insights as find
    from desktop.observability.since import parse_since
    from desktop.paths import Paths
    from desktop.settings import load_settings

    paths = Paths.from_environment()
    start = parse_since(since, datetime.now(UTC))
    facts = period_facts(load_settings(paths.settings), paths, start)
    found = find(facts)
    if json_:
        print_json({"since": start, "turns": facts.turns, "insights": plain(found)})
        return
    print(f"{facts.turns:,} turns since {start.astimezone():%Y-%m-%d %H:%M}")
    for number, one in enumerate(found, 1):
        gain = f" (about {one.gain_ms:,.0f} ms a turn)" if one.gain_ms else ""
        print(f"\n{number}. {one.what}{gain}\n   because: {one.evidence}\n   change:  {one.advice}")
    if not found:
        print("nothing that could be better can be told from them")
