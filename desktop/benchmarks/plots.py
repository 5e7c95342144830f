"""Rows as bars in SVG files, Sotto's beside the peer's.

Drawn by pygal: charts with a logarithmic axis from pure Python of half a megabyte, where matplotlib is compiled and
thirty times as large. The files hold no script and refer to nothing outside.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree as ET

import pygal
from pygal.style import Style

from desktop.benchmarks.rows import Row

_LEAST = 0.01
"""A bar on a logarithmic axis cannot be nothing."""
_ROW_HEIGHT, _FRAME_HEIGHT, _WIDTH = 56, 150, 900


def draw(title: str, rows: Sequence[Row], path: Path) -> None:
    """Write the bars of rows that share a unit."""
    style = Style(
        background="#ffffff",
        plot_background="#ffffff",
        font_family="sans-serif",
        colors=("#2563eb", "#9ca3af", "#93c5fd"),
        title_font_size=18,
        label_font_size=12,
        legend_font_size=12,
    )
    chart = pygal.HorizontalBar(
        style=style,
        js=[],
        logarithmic=True,
        width=_WIDTH,
        height=_FRAME_HEIGHT + _ROW_HEIGHT * len(rows),
        legend_at_bottom=True,
        truncate_label=-1,
        x_title=f"{rows[0].unit}, logarithmic; less is better",
    )
    shown = list(reversed(rows))  # the chart begins at the bottom
    chart.title = title
    chart.x_labels = [row.name + (" (noisy)" if row.noisy else "") for row in shown]
    chart.add("Sotto, median", [max(_LEAST, row.sotto) for row in shown])
    chart.add("peer, median", [max(_LEAST, row.peer) for row in shown])
    chart.add("Sotto, 95th percentile", [max(_LEAST, row.p95) for row in shown])
    picture = chart.render_tree()
    for parent in list(picture.iter()):
        for script in [child for child in parent if child.tag == "script"]:
            parent.remove(script)
    path.write_bytes(ET.tostring(picture, "utf-8", xml_declaration=True))
