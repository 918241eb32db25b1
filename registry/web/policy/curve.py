"""The number of eligible firms over one threshold: an SVG without script, and the table that says the same."""

from __future__ import annotations

from typing import Any

import pygal
from flask_babel import gettext
from markupsafe import Markup

from registry.domain.rulesets import Condition, ScoreMark
from registry.services.policy.sensitivity import Point, span_of
from registry.web.drawings import bare, look
from registry.web.formats import trimmed
from registry.web.listing import asked
from registry.web.policy.threshold_values import half_width
from registry.web.quantities import with_sign

HEIGHT = 340
Leaf = Condition | ScoreMark


def asked_span(leaf: Leaf) -> tuple[float, float]:
    """Both ends as sent, in the unit that is shown; else half to one and a half of the draft's own."""
    low, high = span_of(leaf)
    scale = 100 if leaf.unit == "%" else 1
    return _number("low", low * scale) / scale, _number("high", high * scale) / scale


def _number(name: str, default: float) -> float:
    text = half_width(asked(name, 20)).replace(",", "").rstrip("%")
    try:
        value = float(text)
    except ValueError:
        return default
    return value if abs(value) < 1e12 else default  # also drops "nan" and "inf"


def curve_rows(points: list[Point], leaf: Leaf) -> list[dict[str, Any]]:
    """The table: threshold in words, firms by verdict, and what the next step costs or brings."""
    rows = []
    for place, point in enumerate(points):
        step = point.ripe - points[place - 1].ripe if place else None
        rows.append({"threshold": with_sign(point.threshold, leaf.unit), "point": point, "step": step})
    return rows


def curve_chart(points: list[Point], leaf: Leaf) -> Markup:
    """The drawing; its sentence for readers names both ends."""
    drawing = pygal.XY(
        **look(height=HEIGHT, value_formatter=lambda value: trimmed(value, 0)),
        dots_size=4,
        x_value_formatter=lambda value: with_sign(value, leaf.unit),
    )
    drawing.x_labels = _labels([point.threshold for point in points])
    drawing.add(gettext("达标和达标待复核（家）"), [(point.threshold, point.ripe) for point in points])
    drawing.add(
        gettext("草稿的门槛"), [(point.threshold, point.ripe) for point in points if point.is_drafted], stroke=False
    )
    first, last = points[0], points[-1]
    said = gettext(
        "门槛从 %(low)s 到 %(high)s，达标企业从 %(first)d 家到 %(last)d 家",
        low=with_sign(first.threshold, leaf.unit),
        high=with_sign(last.threshold, leaf.unit),
        first=first.ripe,
        last=last.ripe,
    )
    drawing.add_xml_filter(lambda root: bare(root, said, "target-chart"))
    return Markup(drawing.render(is_unicode=True))


def _labels(thresholds: list[float]) -> list[float]:
    """The thresholds to name under the axis: those that stand far enough from the one before."""
    apart = (thresholds[-1] - thresholds[0]) / 10
    named = thresholds[:1]
    for threshold in thresholds[1:]:
        if threshold - named[-1] >= apart:
            named.append(threshold)
    return named
