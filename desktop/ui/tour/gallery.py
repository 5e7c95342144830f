"""The pictures' names, and the page that shows them side by side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape

from desktop.ui.tour.looks import Look
from desktop.ui.tour.shots import SHOTS

_HEAD = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>A tour of Sotto</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem; background: #f8f5ef; color: #25221e }
section { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 1rem; margin: 0 0 3rem }
h2 { grid-column: 1 / -1; margin: 0 }
figure { margin: 0 }
img { width: 100%; border: 1px solid #e2dacd }
figcaption { color: #68625a; font-size: .85rem }
</style>
<h1>A tour of Sotto</h1>
"""


def file_name(shot: str, look: Look) -> str:
    """Such as `09-done-dark-1440x900.png`: sorted by name they stand in the order of the tour."""
    return f"{list(SHOTS).index(shot) + 1:02}-{shot}-{look.name}.png"


def page(looks: Sequence[Look], stalls: Mapping[str, float]) -> str:
    """The page, as HTML; `stalls` are the longest of the main thread on the way to a picture, in ms, by file."""
    return _HEAD + "".join(_section(shot, caption, looks, stalls) for shot, caption in SHOTS.items())


def _section(shot: str, caption: str, looks: Iterable[Look], stalls: Mapping[str, float]) -> str:
    figures = "".join(_figure(file_name(shot, look), look, stalls) for look in looks)
    return f'<section id="{shot}"><h2>{escape(caption)}</h2>\n{figures}</section>\n'


def _figure(file: str, look: Look, stalls: Mapping[str, float]) -> str:
    told = f"; longest stall {stalls[file]:.0f} ms" if file in stalls else "; missing"
    image = f'<a href="{file}"><img src="{file}" alt="" loading="lazy"></a>'
    return f"<figure>{image}<figcaption>{escape(look.name)}{told}</figcaption></figure>\n"
