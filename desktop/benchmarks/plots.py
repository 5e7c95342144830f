"""Rows as bars in SVG files, Sotto's beside the peer's.

Drawn by pygal: charts with a logarithmic axis from pure Python of half a megabyte, where matplotlib is compiled and
thirty times as large. The files hold no script and refer to nothing outside.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree as ET

import pygal
from pygal.etree import etree
from pygal.style import Style

from desktop.benchmarks.rows import Row

# pygal hooks an importer of the old kind for its maps, of which Python warns at every later import
sys.meta_path[:] = [finder for finder in sys.meta_path if not isinstance(finder, pygal.PluginImportFixer)]
etree.to_etree()  # also where lxml is installed, whose trees the standard library cannot write

_ROW_HEIGHT, _FRAME_HEIGHT, _WIDTH = 56, 150, 900


def draw(title: str, rows: Sequence[Row], path: Path) -> None:
    """Write the bars of rows that share a unit."""
    style = Style(
        background="#ffffff",
        plot_background="#ffffff",
        font_family="sans-serif",
        colors=("#2563eb", "#9ca3af", "#93c5fd"),
        title_font_size=15,
        label_font_size=12,
        major_label_font_size=12,
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
    axis = _powers([value for row in rows for value in (row.sotto, row.peer, row.p95) if value > 0])
    chart.range, chart.y_labels, chart.zero = (axis[0], axis[-1]), axis, axis[0]
    chart.title = title
    chart.x_labels = [row.name + (" (noisy)" if row.noisy else "") for row in shown]
    chart.add("Sotto, median", [row.sotto or None for row in shown])
    chart.add("peer, median", [row.peer or None for row in shown])
    chart.add("Sotto, 95th percentile", [row.p95 or None for row in shown])
    picture = chart.render_tree()
    for parent in list(picture.iter()):
        for script in [child for child in parent if child.tag == "script"]:
            parent.remove(script)
    path.write_bytes(ET.tostring(picture, "utf-8", xml_declaration=True))


def _powers(values: Sequence[float]) -> list[float]:
    """Powers of ten from below the least value to above the greatest: on this axis, nothing has no bar."""
    low = math.floor(math.log10(min(values, default=1) * 0.99))
    high = math.ceil(math.log10(max(values, default=1) * 1.01))
    return [10.0**power for power in range(low, high + 1)]
