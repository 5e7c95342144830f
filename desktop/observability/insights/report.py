"""A report for people, put together from parts that Markdown and HTML can both show. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from desktop.observability.comparing import Line, as_text, side_by_side
from desktop.observability.insights.facts import Insight
from desktop.observability.insights.period import Day, Period, Ran, differing

NOTHING = "Nothing that could be better can be told from them."
UNKNOWN = "not kept"
MOST_COLUMNS = 8


@dataclass(frozen=True, slots=True)
class Heading:
    """Of the whole, at level 1, or of what follows."""

    text: str
    level: int = 2


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph."""

    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a head; all but the first column are figures."""

    head: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Chart:
    """One bar a day."""

    title: str
    bars: Sequence[tuple[str, float]]
    unit: str


Part = Heading | Text | Table | Chart


def report(period: Period, before: Period | None = None) -> Iterator[Part]:
    """Yield the report of a period, beside another one if that is given."""
    yield Heading(f"Sotto, {span(period)}", level=1)
    yield Text(f"{period.facts.turns:,} turns. Nothing here quotes what was said.")
    yield Heading("What to change")
    yield from _advice(period.found)
    yield Heading("Figures")
    periods = [period] if before is None else [before, period]
    yield table_of(side_by_side([one.facts for one in periods]), [span(one) for one in periods])
    if period.days:
        yield Heading("Day by day")
        yield from _days(period.days)
    if period.ran:
        yield Heading("By settings")
        yield from by_settings(period.ran)


def span(period: Period) -> str:
    """The period for people."""
    return f"{period.since.astimezone():%Y-%m-%d %H:%M} to {period.until.astimezone():%Y-%m-%d %H:%M}"


def table_of(lines: Sequence[Line], columns: Sequence[str]) -> Table:
    """Figures side by side under the names of what has them."""
    return Table(
        ["", *columns], [[line.name, *(as_text(value, line.unit) for value in line.values)] for line in lines]
    )


def by_settings(ran: Sequence[Ran]) -> Iterator[Part]:
    """Yield the figures of each settings, the newest ones of very many, and in what they differ."""
    if len(ran) > MOST_COLUMNS:
        yield Text(f"The newest {MOST_COLUMNS} of {len(ran)}; `--by settings --json` has all.")
        ran = sorted(ran, key=lambda one: one.last)[-MOST_COLUMNS:]
    names = [one.key or UNKNOWN for one in ran]
    yield table_of(side_by_side([one.figures for one in ran]), names)
    rows = [[path, *values] for path, values in differing(ran)]
    if rows:
        yield Text("They differ in:")
        yield Table(["", *names], rows)
    elif len(ran) > 1:
        yield Text("They differ in nothing but what you wrote, such as instructions.")


def _advice(found: Sequence[Insight]) -> Iterator[Part]:
    for number, one in enumerate(found, 1):
        gain = f" (about {one.gain_ms:,.0f} ms a turn)" if one.gain_ms else ""
        yield Text(f"{number}. {one.what}{gain}. Because: {one.evidence}. Change: {one.advice}.")
    if not found:
        yield Text(NOTHING)


def _days(days: Sequence[Day]) -> Iterator[Part]:
    yield Chart("Wait for the answer", [(day.date, day.p50) for day in days if day.p50 is not None], "ms")
    yield Chart("Turns", [(day.date, float(day.turns)) for day in days], "turns")
    rows = [[day.date, f"{day.turns:,}", as_text(day.p50, "ms"), as_text(day.p95, "ms")] for day in days]
    yield Table(["day", "turns", "wait p50", "wait p95"], rows)
