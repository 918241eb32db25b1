"""Whom to ask for the figures of the data year that are missing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import render_template
from flask_babel import gettext

from registry.domain.access import Action
from registry.services.firm_search import FirmQuery
from registry.services.morning.missing import SORTS, is_known_year, missing_page
from registry.services.occasions import make_occasion
from registry.services.standings import current_occasion
from registry.web.choices import division_choices, park_choices
from registry.web.firms.masking import masked
from registry.web.home.views import blueprint
from registry.web.listing import asked, asked_page, chips_of, pages_of
from registry.web.security import person, requires
from registry.web.site import browsing, site


@blueprint.get("/missing")
@requires(Action.VIEW_CANDIDATES)
def missing() -> Any:
    query, year = _query(), asked("year", 4)
    today = site().today()
    with browsing() as session:
        occasion = current_occasion(session) or make_occasion(site().catalogue, today)
        data_year = int(year) if year.isdecimal() and is_known_year(int(year), today) else occasion.data_year
        found = missing_page(session, person(), data_year, query)
        divisions, parks = division_choices(session, person()), park_choices(session, person())
    rows = [replace(row, contact=masked(row.contact or ""), phone=masked(row.phone or "")) for row in found.rows]
    return render_template(
        "home/missing.html",
        rows=rows,
        found=found,
        query=query,
        year=data_year,
        divisions=divisions,
        parks=parks,
        pages=pages_of(found.page, found.pages),
        chips=chips_of(_active(query), {"division": divisions}),
    )


def _query() -> FirmQuery:
    sort = asked("sort", 20)
    return FirmQuery(
        text=asked("text"),
        division=asked("division", 6),
        park=asked("park"),
        page=asked_page(),
        sort=sort if sort in SORTS else "name",
        today=site().today(),
    )


def _active(query: FirmQuery) -> list[tuple[str, str, str]]:
    return [
        ("text", gettext("查找"), query.text),
        ("division", gettext("地区"), query.division),
        ("park", gettext("园区"), query.park),
    ]
