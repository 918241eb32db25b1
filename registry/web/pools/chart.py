"""The funnel drawn as bars: groups side by side, a bar per stage. Its table stands beside it; it needs no script."""

from __future__ import annotations

from collections.abc import Sequence

import pygal
from flask_babel import gettext
from markupsafe import Markup

from registry.services.pools import stages
from registry.web.drawings import bare, look, short
from registry.web.pools.funnel_page import COUNTED, FunnelLine

HEIGHT, MOST_GROUPS = 340, 8


def chart(lines: Sequence[FunnelLine], label: str) -> Markup:
    """The largest groups; nothing where there is nobody to draw."""
    shown = list(lines[:MOST_GROUPS])
    if not shown:
        return Markup("")
    drawing = pygal.Bar(**look(height=HEIGHT), print_values=True, print_values_position="top")
    drawing.x_labels = [short(line.label) for line in shown]
    for stage in COUNTED:
        drawing.add(_names()[stage], [line.cells[stage].count for line in shown])
    drawing.add_xml_filter(lambda root: bare(root, label, "pool-chart"))
    return Markup(drawing.render(is_unicode=True))


def _names() -> dict[str, str]:
    return {
        stages.ENTERED: gettext("培育"),
        stages.RECOGNISED: gettext("认定"),
        stages.ROSE: gettext("升规"),
        stages.LISTED: gettext("上市"),
    }
