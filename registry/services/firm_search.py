"""Finding firms by name, former name, credit code and initials, filtered, by the page. Plain rows, no objects."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, or_
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from registry.catalogue.reader import load_catalogue
from registry.domain.access import Action, Person, require
from registry.services.addresses import Arguments, one_of, said
from registry.services.name_search import ids_of, lies_in_names, text_matches
from registry.services.paging import page_within
from registry.services.remembering import LISTS, remembered_by_readers
from registry.services.titles import valid_on
from registry.store.about_some import AboutSome
from registry.store.database import rows_of
from registry.store.firms import FirmRecord
from registry.store.scope import begins_with, firms_in_scope, reach_of, sees_less_than_all
from registry.store.titles import TitleRecord

# As ix_firm_finding goes, so that a page is found without sorting; no two firms have the same code.
BY_NAME = (col(FirmRecord.name_key), col(FirmRecord.initials), col(FirmRecord.credit_code))
# Where nothing is known stands like the smallest: PostgreSQL alone would put it at the other end.
SORTS: Mapping[str, tuple[ColumnElement[object], ...]] = {
    "name": BY_NAME,
    "-name": tuple(column.desc() for column in BY_NAME),
    "credit_code": (col(FirmRecord.credit_code),),
    "-credit_code": (col(FirmRecord.credit_code).desc(),),
    "area": (col(FirmRecord.division_code).nulls_first(), col(FirmRecord.id)),
    "-area": (col(FirmRecord.division_code).desc().nulls_last(), col(FirmRecord.id).desc()),
    "park": (col(FirmRecord.park).nulls_first(), col(FirmRecord.name_key), col(FirmRecord.id)),
    "-park": (col(FirmRecord.park).desc().nulls_last(), col(FirmRecord.name_key).desc(), col(FirmRecord.id).desc()),
    "founded_on": (col(FirmRecord.founded_on).nulls_first(), col(FirmRecord.id)),
    "-founded_on": (col(FirmRecord.founded_on).desc().nulls_last(), col(FirmRecord.id).desc()),
    "updated_at": (col(FirmRecord.updated_at), col(FirmRecord.id)),
    "-updated_at": (col(FirmRecord.updated_at).desc(), col(FirmRecord.id).desc()),
}
MANY = 2_000
LISTED = 1_000_000  # firms that a text finds, remembered in the order of a list
KEPT = 500  # statements
ROW = (
    *("id", "credit_code", "name", "division_code", "park", "industry_code", "industry_name", "founded_on"),
    *("cluster", "rd_institution_level", "updated_at"),
)


@dataclass(frozen=True)
class FirmQuery:
    """What to look for; an empty field does not narrow. `division` is a prefix, `industry` a letter or first digits."""

    text: str = ""
    division: str = ""
    park: str = ""
    industry: str = ""
    tier: str = ""
    page: int = 1
    per_page: int = 50
    sort: str = "name"
    today: date | None = None

    def as_facts(self) -> dict[str, str]:
        """The filter as the journal keeps it; what does not narrow is left out."""
        names = ("text", "division", "park", "industry", "tier")
        return {name: value for name in names if (value := getattr(self, name))}


def firm_query(arguments: Arguments, today: date) -> FirmQuery:
    """The query that an address says, at its first page."""
    return FirmQuery(
        text=said(arguments, "text"),
        division=said(arguments, "division", 6),
        park=said(arguments, "park"),
        industry=said(arguments, "industry", 6),
        tier=said(arguments, "tier", 40),
        sort=one_of(arguments, "sort", SORTS, "name"),
        today=today,
    )


@dataclass(frozen=True)
class FirmRow:
    """One line of a list of firms; `titles` are the tiers held today."""

    id: int
    credit_code: str
    name: str
    division_code: str | None
    park: str | None
    industry_code: str | None
    industry_name: str | None
    founded_on: date | None
    cluster: str | None = None
    rd_institution_level: str | None = None
    updated_at: datetime | None = None
    titles: tuple[str, ...] = ()


@dataclass(frozen=True)
class FirmPage:
    """One page of a list; `total` counts all firms that match."""

    rows: tuple[FirmRow, ...]
    total: int
    page: int
    pages: int


def search(session: Session, person: Person, query: FirmQuery) -> FirmPage:
    """The firms in scope that match, in the order asked for; a page beyond the last one gives the last one."""
    require(person, Action.VIEW_FIRMS)
    listed = firms_in_order(session, person, query) if query.text.strip() else None
    total = _total(session, person, query) if listed is None else len(listed)
    page, pages = page_within(query.page, total, query.per_page)
    skipped = (page - 1) * query.per_page
    if listed is None:
        statement = _listed(person, replace(query, page=1), holders_are_many=total > MANY)
        found = rows_of(session, statement, most=query.per_page, skipped=skipped).all()
    else:
        found = _those(query.sort).rows(session, listed[skipped : skipped + query.per_page]).all()
    held = titles_held(session, [row.id for row in found], query.today)
    return FirmPage(tuple(FirmRow(*row, titles=held.get(row.id, ())) for row in found), total, page, pages)


def firms_in_order(session: Session, person: Person, query: FirmQuery) -> array[int] | None:
    """The ids of all that match, in the order asked for: names that a text is found in may lie anywhere in a list, so that
    walking to a page could take as long as walking through all. None where they are too many to be remembered."""

    def ask() -> array[int] | None:
        statement = select_columns(FirmRecord.id).where(matching(session, person, query)).order_by(*_order(query.sort))
        return ids_of(session, statement, LISTED)

    return remembered_by_readers(
        session, ("firms in order", *reach_of(person), query.sort, narrowing(query)), ask, LISTS
    )


def _total(session: Session, person: Person, query: FirmQuery) -> int:
    question = ("firms", *reach_of(person), narrowing(query))
    return remembered_by_readers(session, question, lambda: _count(session, matching(session, person, query)))


@lru_cache(KEPT)
def _listed(person: Person, query: FirmQuery, *, holders_are_many: bool) -> Select[Any]:
    """A page of the list; the statement alone is kept, for whoever turns the pages of the same list.

    What is skipped is skipped in an index; whole rows are read for the page alone.
    """
    named = [lies_in_names(query.text)] if query.text.strip() else []
    wanted = and_(firms_in_scope(person), *named, *_conditions(query, holders_are_many=holders_are_many))
    ids = select_columns(col(FirmRecord.id)).where(wanted).order_by(*_order(query.sort))
    page = ids.limit(bindparam("most")).offset(bindparam("skipped"))
    return _rows().where(col(FirmRecord.id).in_(page)).order_by(*_order(query.sort))


@lru_cache(KEPT)
def _those(sort: str) -> AboutSome:
    """Some firms, in the order of a list."""
    return AboutSome(_rows().order_by(*_order(sort)), col(FirmRecord.id))


def _rows() -> Select[Any]:
    return select_columns(*(FirmRecord.__table__.c[code] for code in ROW))  # type: ignore[attr-defined]


def _order(sort: str) -> tuple[ColumnElement[object], ...]:
    return SORTS.get(sort, SORTS["name"])


def narrowing(query: FirmQuery) -> FirmQuery:
    """What of the query decides which firms match: the same for every page and order."""
    return replace(query, page=1, sort="")


def _count(session: Session, wanted: ColumnElement[bool]) -> int:
    return int(session.execute(select_columns(func.count()).select_from(FirmRecord).where(wanted)).scalar_one())


def matching(session: Session, person: Person, query: FirmQuery) -> ColumnElement[bool]:
    """On `firm`: within the person's scope, and what the query asks for. Not to be kept (see `text_matches`)."""
    named = [text_matches(session, query.text)] if query.text.strip() else []
    return and_(firms_in_scope(person), *named, *_conditions(query))


