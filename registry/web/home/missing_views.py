"""Whom to ask for the figures of the data year that are missing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import render_template, request
from flask_babel import gettext

from registry.domain.access import Action
from registry.domain.masking import masked
from registry.services.firm_search import FirmQuery
from registry.services.morning.missing import missing_page, missing_query, missing_year
from registry.services.occasions import make_occasion
from registry.services.standings import current_occasion
from registry.web.choices import division_choices, park_choices
from registry.web.home.views import blueprint
from registry.web.kept_lists import table_of
from registry.web.listing import asked_page, chips_of, pages_of
from registry.web.security import person, requires
from registry.web.site import browsing, site


@blueprint.get("/missing")
@requires(Action.VIEW_CANDIDATES)
def missing() -> Any:
    today = site().today()
    query = replace(missing_query(request.args, today), page=asked_page())
    with browsing() as session:
        occasion = current_occasion(session) or make_occasion(site().catalogue, today)
        data_year = missing_year(request.args, occasion.data_year, today)
        found = missing_page(session, person(), data_year, query)
        divisions, parks = division_choices(session, person()), park_choices(session, person())
    rows = [replace(row, contact=masked(row.contact or ""), phone=masked(row.phone or "")) for row in found.rows]
    return render_template(
        "home/missing.html",
        rows=rows,
        found=found,
        table=table_of("missing", year=data_year),
        query=query,
        year=data_year,
        divisions=divisions,
        parks=parks,
        pages=pages_of(found.page, found.pages),
        chips=chips_of(_active(query), {"division": divisions}),
    )


def _active(query: FirmQuery) -> list[tuple[str, str, str]]:
    return [
        ("text", gettext("查找"), query.text),
        ("division", gettext("地区"), query.division),
        ("park", gettext("园区"), query.park),
    ]
