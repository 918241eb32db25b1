"""Growth as a picture: seconds by number of firms, both axes logarithmic, so that what grows with the firms is a straight line of
slope one; a grey line shows that slope."""

from __future__ import annotations

import math
from pathlib import Path

import pygal
from pygal.style import Style

from bench.growth import Found

COLOURS = ("#1f5fa8", "#c0392b", "#2e8b57", "#8e44ad", "#d68910", "#117a8b", "#7f4f24", "#e0559b", "#4d5656", "#5b8c00")
GUIDE = "as the number of firms grows"


def growth_plot(found: Found, path: Path) -> None:
    """An SVG without scripts, each line labelled below."""
    sizes = list(next(iter(found.values())))
    chart = pygal.XY(
        title="Seconds by number of firms",
        x_title="firms",
        y_title="seconds, median",
        logarithmic=True,
        js=(),
        width=1_000,
        height=720,
        legend_at_bottom=True,
        legend_at_bottom_columns=2,
        dots_size=4,
        style=Style(colors=(*COLOURS, "#9a9a9a"), background="#ffffff", plot_background="#ffffff", legend_font_size=15),
        x_labels=[math.log10(size) for size in sizes],
        x_value_formatter=lambda exponent: f"{10**exponent:,.0f}",
        value_formatter=lambda seconds: f"{seconds:.3g}",
    )
    for work, by_size in found.items():
        chart.add(work.label, [(math.log10(size), result.median) for size, result in by_size.items()])
    lowest = min(result.median for by_size in found.values() for result in by_size.values())
    guide = [(math.log10(size), lowest * size / sizes[0]) for size in sizes]
    chart.add(GUIDE, guide, show_dots=False, stroke_style={"width": 2, "dasharray": "8, 6"})
    path.write_text(chart.render(is_unicode=True), encoding="utf-8")
