"""Whom to ask for the figures of the data year that are missing."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from typing import Any

from flask import render_template, request
from flask_babel import gettext

from registry.domain.access import Action
from registry.services.firm_search import FirmQuery
from registry.services.morning.missing import export_missing, missing_page, missing_query, missing_year
from registry.services.occasions import make_occasion
from registry.services.standings import current_occasion
from registry.web.choices import division_choices, park_choices
from registry.web.firms.masking import masked
from registry.web.home.views import blueprint
from registry.web.languages import wording
from registry.web.ledgers.files import workbook
from registry.web.listing import asked_page, chips_of, pages_of
from registry.web.long_lists import written_later
from registry.web.security import person, requires
from registry.web.site import browsing, site, writing


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
        query=query,
        year=data_year,
        divisions=divisions,
        parks=parks,
        pages=pages_of(found.page, found.pages),
        chips=chips_of(_active(query), {"division": divisions}),
    )


@blueprint.get("/missing.xlsx")
@requires(Action.EXPORT_LISTS)
def download_missing() -> Any:
    if job := written_later("missing"):
        return job
    content, today = BytesIO(), site().today()
    with writing() as session:
        occasion = current_occasion(session) or make_occasion(site().catalogue, today)
        year = missing_year(request.args, occasion.data_year, today)
        asked, when = missing_query(request.args, today), {"now": site().now()}
        export_missing(session, person(), site().catalogue, year, asked, content, **when, wording=wording())
    return workbook(content, f"{gettext('缺数据的企业')}-{year}-{today}")


def _active(query: FirmQuery) -> list[tuple[str, str, str]]:
    return [
        ("text", gettext("查找"), query.text),
        ("division", gettext("地区"), query.division),
        ("park", gettext("园区"), query.park),
    ]
