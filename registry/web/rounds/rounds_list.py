"""The list of rounds: its query from the address, its filters in words."""

from __future__ import annotations

from dataclasses import dataclass, replace

from flask import request
from flask_babel import gettext
from sqlmodel import Session

from registry.domain.access import Person
from registry.services.rounds.round_list import RoundPage, RoundQuery, round_page, round_query, years
from registry.services.rounds.states import Status
from registry.web.choices import tier_choices
from registry.web.kept_lists import Table, table_of
from registry.web.listing import Chip, Choice, Pages, asked_page, chips_of, pages_of
from registry.web.rounds.words import status_text


@dataclass(frozen=True)
class RoundList:
    """Everything the list of rounds shows."""

    query: RoundQuery
    found: RoundPage
    table: Table
    pages: Pages
    chips: list[Chip]
    tiers: list[Choice]
    years: list[Choice]
    statuses: list[Choice]


def asked_rounds(session: Session, person: Person) -> RoundList:
    """The list that the address asks for."""
    query = replace(round_query(request.args), page=asked_page())
    found = round_page(session, person, query)
    tiers, statuses = tier_choices(), [(one.value, status_text(one)) for one in Status]
    active = [
        ("text", gettext("查找"), query.text),
        ("tier", gettext("层级"), query.tier),
        ("year", gettext("年度"), str(query.year or "")),
        ("status", gettext("状态"), query.status),
    ]
    return RoundList(
        query=query,
        found=found,
        table=table_of("rounds"),
        pages=pages_of(found.page, found.pages),
        chips=chips_of(active, {"tier": tiers, "status": statuses}),
        tiers=tiers,
        years=[(str(one), str(one)) for one in years(session, person)],
        statuses=statuses,
    )
