"""Growth: the same work at sizes ten times apart, as a table and a plot; nothing may grow faster than the number of firms."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path

import pygal

from bench.harness import Block, Candidate, measure

WORKS = (
    Candidate("whole ladder in memory", "evaluating", "whole_ladder"),
    Candidate("from the database to stored results", "stores", "whole_run"),
    Candidate("100 firms worked again", "stores", "hundred_again"),
    Candidate("one firm explained, 20 times", "one_firm", "explained"),
)
PLOT = Path("docs/growth.svg")
Seconds = Mapping[str, Mapping[int, float]]


def grown(sizes: Sequence[int], rounds: int) -> Seconds:
    """Median seconds of every work at every size."""
    found: dict[str, dict[int, float]] = {work.label: {} for work in WORKS}
    for size in sizes:
        for label, measured in measure(Block("", size, WORKS), rounds).items():
            found[label][size] = measured.median
    return found


def growth_table(found: Seconds) -> list[str]:
    """A Markdown table: seconds at each size, and how many times as long the last size takes per firm as the one before."""
    sizes = list(next(iter(found.values())))
    head = ["work", *(f"{size:,} firms, s" for size in sizes), "growth per firm in the last step"]
    lines = ["## Growth", "", f"![seconds by number of firms]({PLOT.name})", "", f"| {' | '.join(head)} |"]
    lines.append(f"| --- |{' ---: |' * (len(sizes) + 1)}")
    for label, by_size in found.items():
        cells = [f"{by_size[size]:.3g}" for size in sizes]
        lines.append(f"| {label} | {' | '.join(cells)} | {_last_step(by_size, sizes)} |")
    return [*lines, ""]


def _last_step(by_size: Mapping[int, float], sizes: Sequence[int]) -> str:
    if len(sizes) < 2:
        return ""
    before, last = sizes[-2:]
    return f"{(by_size[last] / last) / (by_size[before] / before):.2f}"


def growth_plot(found: Seconds, path: Path = PLOT) -> None:
    """Both axes logarithmic: what grows with the number of firms is a straight line of slope one."""
    chart = pygal.XY(title="Seconds by number of firms", logarithmic=True, xrange=None, show_legend=True, js=())
    chart.x_value_formatter = lambda value: f"{10**value:,.0f}"
    for label, by_size in found.items():
        chart.add(label, [(_exponent(size), seconds) for size, seconds in by_size.items()])
    path.write_text(chart.render(is_unicode=True), encoding="utf-8")


def _exponent(size: int) -> float:
    return math.log10(size)
