"""The list of stays: filtered, sorted, by the page, each row with the firm's current standing. Plain rows, no objects."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, select
from sqlmodel import Session

from registry.catalogue.reader import Catalogue
from registry.domain.access import Action, Person, require
from registry.domain.ladder import tier_details
from registry.services.addresses import Arguments, day, one_of, said, whole
from registry.services.candidate_query import EVERY_CLASS
from registry.services.facts import facts
from registry.services.occasions import Occasion
from registry.services.paging import page_within
from registry.services.pools.own_fields import COLUMNS
from registry.services.pools.query import RECOGNISED, PoolQuery, looks_at_firms, matching, states
from registry.services.pools.stages import STAGES
from registry.services.pools.standing_titles import FIRM, POOL, holds_on
from registry.services.remembering import remembered_by_readers
from registry.services.shortfalls import Lack, lacks
from registry.services.standings import current_occasion
from registry.store.accounts import Account
from registry.store.evaluations import Standing
from registry.store.scope import reach_of

STANDING = Standing.__table__  # type: ignore[attr-defined]
ACCOUNT = Account.__table__  # type: ignore[attr-defined]
AT_ONCE = 10_000
URGENCY = case(
    {name: place for place, name in enumerate(EVERY_CLASS)}, value=STANDING.c.candidate_class, else_=len(EVERY_CLASS)
)
LAST = (POOL.c.entered_on.desc(), POOL.c.id.desc())
SORTS: Mapping[str, tuple[ColumnElement[Any], ...]] = {
    "-entered": LAST,
    "entered": (POOL.c.entered_on, POOL.c.id),
    "name": (FIRM.c.name_key, *LAST),
    "-name": (FIRM.c.name_key.desc(), *LAST),
    "class": (URGENCY, STANDING.c.fixes, *LAST),
    "-class": (URGENCY.desc(), STANDING.c.fixes.desc(), *LAST),
    "officer": (ACCOUNT.c.display_name.is_(None), ACCOUNT.c.display_name, *LAST),
    "-officer": (ACCOUNT.c.display_name.is_(None), ACCOUNT.c.display_name.desc(), *LAST),
    **{name: (POOL.c[name].is_(None), POOL.c[name], *LAST) for name in COLUMNS},
    **{f"-{name}": (POOL.c[name].is_(None), POOL.c[name].desc(), *LAST) for name in COLUMNS},
    "exited": (POOL.c.exited_on.is_(None), POOL.c.exited_on, *LAST),
    "-exited": (POOL.c.exited_on.is_(None), POOL.c.exited_on.desc(), *LAST),
}


def pool_query(arguments: Arguments) -> PoolQuery:
    """The query that an address says, at its first page."""
    year = whole(arguments, "year")
    return PoolQuery(
        tier=said(arguments, "tier", 40),
        division=said(arguments, "division", 6),
        park=said(arguments, "park"),
        cluster=said(arguments, "cluster"),
        text=said(arguments, "text"),
        officer=whole(arguments, "officer"),
        state=one_of(arguments, "state", states()),
        year=year if year and year < 10_000 else None,
        since=day(arguments, "since"),
        until=day(arguments, "until"),
        stage=one_of(arguments, "stage", STAGES),
        board=said(arguments, "board", 40),
        progress=said(arguments, "progress", 40),
        sort=one_of(arguments, "sort", SORTS, "-entered"),
    )


@dataclass(frozen=True)
class PoolRow:
    """One stay with its firm. `candidate_class` and `verdict` are those of the current standing, None where there is none;
    `has_title` says whether the firm holds the title today."""

    id: int
    version: int
    firm_id: int
    name: str
    credit_code: str
    division_code: str | None
    park: str | None
    cluster: str | None
    tier: str
    entered_on: date
    basis: str
    expected_year: int | None
    exited_on: date | None
    exit_kind: str | None
    exit_reason: str | None
    officer: str
    candidate_class: str | None
    verdict: str | None
    data_year: int | None
    has_title: bool
    board: str | None
    progress: str | None

    def days_in(self, today: date) -> int:
        """How many days the firm was, or has been, in the pool."""
        return ((self.exited_on or today) - self.entered_on).days


@dataclass(frozen=True)
class PoolPage:
    """One page; `total` counts all that match."""

    rows: tuple[PoolRow, ...]
    total: int
    page: int
    pages: int


Lacking = Mapping[tuple[int, str], tuple[Lack, ...]]


def pool_page(session: Session, person: Person, query: PoolQuery, *, today: date) -> PoolPage:
    """The stays of firms in scope that match, in the order asked for; a page beyond the last one gives the last one."""
    require(person, Action.KEEP_POOLS)
    total = count_stays(session, person, query, today=today)
    page, pages = page_within(query.page, total, query.per_page)
    statement = _statement(session, person, query, today).limit(query.per_page).offset((page - 1) * query.per_page)
    return PoolPage(tuple(PoolRow(*row) for row in session.execute(statement)), total, page, pages)


def every_stay(session: Session, person: Person, query: PoolQuery, *, today: date) -> list[PoolRow]:
    """All stays that match, for a file."""
    require(person, Action.KEEP_POOLS)
    require(person, Action.EXPORT_LISTS)
    return [PoolRow(*row) for row in session.execute(_statement(session, person, query, today))]


def count_stays(session: Session, person: Person, query: PoolQuery, *, today: date) -> int:
    """How many stays match."""
    require(person, Action.KEEP_POOLS)
    counted = select(func.count()).select_from(POOL)
    if looks_at_firms(person, query):
        counted = counted.join(FIRM, FIRM.c.id == POOL.c.firm_id)
    asked = counted.where(matching(session, person, query, today))
    question = ("pools", *reach_of(person), replace(query, page=1, sort=""), today)
    return remembered_by_readers(session, question, lambda: int(session.execute(asked).scalar_one()))


def count_recognised(session: Session, person: Person, query: PoolQuery, *, today: date) -> int:
    """How many firms that the filters show are still in the pool though they hold the title."""
    waiting = PoolQuery(query.tier, query.division, query.park, query.cluster, query.text, query.officer, RECOGNISED)
    own = {"board": query.board, "progress": query.progress}
    return count_stays(session, person, replace(waiting, **own), today=today)


def lacking(session: Session, catalogue: Catalogue, rows: Sequence[PoolRow]) -> Lacking:
    """What each firm of the rows lacks for the tier of its pool; firms that hold it or are not judged are left out.

    Firms too far away to be candidates have no standing, so they are judged here like the others.
    """
    occasion = current_occasion(session)
    wanted = {(row.firm_id, row.tier) for row in rows if row.candidate_class or not row.has_title}
    if occasion is None or not wanted:
        return {}
    tiers = list(dict.fromkeys(tier for _, tier in wanted))
    firm_ids = sorted({firm_id for firm_id, _ in wanted})
    found: dict[tuple[int, str], tuple[Lack, ...]] = {}
    for start in range(0, len(firm_ids), AT_ONCE):
        found |= _lacking(session, catalogue, occasion, firm_ids[start : start + AT_ONCE], tiers, wanted)
    return found


def _lacking(
    session: Session,
    catalogue: Catalogue,
    occasion: Occasion,
    firm_ids: Sequence[int],
    tiers: Sequence[str],
    wanted: set[tuple[int, str]],
) -> dict[tuple[int, str], tuple[Lack, ...]]:
    when = {"as_of": occasion.as_of, "data_year": occasion.data_year}
    inputs = facts(session, catalogue, firm_ids=firm_ids, **when)
    found = {}
    for rule_set, frame in tier_details(catalogue, inputs, case=occasion.case, tiers=tiers, **when):
        meant = frame.filter(frame["firm_id"].is_in([firm for firm, tier in wanted if tier == rule_set.tier]))
        for row in meant.iter_rows(named=True):
            found[row["firm_id"], rule_set.tier] = lacks(rule_set, row)
    return found


def _statement(session: Session, person: Person, query: PoolQuery, today: date) -> Select[Any]:
    columns = (
        *POOL.c["id", "version"],
        FIRM.c.id,
        *FIRM.c["name", "credit_code", "division_code", "park", "cluster"],
        *POOL.c["tier", "entered_on", "basis", "expected_year", "exited_on", "exit_kind", "exit_reason"],
        func.coalesce(ACCOUNT.c.display_name, ""),
        *STANDING.c["candidate_class", "verdict", "data_year"],
        holds_on(today),
        *POOL.c["board", "progress"],
    )
    same = and_(STANDING.c.firm_id == POOL.c.firm_id, STANDING.c.tier == POOL.c.tier)
    joined = (
        select(*columns)
        .join_from(POOL, FIRM, FIRM.c.id == POOL.c.firm_id)
        .outerjoin(STANDING, same)
        .outerjoin(ACCOUNT, ACCOUNT.c.id == POOL.c.officer_id)
    )
    return joined.where(matching(session, person, query, today)).order_by(*SORTS.get(query.sort, SORTS["-entered"]))
