"""The parts of a report as Markdown, as HTML that needs nothing from elsewhere, and as lines of a terminal. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

from desktop.observability.comparing import as_text
from desktop.observability.insights.report import Chart, Heading, Part, Table, Text

_STYLE = (
    ":root{color-scheme:light dark}"
    "body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}"
    "table{border-collapse:collapse}th,td{padding:.2rem .8rem;border-bottom:1px solid #8884;text-align:right}"
    "th:first-child,td:first-child{text-align:left;white-space:nowrap}rect{fill:#3b7dd8}text{font-size:11px;fill:currentColor}"
)
_WIDTH, _HEIGHT, _LABELS = 720, 160, 18
_MOST_LABELS = 8


def markdown(parts: Iterable[Part]) -> str:
    """Return a report as Markdown; its charts are left out, since a table has their figures."""
    return "\n\n".join(text for part in parts if (text := _markdown(part))) + "\n"


def _markdown(part: Part) -> str:
    match part:
        case Heading(text=text, level=level):
            return f"{'#' * level} {text}"
        case Text(text=text):
            return text
        case Table(head=head, rows=rows):
            ruler = ["---", *["---:"] * (len(head) - 1)]
            return "\n".join(f"| {' | '.join(_cell(cell) for cell in row)} |" for row in (head, ruler, *rows))
        case Chart():
            return ""


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def html(parts: Iterable[Part]) -> str:
    """Return a report as one page."""
    body = "\n".join(line for part in parts for line in _html(part))
    return f'<!doctype html>\n<meta charset="utf-8">\n<title>Sotto</title>\n<style>{_STYLE}</style>\n{body}\n'


def _html(part: Part) -> Iterator[str]:
    match part:
        case Heading(text=text, level=level):
            yield f"<h{level}>{escape(text)}</h{level}>"
        case Text(text=text):
            yield f"<p>{escape(text)}</p>"
        case Table(head=head, rows=rows):
            yield f"<table><tr>{''.join(f'<th>{escape(cell)}</th>' for cell in head)}</tr>"
            for row in rows:
                yield f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>"
            yield "</table>"
        case Chart() if part.bars:
            yield _svg(part)
        case Chart():
            pass


def _svg(chart: Chart) -> str:
    most = max(value for _, value in chart.bars) or 1.0
    step = _WIDTH / len(chart.bars)
    every = -(-len(chart.bars) // _MOST_LABELS)
    drawn = []
    for number, (name, value) in enumerate(chart.bars):
        height, x = (_HEIGHT - _LABELS) * value / most, number * step
        told = f"<title>{escape(name)}: {as_text(value, chart.unit)}</title>"
        top, width = _HEIGHT - _LABELS - height, min(step * 0.8, 40)
        drawn.append(f'<rect x="{x:.1f}" y="{top:.1f}" width="{width:.1f}" height="{height:.1f}">{told}</rect>')
        if number % every == 0:
            drawn.append(f'<text x="{x:.1f}" y="{_HEIGHT - 4}">{escape(name)}</text>')
    label = f"{chart.title}, at most {as_text(most, chart.unit)}"
    return (
        f'<figure><figcaption>{escape(label)}</figcaption><svg role="img" aria-label="{escape(label)}" '
        f'viewBox="0 0 {_WIDTH} {_HEIGHT}" width="{_WIDTH}">{"".join(drawn)}</svg></figure>'
    )


def lines(parts: Iterable[Part]) -> Iterator[str]:
    """Yield the parts for a terminal."""
    for part in parts:
        match part:
            case Heading(text=text):
                yield f"\n{text}"
            case Text(text=text):
                yield text
            case Table(head=head, rows=rows):
                widths = [max(len(row[column]) for row in (head, *rows)) for column in range(len(head))]
                for row in (head, *rows):
                    cells = [row[0].ljust(widths[0]), *(c.rjust(w) for c, w in zip(row[1:], widths[1:], strict=True))]
                    yield f"  {'  '.join(cells)}".rstrip()
            case Chart():
                pass
