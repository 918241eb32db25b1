"""The financing rounds of all firms in scope: filtered, sorted, by the page. Sums of different currencies are never added up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlmodel import Session

from registry.domain.access import Action, Person, require
from registry.services.addresses import Arguments, day, one_of, said
from registry.services.financing import CURRENCIES
from registry.services.firm_search import FirmQuery, matching
from registry.services.paging import page_within
from registry.store.firms import FirmRecord
from registry.store.institutions import FinancingRound
from registry.store.scope import firms_in_scope

FIRM, ROUND = FirmRecord.__table__, FinancingRound.__table__  # type: ignore[attr-defined]
_LAST = (ROUND.c.closed_on.desc(), ROUND.c.id.desc())
SORTS: Mapping[str, tuple[Any, ...]] = {
    "-closed_on": _LAST,
    "closed_on": (ROUND.c.closed_on, ROUND.c.id),
    "name": (FIRM.c.name_key, *_LAST),
    "-name": (FIRM.c.name_key.desc(), *_LAST),
    "stage": (ROUND.c.stage, *_LAST),
    "-stage": (ROUND.c.stage.desc(), *_LAST),
    "amount": (ROUND.c.currency, ROUND.c.amount.is_(None), ROUND.c.amount, *_LAST),
    "-amount": (ROUND.c.currency, ROUND.c.amount.is_(None), ROUND.c.amount.desc(), *_LAST),
    "post_money": (ROUND.c.currency, ROUND.c.post_money.is_(None), ROUND.c.post_money, *_LAST),
    "-post_money": (ROUND.c.currency, ROUND.c.post_money.is_(None), ROUND.c.post_money.desc(), *_LAST),
}


@dataclass(frozen=True)
class FinancingQuery:
    """What to look for; an empty field does not narrow, `division` is a prefix. Sums sort within their currency."""

    text: str = ""
    division: str = ""
    park: str = ""
    stage: str = ""
    currency: str = ""
    since: date | None = None
    until: date | None = None
    sort: str = "-closed_on"
    page: int = 1
    per_page: int = 50

    def as_facts(self) -> dict[str, Any]:
        """The filter as the journal keeps it; what does not narrow is left out."""
        names = ("text", "division", "park", "stage", "currency", "since", "until")
        return {name: value for name in names if (value := getattr(self, name))}


@dataclass(frozen=True)
class FinancingRow:
    """One round with its firm; `amount` and `post_money` are in 10,000 of `currency`."""

    id: int
    firm_id: int
    name: str
    credit_code: str
    division_code: str | None
    park: str | None
    stage: str
    closed_on: date
    amount: float | None
    currency: str
    post_money: float | None
    investors: str
    document: str


@dataclass(frozen=True)
class FinancingPage:
    """One page; `total` counts rounds, `firms` the firms that have them."""

    rows: tuple[FinancingRow, ...]
    total: int
    firms: int
    page: int
    pages: int


def financing_query(arguments: Arguments) -> FinancingQuery:
    """The query that an address says, at its first page."""
    return FinancingQuery(
        text=said(arguments, "text"),
        division=said(arguments, "division", 6),
        park=said(arguments, "park"),
        stage=said(arguments, "stage"),
        currency=one_of(arguments, "currency", CURRENCIES),
        since=day(arguments, "since"),
        until=day(arguments, "until"),
        sort=one_of(arguments, "sort", SORTS, "-closed_on"),
    )


def financing_page(session: Session, person: Person, query: FinancingQuery) -> FinancingPage:
    """The rounds of firms in scope that match; a page beyond the last one gives the last one."""
    total, firms = count_financing(session, person, query)
    page, pages = page_within(query.page, total, query.per_page)
    statement = _statement(session, person, query).limit(query.per_page).offset((page - 1) * query.per_page)
    return FinancingPage(tuple(FinancingRow(*row) for row in session.execute(statement)), total, firms, page, pages)


def every_financing(session: Session, person: Person, query: FinancingQuery) -> list[FinancingRow]:
    """All that match, for a file."""
    require(person, Action.EXPORT_LISTS)
    require(person, Action.VIEW_CANDIDATES)
    return [FinancingRow(*row) for row in session.execute(_statement(session, person, query))]


def count_financing(session: Session, person: Person, query: FinancingQuery) -> tuple[int, int]:
    """How many rounds match, and of how many firms they are."""
    require(person, Action.VIEW_CANDIDATES)
    counted = select(func.count(), func.count(ROUND.c.firm_id.distinct())).select_from(ROUND)
    joined = counted.join(FIRM, FIRM.c.id == ROUND.c.firm_id).where(_wanted(session, person, query))
    total, firms = session.execute(joined).one()
    return int(total), int(firms)


def stages_in_scope(session: Session, person: Person) -> list[str]:
    """The names of rounds that occur, for a filter."""
    joined = select(ROUND.c.stage).select_from(ROUND).join(FIRM, FIRM.c.id == ROUND.c.firm_id)
    return list(session.execute(joined.where(firms_in_scope(person)).distinct().order_by(ROUND.c.stage)).scalars())


def _statement(session: Session, person: Person, query: FinancingQuery) -> Select[Any]:
    of_firm = FIRM.c["name", "credit_code", "division_code", "park"]
    of_round = ROUND.c["stage", "closed_on", "amount", "currency", "post_money", "investors", "document"]
    joined = select(*ROUND.c["id", "firm_id"], *of_firm, *of_round).join_from(ROUND, FIRM, FIRM.c.id == ROUND.c.firm_id)
    return joined.where(_wanted(session, person, query)).order_by(*SORTS[query.sort])


def _wanted(session: Session, person: Person, query: FinancingQuery) -> ColumnElement[bool]:
    found = [matching(session, person, FirmQuery(text=query.text, division=query.division, park=query.park))]
    found += [ROUND.c[name] == value for name in ("stage", "currency") if (value := getattr(query, name))]
    found += [ROUND.c.closed_on >= query.since] if query.since else []
    found += [ROUND.c.closed_on <= query.until] if query.until else []
    return and_(*found)
