"""Whom to ask for the figures of the data year that are missing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import render_template, request
from flask_babel import gettext
from markupsafe import Markup
from sqlmodel import Session

from registry.domain.access import Action
from registry.domain.masking import masked
from registry.services.firm_search import FirmQuery
from registry.services.morning.missing import MissingPage, missing_page, missing_query, missing_year
from registry.services.occasions import make_occasion
from registry.services.standings import current_occasion
from registry.web.choices import division_choices, park_choices
from registry.web.home.views import blueprint
from registry.web.kept_lists import table_of
from registry.web.kept_pages import kept_until_written
from registry.web.listing import asked_page, chips_of, pages_of
from registry.web.remembered_pages import written_once
from registry.web.remembered_rows import row_of
from registry.web.security import allowed, person, requires
from registry.web.site import browsing, site


@blueprint.get("/missing")
@requires(Action.VIEW_CANDIDATES)
@kept_until_written
def missing() -> Any:
    today = site().today()
    query = replace(missing_query(request.args, today), page=asked_page())
    with browsing() as session:
        occasion = current_occasion(session) or make_occasion(site().catalogue, today)
        data_year = missing_year(request.args, occasion.data_year, today)
        table = table_of("missing", year=data_year)
        said = (data_year, query, tuple(table.codes))
        found, rows = written_once(session, person(), "missing", said, lambda: _written(session, *said))
        divisions, parks = division_choices(session, person()), park_choices(session, person())
    return render_template(
        "home/missing.html",
        rows=rows,
        found=found,
        table=table,
        query=query,
        year=data_year,
        divisions=divisions,
        parks=parks,
        pages=pages_of(found.page, found.pages),
        chips=chips_of(_active(query), {"division": divisions}),
    )


def _written(
    session: Session, year: int, query: FirmQuery, codes: tuple[str, ...]
) -> tuple[MissingPage, tuple[Markup, ...]]:
    """The page without its rows, and the rows as they are written, contacts masked."""
    found = missing_page(session, person(), year, query)
    fills_in = allowed("firms.edit")
    rows = (replace(row, contact=masked(row.contact or ""), phone=masked(row.phone or "")) for row in found.rows)
    keys = ((row, year, codes, fills_in) for row in rows)
    return replace(found, rows=()), tuple(row_of("home/_missing_row.html", key, lambda key=key: key) for key in keys)


def _active(query: FirmQuery) -> list[tuple[str, str, str]]:
    return [
        ("text", gettext("查找"), query.text),
        ("division", gettext("地区"), query.division),
        ("park", gettext("园区"), query.park),
    ]
