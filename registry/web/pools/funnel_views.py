"""The page of the funnel."""

from __future__ import annotations

from typing import Any

from flask import render_template
from flask_babel import gettext

from registry.domain.access import Action
from registry.web.pools.chart import MOST_GROUPS, chart
from registry.web.pools.funnel_page import funnel_page
from registry.web.pools.views import blueprint
from registry.web.security import person, requires
from registry.web.site import browsing


@blueprint.get("/funnel")
@requires(Action.KEEP_POOLS)
def funnel() -> Any:
    with browsing() as session:
        page = funnel_page(session, person())
    drawing = chart(page.lines, gettext("各组的入库、认定、升规和上市家数，数字见下表"))
    return render_template("pools/funnel.html", page=page, drawing=drawing, drawn=MOST_GROUPS)
