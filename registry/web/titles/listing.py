"""The lists of titles and of batches: their queries from the address, their rows in words."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from flask import request
from flask_babel import gettext
from markupsafe import Markup
from sqlmodel import Session

from registry.domain.access import Person
from registry.services.titles.batches import BatchPage, batch_names, batches_of
from registry.services.titles.search import (
    EXPIRING,
    TitlePage,
    TitleQuery,
    TitleRow,
    search_titles,
    states_of,
    title_query,
)
from registry.web.choices import division_choices, park_choices, tier_choices
from registry.web.firms.titles import held_title
from registry.web.kept_lists import Table, table_of
from registry.web.listing import Chip, Choice, Pages, asked, asked_page, chips_of, pages_of
from registry.web.remembered_pages import written_once
from registry.web.remembered_rows import row_of
from registry.web.site import site


@dataclass(frozen=True)
class TitleList:
    """Everything the list of titles shows."""

    query: TitleQuery
    found: TitlePage
    rows: tuple[Markup, ...]
    pages: Pages
    chips: list[Chip]
    tiers: list[Choice]
    states: list[Choice]
    batches: list[Choice]
    divisions: list[Choice]
    parks: list[Choice]
    table: Table


@dataclass(frozen=True)
class BatchList:
    """Everything the list of batches shows."""

    tier: str
    tiers: list[Choice]
    found: BatchPage
    pages: Pages
    chips: list[Chip]


def asked_titles() -> TitleQuery:
    """The query of the address."""
    return replace(title_query(request.args, site().today()), page=asked_page())


def title_list(session: Session, person: Person) -> TitleList:
    """The list that the address asks for."""
    query, table = asked_titles(), table_of("titles")
    codes = tuple(table.codes)
    found, rows = written_once(
        session, person, "titles", (query, codes), lambda: _written(session, person, query, codes)
    )
    divisions, tiers, states = division_choices(session, person), tier_choices(), state_choices()
    named = batch_names(session, person, query.tier) if query.tier else []
    filters = [
        ("text", gettext("查找"), query.text),
        ("tier", gettext("称号"), query.tier),
        ("state", gettext("状态"), query.state),
        ("batch", gettext("批次"), query.batch),
        ("division", gettext("地区"), query.division),
        ("park", gettext("园区"), query.park),
    ]
    return TitleList(
        query=query,
        found=found,
        rows=rows,
        pages=pages_of(found.page, found.pages),
        chips=chips_of(filters, {"division": divisions, "tier": tiers, "state": states}),
        tiers=tiers,
        states=states,
        batches=[(name, name) for name in dict.fromkeys([*named, *([query.batch] if query.batch else [])])],
        divisions=divisions,
        parks=park_choices(session, person),
        table=table,
    )


def _written(
    session: Session, person: Person, query: TitleQuery, codes: tuple[str, ...]
) -> tuple[TitlePage, tuple[Markup, ...]]:
    """The page without its rows, and the rows as they are written."""
    ladder, found = site().catalogue.ladder, search_titles(session, person, query)

    def written(row: TitleRow) -> Markup:
        key = (row, query.today, codes)
        return row_of("titles/_row.html", key, lambda: (row, held_title(row, ladder, query.today), codes))

    return replace(found, rows=()), tuple(written(row) for row in found.rows)


def batch_list(session: Session, person: Person, today: date) -> BatchList:
    """The batches that the address asks for."""
    tier = asked("tier", 40)
    found = batches_of(session, person, tier=tier, today=today, page=asked_page())
    tiers = tier_choices()
    chips = chips_of([("tier", gettext("称号"), tier)], {"tier": tiers})
    return BatchList(tier, tiers, found, pages_of(found.page, found.pages), chips)


def state_choices() -> list[Choice]:
    """Every state in words."""
    words = {
        "valid": gettext("有效"),
        "expired": gettext("已过期"),
        "revoked": gettext("已撤销"),
        "later": gettext("尚未生效"),
    }
    return [
        (state, words.get(state) or gettext("%(days)s 天内到期", days=state.removeprefix(EXPIRING)))
        for state in states_of(site().catalogue.ladder)
    ]
