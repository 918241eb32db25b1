"""Charts as bare SVG: no script, no style of their own, one sentence for readers. Each stands beside its table.

A chart rests on nothing but its numbers and words, so the same ones are drawn once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any
from unicodedata import east_asian_width

import pygal
from markupsafe import Markup

WIDTH, HEIGHT, LONGEST_LABEL = 960, 380, 12  # a label's length in wide characters
LEGENDS = 880  # pixels for the names of the series
KEPT = 100  # charts of some ten kilobytes
Series = tuple[tuple[str, tuple[int, ...]], ...]
LYING_BAR, ROUND_LYING_BARS, LONGEST_LYING = 30, 110, 20


def bars(labels: Sequence[str], series: Mapping[str, Sequence[int]], label: str, *, stacked: bool = False) -> Markup:
    """Groups of bars, or bars on top of each other; nothing where there is nothing to draw."""
    return _bars(tuple(labels), _plain(series), label, stacked) if _has_any(series) else Markup("")


@lru_cache(KEPT)
def _bars(labels: tuple[str, ...], series: Series, label: str, stacked: bool) -> Markup:
    kind = pygal.StackedBar if stacked else pygal.Bar
    drawing = kind(**look(), print_values=not stacked, print_values_position="top")
    return _drawn(drawing, labels, series, label)


def across(labels: Sequence[str], series: Mapping[str, Sequence[int]], label: str, *, stacked: bool = True) -> Markup:
    """Bars that lie, the first label on top: for labels that are too long to stand side by side."""
    return _across(tuple(labels), _plain(series), label, stacked) if _has_any(series) else Markup("")


@lru_cache(KEPT)
def _across(labels: tuple[str, ...], series: Series, label: str, stacked: bool) -> Markup:
    kind = pygal.HorizontalStackedBar if stacked else pygal.HorizontalBar
    each = LYING_BAR if stacked else LYING_BAR * (1 + len(series)) // 2
    how = look(height=ROUND_LYING_BARS + each * len(labels), margin_left=20 + _more_room(labels))
    drawing = kind(**how, print_values=not stacked, print_values_position="top", show_x_guides=True)
    downwards = tuple((name, values[::-1]) for name, values in series)
    return _drawn(drawing, labels[::-1], downwards, label, kind="board-chart is-lying", longest=LONGEST_LYING)


def _more_room(labels: Sequence[str]) -> int:
    """Pixels that the labels need beside the bars and pygal does not give: it counts letters, ours are wide."""
    shown = [short(each, LONGEST_LYING) for each in labels]
    given = max(map(len, shown)) * 6
    return max(0, max(map(_width, shown)) - given)


def _width(text: str) -> int:
    """Pixels that a label takes."""
    return sum(12 if _is_wide(letter) else 7 for letter in text)


def lines(labels: Sequence[str], series: Mapping[str, Sequence[int]], label: str) -> Markup:
    """A line per series; nothing where there is nothing to draw."""
    return _lines(tuple(labels), _plain(series), label) if _has_any(series) else Markup("")


@lru_cache(KEPT)
def _lines(labels: tuple[str, ...], series: Series, label: str) -> Markup:
    return _drawn(pygal.Line(**look(), dots_size=4), labels, series, label)


def _has_any(series: Mapping[str, Sequence[int]]) -> bool:
    """Whether there is anything to draw."""
    return any(any(values) for values in series.values())


def _plain(series: Mapping[str, Sequence[int]]) -> Series:
    """The series as a key can hold them."""
    return tuple((name, tuple(values)) for name, values in series.items())


def look(**changes: Any) -> dict[str, Any]:
    """The options that every chart has, some of them changed."""
    usual: dict[str, Any] = {
        "width": WIDTH,
        "height": HEIGHT,
        "css": [],
        "js": [],
        "no_prefix": True,
        "disable_xml_declaration": True,
        "legend_at_bottom": True,
        "truncate_legend": -1,
        "show_y_guides": True,
        "include_x_axis": True,
        "margin_bottom": 24,
        "x_label_rotation": 0,
        "value_formatter": lambda value: f"{value:,.0f}",
    }
    return usual | changes


def _drawn(
    drawing: Any,
    labels: tuple[str, ...],
    series: Series,
    label: str,
    *,
    kind: str = "board-chart",
    longest: int = 0,
) -> Markup:
    drawing.legend_at_bottom_columns = max(
        1, min(4, LEGENDS // (40 + max((_width(name) for name, _ in series), default=0)))
    )
    drawing.x_labels = [short(each, longest or LONGEST_LABEL) for each in labels]
    for name, values in series:
        drawing.add(name, list(values))
    drawing.add_xml_filter(lambda root: bare(root, label, kind))
    return Markup(drawing.render(is_unicode=True))


def short(text: str, longest: int = LONGEST_LABEL) -> str:
    """A label that fits beside or under its bars; a wide character takes the room of two."""
    room = longest * 2
    for place, letter in enumerate(text):
        room -= 2 if _is_wide(letter) else 1
        if room < 0:
            return text[: max(place - 1, 1)] + "…"
    return text


def _is_wide(letter: str) -> bool:
    return east_asian_width(letter) in "WFA"


def bare(root: Any, label: str, kind: str) -> Any:
    """The drawing alone: looks come from our style sheet, which knows it by its kind, and readers hear one sentence."""
    for part in list(root):
        if not isinstance(part.tag, str) or part.tag.endswith(("defs", "title")):  # a comment has no name
            root.remove(part)
    for part in root.iter():
        part.attrib.pop("style", None)
        part.attrib.pop("id", None)  # a page may hold several drawings
    for name, value in (("class", kind), ("role", "img"), ("aria-label", label), ("focusable", "false")):
        root.set(name, value)
    return root