def titles_held(session: Session, firm_ids: Sequence[int], today: date | None) -> dict[int, tuple[str, ...]]:
    """The tiers that each of a few firms holds today; without a day, all that were not revoked."""
    held: dict[int, list[str]] = {}
    for firm_id, tier in _held_on(today).rows(session, firm_ids):
        held.setdefault(firm_id, []).append(tier)
    return {firm_id: tuple(tiers) for firm_id, tiers in held.items()}


@lru_cache(KEPT)
def _held_on(today: date | None) -> AboutSome:
    valid = valid_on(today) if today is not None else col(TitleRecord.revoked_on).is_(None)
    columns = select_columns(col(TitleRecord.firm_id), col(TitleRecord.tier))
    return AboutSome(columns.where(valid).distinct().order_by(col(TitleRecord.tier)), col(TitleRecord.firm_id))


def parks_in_scope(session: Session, person: Person) -> list[str]:
    """The parks of the firms a person may see, for a filter."""
    return _occurring(session, person, "park")


def divisions_in_scope(session: Session, person: Person) -> list[str]:
    """The division codes of the firms a person may see, for a filter."""
    return _occurring(session, person, "division_code")


def _occurring(session: Session, person: Person, name: str) -> list[str]:
    def ask() -> list[str]:
        column = col(getattr(FirmRecord, name))
        if not sees_less_than_all(person):
            return list(session.execute(_from_value_to_value(name)).scalars())
        found = select(column).where(firms_in_scope(person), column.is_not(None)).distinct().order_by(column)
        return list(session.exec(found))

    return remembered_by_readers(session, (name, *reach_of(person)), ask)


