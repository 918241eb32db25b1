"""Candidates of a tier: the page that officers work from, out of the current standings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import Row, Select, bindparam, case, func, select
from sqlmodel import Session, col

from registry.catalogue.reader import Catalogue
from registry.domain.access import Action, Person, require
from registry.domain.ladder import tier_details
from registry.services.addresses import Arguments, one_of, said, whole
from registry.services.candidate_query import EVERY_CLASS, CandidateQuery
from registry.services.facts import facts
from registry.services.occasions import Occasion, make_occasion
from registry.services.paging import page_within
from registry.services.remembering import remembered_by_readers
from registry.services.shortfalls import Lack, lacks
from registry.services.standings import count_firms, count_firms_with_figures, current_occasion
from registry.store.database import rows_of
from registry.store.evaluations import OF_THE_FIRM, Standing
from registry.store.firms import FirmRecord
from registry.store.scope import reach_of, sees_less_than_all

__all__ = ["CandidatePage", "CandidateQuery", "CandidateRow", "candidates", "lacks_of"]

URGENCY = case(
    {name: position for position, name in enumerate(EVERY_CLASS)},
    value=col(Standing.candidate_class),
)
FIRM, STANDING = FirmRecord.__table__, Standing.__table__  # type: ignore[attr-defined]
KEPT = 500  # statements
SORTS: Mapping[str, tuple[Any, ...]] = {
    "": (URGENCY, STANDING.c.fixes),  # an order that an index has, class by class
    "name": (FIRM.c.name_key,),
    "-name": (FIRM.c.name_key.desc(),),
    "area": (FIRM.c.division_code, FIRM.c.park, FIRM.c.name_key),
    "-area": (FIRM.c.division_code.desc(), FIRM.c.park.desc(), FIRM.c.name_key),
    "class": (URGENCY, FIRM.c.name_key),
    "-class": (URGENCY.desc(), FIRM.c.name_key),
    "fixes": (STANDING.c.fixes, URGENCY, FIRM.c.name_key),
    "-fixes": (STANDING.c.fixes.desc(), URGENCY, FIRM.c.name_key),
    "score": (STANDING.c.score_low, FIRM.c.name_key),
    "-score": (STANDING.c.score_low.desc(), FIRM.c.name_key),
}


def candidate_query(arguments: Arguments) -> CandidateQuery:
    """The query that an address says, with the tier of its path, at its first page."""
    several = {name: tuple(part for part in arguments.get(name, "").split(",") if part) for name in ("class", "column")}
    return CandidateQuery(
        said(arguments, "tier", 40),
        tuple(dict.fromkeys(several["class"])),
        division=said(arguments, "division", 6),
        park=said(arguments, "park"),
        text=said(arguments, "text"),
        fixes=whole(arguments, "fixes"),
        after=whole(arguments, "after"),
        sort=one_of(arguments, "sort", SORTS),
        columns=several["column"],
    )


@dataclass(frozen=True)
class CandidateRow:
    """One firm that does not hold the tier, and what stands between them."""

    firm_id: int
    credit_code: str
    name: str
    division_code: str | None
    park: str | None
    verdict: str
    candidate_class: str
    rule_set: str
    score_low: float | None
    score_high: float | None
    fixes: int
    lacks: tuple[Lack, ...] = ()


@dataclass(frozen=True)
class CandidatePage:
    """One page; `counts` holds all classes under the same filters. Before the first evaluation `as_of` is None."""

    rows: tuple[CandidateRow, ...]
    total: int
    page: int
    pages: int
    counts: dict[str, int]
    as_of: date | None = None
    data_year: int | None = None
    firms: int = 0
    firms_with_figures: int = 0


def candidates(session: Session, person: Person, catalogue: Catalogue, query: CandidateQuery) -> CandidatePage:
    """The candidates in scope, the ripest first; what they lack is read from the figures as they are now."""
    require(person, Action.VIEW_CANDIDATES)
    make_occasion(catalogue, date.min, 0, tiers=(query.tier,))
    occasion = current_occasion(session)
    if occasion is None:
        return CandidatePage((), 0, 1, 1, dict.fromkeys(EVERY_CLASS, 0), firms=count_firms(session, person))
    question = ("candidates", *reach_of(person), replace(query, page=1, sort="", classes=(), columns=()))
    counts = remembered_by_readers(session, question, lambda: _counts(session, person, query))
    total = sum(counts[name] for name in query.wanted_classes)
    page, pages = page_within(query.page, total, query.per_page)
    found = _ripest(session, person, query, page, counts) if not query.sort else _found(session, person, query, page)
    firm_ids = tuple(row.firm_id for row in found)
    missing = lacks_of(session, catalogue, query.tier, occasion, firm_ids)
    return CandidatePage(
        rows=tuple(CandidateRow(*row, lacks=missing.get(row.firm_id, ())) for row in found),
        total=total,
        page=page,
        pages=pages,
        counts=counts,
        as_of=occasion.as_of,
        data_year=occasion.data_year,
        firms=count_firms(session, person),
        firms_with_figures=count_firms_with_figures(session, person, occasion.data_year),
    )


def lacks_of(
    session: Session, catalogue: Catalogue, tier: str, occasion: Occasion, firm_ids: Sequence[int]
) -> dict[int, tuple[Lack, ...]]:
    """What each of a few firms lacks for the tier."""
    if not firm_ids:
        return {}
    when = {"as_of": occasion.as_of, "data_year": occasion.data_year}
    inputs = facts(session, catalogue, firm_ids=firm_ids, **when)
    details = tier_details(catalogue, inputs, case=occasion.case, tiers=[tier], **when)
    return {row["firm_id"]: lacks(rule_set, row) for rule_set, frame in details for row in frame.iter_rows(named=True)}


def _counts(session: Session, person: Person, query: CandidateQuery) -> dict[str, int]:
    held = col(Standing.candidate_class)
    statement = select(held, func.count()).where(STANDING.c.tier == query.tier)
    if query.narrows_firms or sees_less_than_all(person):
        statement = statement.join(FirmRecord, OF_THE_FIRM).where(query.standings(session, person))
    found = dict(session.execute(statement.group_by(held)).all())
    return {name: found.get(name, 0) for name in EVERY_CLASS}


def _ripest(
    session: Session, person: Person, query: CandidateQuery, page: int, counts: Mapping[str, int]
) -> list[Row[Any]]:
    """The page in the usual order, class after class: of each class an index has the order, so nothing is sorted."""
    found: list[Row[Any]] = []
    as_asked = replace(query, page=1)
    skipped, wanted = (page - 1) * query.per_page, query.per_page
    for name in query.wanted_classes:
        if counts[name] > skipped and wanted:
            some = rows_of(session, _ordered(session, person, as_asked, (name,)), most=wanted, skipped=skipped).all()
            found += some
            wanted -= len(some)
        skipped = max(0, skipped - counts[name])
    return found


def _found(session: Session, person: Person, query: CandidateQuery, page: int) -> Sequence[Row[Any]]:
    ordered = _ordered(session, person, replace(query, page=1), tuple(query.wanted_classes))
    return rows_of(session, ordered, most=query.per_page, skipped=(page - 1) * query.per_page).all()


def _ordered(session: Session, person: Person, query: CandidateQuery, classes: tuple[str, ...]) -> Select[Any]:
    """A page of some classes."""
    return _of_any_name(person, replace(query, text=""), classes).where(*query.named(session))


@lru_cache(KEPT)
def _of_any_name(person: Person, query: CandidateQuery, classes: tuple[str, ...]) -> Select[Any]:
    """The same whatever the text; the statement alone is kept, for whoever turns the pages of the same list."""
    firm, standing = FIRM.c, STANDING.c
    columns = (
        firm.id.label("firm_id"),
        *firm["credit_code", "name", "division_code", "park"],
        *standing["verdict", "candidate_class", "rule_set", "score_low", "score_high", "fixes"],
    )
    of_class = standing.candidate_class == classes[0] if len(classes) == 1 else standing.candidate_class.in_(classes)
    usual = (STANDING.c.fixes, STANDING.c.firm_id)
    order = (*SORTS.get(query.sort, SORTS[""]), FIRM.c.id) if query.sort else usual
    wanted = (of_class, query.standings_of_any_name(person))
    listed = select(*columns).join_from(Standing, FirmRecord, OF_THE_FIRM).where(*wanted).order_by(*order)
    return listed.limit(bindparam("most")).offset(bindparam("skipped"))
