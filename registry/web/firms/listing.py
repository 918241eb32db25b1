"""The list of firms: its query from the address, its filters in words."""

from __future__ import annotations

from dataclasses import dataclass, replace

from flask import request, url_for
from flask_babel import gettext
from markupsafe import Markup
from sqlmodel import Session

from registry.domain.access import Person
from registry.services.firm_search import FirmPage, FirmQuery, FirmRow, firm_query, search
from registry.services.plans.officers import officer_names
from registry.web.choices import division_choices, industry_choices, park_choices, tier_choices
from registry.web.kept_lists import Table, table_of
from registry.web.languages import translated
from registry.web.listing import Chip, Choice, Pages, asked_page, chips_of, pages_of
from registry.web.remembered_pages import written_once
from registry.web.remembered_rows import row_of
from registry.web.site import site


@dataclass(frozen=True)
class FirmList:
    """Everything the list page shows."""

    query: FirmQuery
    found: FirmPage
    pages: Pages
    chips: list[Chip]
    divisions: list[Choice]
    parks: list[Choice]
    industries: list[tuple[str, list[Choice]]]
    tiers: list[Choice]
    table: Table
    rows: Markup
    export_url: str


def firm_list(session: Session, person: Person) -> FirmList:
    """The list that the address asks for."""
    query, table = asked_query(), table_of("firms")
    said = (query, tuple(table.codes))
    found, rows = written_once(session, person, "firms", said, lambda: _written(session, person, *said))
    divisions, parks = division_choices(session, person), park_choices(session, person)
    industries, tiers = industry_choices(), tier_choices()
    return FirmList(
        query=query,
        found=found,
        pages=pages_of(found.page, found.pages),
        chips=query_chips(session, person, query),
        divisions=divisions,
        parks=parks,
        industries=industries,
        tiers=tiers,
        table=table,
        rows=rows,
        export_url=url_for("ledgers.export", **query_arguments(query)),
    )


def _written(session: Session, person: Person, query: FirmQuery, codes: tuple[str, ...]) -> tuple[FirmPage, Markup]:
    """The page without its rows, and the rows as they are written."""
    found = search(session, person, query)
    return replace(found, rows=()), _rows(session, found, codes)


def _rows(session: Session, found: FirmPage, codes: tuple[str, ...]) -> Markup:
    """The lines of the page as they are written."""
    officers = officer_names(session, [row.id for row in found.rows]) if "officer" in codes else {}

    def written(row: FirmRow) -> Markup:
        values = (row, codes, translated(officers.get(row.id, "")))
        return row_of("firms/_row.html", values, lambda: values)

    return Markup("").join(written(row) for row in found.rows)


def asked_query() -> FirmQuery:
    """The query of the address."""
    return replace(firm_query(request.args, site().today()), page=asked_page())


def query_arguments(query: FirmQuery) -> dict[str, str]:
    """The query as arguments of an address, the page left out."""
    arguments = {name: value for name, _, value in _active(query) if value}
    return arguments | ({"sort": query.sort} if query.sort != "name" else {})


def query_chips(session: Session, person: Person, query: FirmQuery) -> list[Chip]:
    """What narrows the query, in words."""
    active = [each for each in _active(query) if each[2]]
    return chips_of(active, _choices(session, person)) if active else []


def _choices(session: Session, person: Person) -> dict[str, list[Choice]]:
    """The filters whose values have words of their own."""
    industries = [one for _, some in industry_choices() for one in some]
    return {"division": division_choices(session, person), "industry": industries, "tier": tier_choices()}


def _active(query: FirmQuery) -> list[tuple[str, str, str]]:
    return [
        ("text", gettext("查找"), query.text),
        ("division", gettext("地区"), query.division),
        ("park", gettext("园区"), query.park),
        ("industry", gettext("行业"), query.industry),
        ("tier", gettext("称号"), query.tier),
    ]
