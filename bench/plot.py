"""Growth as a picture: seconds by number of firms, both axes logarithmic, so that what grows with the firms is a straight line of
slope one; a grey line shows that slope."""

from __future__ import annotations

import math
from pathlib import Path

import pygal
from pygal.style import Style

from bench.growth import Found

COLOURS = ("#1f5fa8", "#c0392b", "#2e8b57", "#8e44ad", "#d68910", "#117a8b", "#7f4f24", "#e0559b", "#4d5656", "#5b8c00")
COLOURS += ("#0b3d91", "#a04000", "#00a3a3", "#6c3483")
LOOK = Style(
    colors=(*COLOURS, "#8a8a8a"),
    background="#ffffff",
    plot_background="#ffffff",
    guide_stroke_color="#d8d8d8",
    major_guide_stroke_color="#d8d8d8",
    legend_font_size=15,
    label_font_size=14,
    major_label_font_size=14,
)
GUIDE = "as the number of firms grows"


def growth_plot(found: Found, path: Path) -> None:
    """An SVG without scripts, each line labelled below."""
    sizes = list(next(iter(found.values())))
    medians = [result.median for by_size in found.values() for result in by_size.values()]
    decades = range(math.floor(math.log10(min(medians))), math.ceil(math.log10(max(medians))) + 1)
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
        style=LOOK,
        stroke_style={"width": 2},
        range=(10 ** decades[0], 10 ** decades[-1]),
        y_labels=[step * 10**decade for decade in decades for step in (1, 3)][:-1],
        x_labels=sizes,
        margin_right=70,
        x_value_formatter=lambda size: f"{size:,.0f}",
        value_formatter=lambda seconds: f"{seconds:.3g}",
    )
    for work, by_size in found.items():
        chart.add(work.label, [(size, result.median) for size, result in by_size.items()])
    guide = [(size, min(medians) * size / sizes[0]) for size in (sizes[0], sizes[-1])]
    chart.add(GUIDE, guide, show_dots=False, stroke_style={"width": 2, "dasharray": "8, 6"})
    path.write_text(chart.render(is_unicode=True), encoding="utf-8")
