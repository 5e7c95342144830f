"""`sotto insights`: what slows this machine down, and what to change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from desktop.cli.conversation import JsonOption
from desktop.cli.stored import plain, print_json

_BEGINNING = datetime(1, 1, 2, tzinfo=UTC)
"""No period begins before it."""

if TYPE_CHECKING:
    from desktop.observability.comparing import Change
    from desktop.observability.insights import Insight


def insights(
    since: Annotated[str, typer.Option("--since", help="Period, as 2h, 7d or 2026-11-22.")] = "30d",
    compare: Annotated[bool, typer.Option("--compare", help="With as long a time before that.")] = False,
    json_: JsonOption = False,
) -> None:
    """What costs most in the turns of a period, with the figures it rests on, the largest gain first."""
    from desktop.diagnosis import period_facts
    from desktop.observability import comparing
    from desktop.observability.insights import insights as find
    from desktop.observability.since import parse_since
    from desktop.paths import Paths
    from desktop.settings import load_settings

    paths, now = Paths.from_environment(), datetime.now(UTC)
    settings, start = load_settings(paths.settings), parse_since(since, now)
    facts = period_facts(settings, paths, start)
    found = find(facts)
    changes: Sequence[Change] = []
    if compare:
        earlier = start - min(now - start, start - _BEGINNING)
        changes = comparing.compare(period_facts(settings, paths, earlier, start), facts)
    if json_:
        print_json({"since": start, "turns": facts.turns, "insights": plain(found), "changes": plain(changes)})
        return
    print(f"{facts.turns:,} turns since {start.astimezone():%Y-%m-%d %H:%M}")
    for line in [*_advice(found), *(_compared(changes) if compare else ())]:
        print(line)


def _advice(found: Sequence[Insight]) -> Iterator[str]:
    for number, one in enumerate(found, 1):
        gain = f" (about {one.gain_ms:,.0f} ms a turn)" if one.gain_ms else ""
        yield f"\n{number}. {one.what}{gain}\n   because: {one.evidence}\n   change:  {one.advice}"
    if not found:
        yield "nothing that could be better can be told from them"


def _compared(changes: Sequence[Change]) -> Iterator[str]:
    yield "\nbefore and after" if changes else "\nthere are too few turns to compare with the time before"
    for one in changes:
        shown = [f"{value:,.0f} ms" if one.unit == "ms" else f"{value:.1%}" for value in (one.before, one.after)]
        ratio = "" if one.ratio is None else f"x {one.ratio:.2f}"
        yield f"  {one.name:24} {shown[0]:>12} {shown[1]:>12}  {ratio}".rstrip()
