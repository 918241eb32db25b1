"""The chart of a target as SVG: measured points, the straight line and the goal. Its table stands beside it; it needs no script."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pygal
from flask_babel import gettext
from markupsafe import Markup

from registry.domain.paces import Line
from registry.services.targets.progress import Reading
from registry.store.targets import Target
from registry.web.drawings import bare, look
from registry.web.targets.words import amount

HEIGHT, MOST_LABELS = 340, 9


def chart(target: Target, readings: Sequence[Reading], line: Line | None, label: str) -> Markup:
    """The drawing; nothing where there is no point to draw."""
    if not readings:
        return Markup("")
    drawing = pygal.DateLine(
        **look(height=HEIGHT, value_formatter=lambda value: amount(target.kind, value, with_unit=False)),
        dots_size=4,
        x_value_formatter=lambda day: day.strftime("%Y-%m-%d"),
    )
    first, last = readings[0].on, readings[-1].on
    ends = (min(first, line.start), max(last, line.due)) if line else (first, last)
    drawing.x_labels = _labels(*ends)
    own = [(each.on, each.value) for each in readings if not each.is_published]
    drawing.add(gettext("本系统测得"), own)
    pace = [(line.start, line.first), (line.due, line.goal)] if line is not None else []
    drawing.add(gettext("直线进度"), pace, show_dots=False)
    drawing.add(gettext("目标值"), [(ends[0], target.goal), (ends[1], target.goal)], show_dots=False)
    if published := [(each.on, each.value) for each in readings if each.is_published]:
        drawing.add(gettext("文件或报道"), published)
    drawing.add_xml_filter(lambda root: bare(root, label, "target-chart"))
    return Markup(drawing.render(is_unicode=True))


def _labels(first: date, last: date) -> list[date]:
    """The days to name under the axis: the first of some Januaries, else both ends."""
    years = [date(year, 1, 1) for year in range(first.year, last.year + 2)]
    step = max(1, -(-len(years) // MOST_LABELS))
    named = [day for day in years[::step] if first <= day <= last]
    return named if len(named) > 1 else [first, last] if first != last else [first]
