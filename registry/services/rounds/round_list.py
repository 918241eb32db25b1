"""The list of rounds: filtered, sorted, by the page, and as a kept list with its columns and file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import and_, case, func, select
from sqlmodel import Session, col

from registry.domain.access import Action, Person, require
from registry.domain.outcomes import Case
from registry.domain.texts import mark
from registry.services.addresses import Arguments, one_of, said, whole
from registry.services.list_files import MOST_ROWS
from registry.services.lists.asking import Asked
from registry.services.lists.columns import Cell, Column, Told, plain, simple, tier, worded
from registry.services.lists.kept import KeptList, keep
from registry.services.paging import page_within
from registry.services.rounds.assessing import MEMBER
from registry.services.rounds.reach import is_shown, rounds_in_reach
from registry.services.rounds.states import STATUS_LABELS, FirmState, Status
from registry.store.firms import FirmRecord
from registry.store.rounds import Round, RoundFirm
from registry.store.scope import firms_in_scope

FIRM, ROUND = FirmRecord.__table__, Round.__table__  # type: ignore[attr-defined]
FIELDS = ("id", "name", "tier", "year", "case", "division", "park", "opens_on", "closes_on", "status", "document")
CASES: Mapping[str, str] = {case.value: mark("复核") if case is Case.REVIEW else mark("新认定") for case in Case}
_PROGRESS = case({status.value: place for place, status in enumerate(Status)}, value=ROUND.c.status, else_=9)
_NEWEST = (ROUND.c.opens_on.desc(), ROUND.c.id.desc())
SORTS: Mapping[str, tuple[Any, ...]] = {
    "-opens": _NEWEST,
    "opens": (ROUND.c.opens_on, ROUND.c.id),
    "name": (ROUND.c.name, *_NEWEST),
    "-name": (ROUND.c.name.desc(), *_NEWEST),
    "tier": (ROUND.c.tier, *_NEWEST),
    "-tier": (ROUND.c.tier.desc(), *_NEWEST),
    "year": (ROUND.c.year, *_NEWEST),
    "-year": (ROUND.c.year.desc(), *_NEWEST),
    "status": (_PROGRESS, *_NEWEST),
    "-status": (_PROGRESS.desc(), *_NEWEST),
}


@dataclass(frozen=True)
class RoundQuery:
    """What to look for; an empty field does not narrow."""

    text: str = ""
    tier: str = ""
    year: int | None = None
    status: str = ""
    sort: str = "-opens"
    page: int = 1
    per_page: int = 50

    def as_facts(self) -> dict[str, Any]:
        """The filter as the journal keeps it; what does not narrow is left out."""
        return {name: value for name in ("text", "tier", "year", "status") if (value := getattr(self, name))}


@dataclass(frozen=True)
class RoundRow:
    """One round of the list; `firms` counts those in the reader's scope that are not taken out."""

    id: int
    name: str
    tier: str
    year: int
    case: str
    division: str
    park: str
    opens_on: date
    closes_on: date
    status: str
    document: str
    firms: int


@dataclass(frozen=True)
class RoundPage:
    """One page; `total` counts all that match."""

    rows: tuple[RoundRow, ...]
    total: int
    page: int
    pages: int


def round_query(arguments: Arguments) -> RoundQuery:
    """The query that an address says, at its first page."""
    return RoundQuery(
        text=said(arguments, "text"),
        tier=said(arguments, "tier", 40),
        year=whole(arguments, "year"),
        status=one_of(arguments, "status", set(Status)),
        sort=one_of(arguments, "sort", SORTS, "-opens"),
    )


def round_page(session: Session, person: Person, query: RoundQuery) -> RoundPage:
    """The rounds in reach that match, in the order asked for; a page beyond the last one gives the last one."""
    require(person, Action.VIEW_ROUNDS)
    statement = select(*ROUND.c[FIELDS], ROUND.c.levels).where(*_wanted(person, query)).order_by(*SORTS[query.sort])
    found = [row for row in session.execute(statement) if is_shown(person, row.status, row.levels)]
    page, pages = page_within(query.page, len(found), query.per_page)
    shown = found[(page - 1) * query.per_page : page * query.per_page]
    counts = _firms_in(session, person, [row.id for row in shown])
    return RoundPage(tuple(RoundRow(*row[:-1], counts.get(row.id, 0)) for row in shown), len(found), page, pages)


def years(session: Session, person: Person) -> list[int]:
    """The years of the rounds in reach, for a filter."""
    statement = select(ROUND.c.year).where(rounds_in_reach(person)).distinct().order_by(ROUND.c.year.desc())
    return list(session.execute(statement).scalars())


def _wanted(person: Person, query: RoundQuery) -> list[Any]:
    wanted: list[Any] = [rounds_in_reach(person)]
    if text := query.text.strip():
        wanted.append(ROUND.c.name.contains(text, autoescape=True) | ROUND.c.document.contains(text, autoescape=True))
    return wanted + [ROUND.c[name] == value for name in ("tier", "year", "status") if (value := getattr(query, name))]


def _firms_in(session: Session, person: Person, round_ids: list[int]) -> dict[int, int]:
    statement = select(MEMBER.c.round_id, func.count()).select_from(MEMBER).join(FIRM)
    there = and_(col(RoundFirm.round_id).in_(round_ids), MEMBER.c.state != FirmState.WITHDRAWN, firms_in_scope(person))
    return dict(session.execute(statement.where(there).group_by(MEMBER.c.round_id)).all())


def _scope(row: RoundRow, told: Told) -> str:
    return told.catalogue.divisions.full_name(row.division) or told.wording.translate(mark("全部"))


WINDOW = (Cell(mark("申报开始"), 12, plain("opens_on")), Cell(mark("申报截止"), 12, plain("closes_on")))
COLUMNS = (
    simple("name", mark("批次名称"), 36, sort="name", is_fixed=True),
    simple("tier", mark("层级"), 20, tier, sort="tier"),
    simple("case", mark("情形"), 10, worded("case", CASES)),
    simple("year", mark("年度"), 8, sort="year", look="number"),
    Column("scope", mark("范围"), (Cell(mark("地区"), 24, _scope), Cell(mark("园区"), 18, plain("park")))),
    Column("window", mark("申报时间"), WINDOW, sort="opens"),
    simple("firms", mark("企业数"), 10, look="number"),
    simple("status", mark("状态"), 10, worded("status", STATUS_LABELS), sort="status"),
    simple("document", mark("文号"), 28, is_usual=False),
)


def _every(asked: Asked, query: RoundQuery) -> tuple[RoundRow, ...]:
    require(asked.person, Action.EXPORT_LISTS)
    return round_page(asked.session, asked.person, replace(query, page=1, per_page=MOST_ROWS)).rows


keep(
    KeptList(
        code="rounds",
        label=mark("申报批次"),
        noted="rounds.export",
        columns=COLUMNS,
        usual_sort="-opens",
        query=lambda asked: round_query(asked.arguments),
        count=lambda asked, query: round_page(asked.session, asked.person, query).total,
        rows=_every,
    )
)