@cache
def _from_value_to_value(name: str) -> Select[Any]:
    """All values of an indexed column, each the smallest beyond the one before: some dozen steps in the index instead of a look at
    every firm."""
    column = col(getattr(FirmRecord, name))
    value = select_columns(func.min(column).label("value")).cte("value", recursive=True)
    following = select_columns(func.min(column)).where(column > value.c.value).scalar_subquery()
    value = value.union_all(select_columns(following).where(value.c.value.is_not(None)))
    return select_columns(value.c.value).where(value.c.value.is_not(None)).order_by(value.c.value)


def in_industry(code: str) -> ColumnElement[bool]:
    """On `firm`: its industry begins with the code, whether either is written with the section's letter or without."""
    stored = col(FirmRecord.industry_code)
    letter, digits = (code[:1].upper(), code[1:]) if code[:1].isalpha() else ("", code)
    if digits:
        lettered = and_(stored >= "A", func.substr(stored, 2).startswith(digits, autoescape=True))
        return or_(stored.startswith(digits, autoescape=True), lettered)
    _, divisions = load_catalogue().industries.sections.get(letter, ("", ()))
    return or_(stored.startswith(letter, autoescape=True), *(stored.startswith(division) for division in divisions))


def _conditions(query: FirmQuery, *, holders_are_many: bool = False) -> list[ColumnElement[bool]]:
    conditions = []
    if query.division:
        conditions.append(begins_with(col(FirmRecord.division_code), query.division))
    if query.park:
        conditions.append(col(FirmRecord.park) == query.park)
    if query.industry:
        conditions.append(in_industry(query.industry))
    if query.tier:
        holders = select(TitleRecord.firm_id).where(col(TitleRecord.tier) == query.tier)
        valid = valid_on(query.today) if query.today is not None else col(TitleRecord.revoked_on).is_(None)
        if holders_are_many:  # firm by firm in the order of the list, which soon has a page
            conditions.append(holders.where(valid, col(TitleRecord.firm_id) == col(FirmRecord.id)).exists())
        else:
            conditions.append(col(FirmRecord.id).in_(holders.where(valid)))
    return conditions
