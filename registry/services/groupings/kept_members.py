"""The members of one grouping as a kept list: filtered, sorted, by the page, with its columns, its file and its layout."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlmodel import Session

from registry.domain.access import Action, Person, require
from registry.domain.texts import mark
from registry.services.addresses import Arguments, one_of, said, whole
from registry.services.groupings.kinds import get_grouping
from registry.services.groupings.members import FIRM, MEMBER, MemberRow
from registry.services.lists.asking import Asked
from registry.services.lists.columns import AREA, Column, firm, simple
from registry.services.lists.firm_rows import ListRows
from registry.services.lists.kept import KeptList, keep
from registry.services.name_search import text_matches
from registry.services.paging import page_within
from registry.store.scope import firms_in_scope

PRESENT, FORMER = "present", "former"
STATES: Mapping[str, str] = {PRESENT: mark("现有成员"), FORMER: mark("已退出")}
_LAST = (FIRM.c.name_key, MEMBER.c.id)
_USUAL = (MEMBER.c.until.is_not(None), MEMBER.c.role.desc(), *_LAST)
SORTS: Mapping[str, tuple[Any, ...]] = {
    "": _USUAL,
    "name": _LAST,
    "-name": (FIRM.c.name_key.desc(), MEMBER.c.id),
    "area": (FIRM.c.division_code, FIRM.c.park, *_LAST),
    "-area": (FIRM.c.division_code.desc(), FIRM.c.park, *_LAST),
    "role": (MEMBER.c.role, *_LAST),
    "-role": (MEMBER.c.role.desc(), *_LAST),
    "since": (MEMBER.c.since, *_LAST),
    "-since": (MEMBER.c.since.desc(), *_LAST),
    "until": (MEMBER.c.until.is_(None), MEMBER.c.until, *_LAST),
    "-until": (MEMBER.c.until.is_(None), MEMBER.c.until.desc(), *_LAST),
}
COLUMNS = (
    firm(),
    Column("area", AREA.label, AREA.cells, sort="area"),
    simple("role", mark("角色"), 16, sort="role"),
    simple("since", mark("加入日期"), 12, sort="since"),
    simple("until", mark("退出日期"), 12, sort="until"),
)


@dataclass(frozen=True)
class MembersQuery:
    """Which grouping, and which of its members on `today`; an empty field does not narrow."""

    grouping_id: int
    today: date
    text: str = ""
    role: str = ""
    state: str = ""
    sort: str = ""
    page: int = 1
    per_page: int = 50

    def as_facts(self) -> dict[str, Any]:
        """The filter as the journal keeps it; what does not narrow is left out."""
        told = {name: value for name in ("text", "role", "state") if (value := getattr(self, name))}
        return {"grouping": self.grouping_id, **told}


@dataclass(frozen=True)
class MembersPage:
    """One page; `total` counts all that match."""

    rows: tuple[MemberRow, ...]
    total: int
    page: int
    pages: int


def members_query(arguments: Arguments, grouping_id: int, today: date) -> MembersQuery:
    """The query that an address says, at its first page."""
    return MembersQuery(
        grouping_id=grouping_id,
        today=today,
        text=said(arguments, "text"),
        role=said(arguments, "role", 40),
        state=one_of(arguments, "state", STATES),
        sort=one_of(arguments, "sort", SORTS),
    )


def members_page(session: Session, person: Person, query: MembersQuery) -> MembersPage:
    """The members in scope that match; a page beyond the last one gives the last one."""
    get_grouping(session, person, query.grouping_id)
    total = count_members(session, person, query)
    page, pages = page_within(query.page, total, query.per_page)
    statement = _statement(session, person, query).limit(query.per_page).offset((page - 1) * query.per_page)
    return MembersPage(tuple(MemberRow(*row) for row in session.execute(statement)), total, page, pages)


def every_member(session: Session, person: Person, query: MembersQuery) -> list[MemberRow]:
    """All members in scope that match, for a file. Raises NotFound where the grouping is out of reach."""
    require(person, Action.EXPORT_LISTS)
    get_grouping(session, person, query.grouping_id)
    return [MemberRow(*row) for row in session.execute(_statement(session, person, query))]


def count_members(session: Session, person: Person, query: MembersQuery) -> int:
    """How many members in scope match."""
    get_grouping(session, person, query.grouping_id)
    counted = select(func.count()).select_from(MEMBER).join(FIRM, FIRM.c.id == MEMBER.c.firm_id)
    return int(session.execute(counted.where(_wanted(session, person, query))).scalar_one())


def roles_of(session: Session, person: Person, grouping_id: int) -> list[str]:
    """The roles that its members in scope have, for a filter."""
    joined = select(MEMBER.c.role).select_from(MEMBER).join(FIRM, FIRM.c.id == MEMBER.c.firm_id)
    there = (MEMBER.c.grouping_id == grouping_id, MEMBER.c.role != "", firms_in_scope(person))
    return list(session.execute(joined.where(*there).distinct().order_by(MEMBER.c.role)).scalars())


def _statement(session: Session, person: Person, query: MembersQuery) -> Any:
    of_member, of_firm = MEMBER.c["role", "since", "until"], FIRM.c["name", "credit_code", "division_code", "park"]
    joined = select(*MEMBER.c["id", "firm_id"], *of_firm, *of_member).select_from(MEMBER)
    return (
        joined.join(FIRM, FIRM.c.id == MEMBER.c.firm_id)
        .where(_wanted(session, person, query))
        .order_by(*SORTS[query.sort])
    )


def _wanted(session: Session, person: Person, query: MembersQuery) -> ColumnElement[bool]:
    present = or_(MEMBER.c.until.is_(None), MEMBER.c.until > query.today)
    found = [MEMBER.c.grouping_id == query.grouping_id, firms_in_scope(person)]
    found += [MEMBER.c.role == query.role] if query.role else []
    found += [present] if query.state == PRESENT else [~present] if query.state == FORMER else []
    found += [text_matches(session, query.text)] if query.text.strip() else []
    return and_(*found)


def asked_members(asked: Asked) -> MembersQuery:
    """The query of the address, which names the grouping too."""
    return members_query(asked.arguments, whole(asked.arguments, "grouping_id") or 0, asked.today)


def _layout(asked: Asked, query: MembersQuery) -> ListRows:
    """The members of a park, chain, cluster or carrier; those that are members today where the address says nothing else."""
    require(asked.person, Action.VIEW_CANDIDATES)
    present = query if query.state else MembersQuery(**(query.__dict__ | {"state": PRESENT}))
    rows = every_member(asked.session, asked.person, present)
    facts = {name: str(value) for name, value in present.as_facts().items()}
    return ListRows(mark("成员"), [row.firm_id for row in rows], asked.occasion, "", facts)


keep(
    KeptList(
        code="grouping",
        label=mark("成员"),
        noted="grouping.members.export",
        columns=COLUMNS,
        usual_sort="",
        query=asked_members,
        count=lambda asked, query: count_members(asked.session, asked.person, query),
        rows=lambda asked, query: every_member(asked.session, asked.person, query),
        layout=_layout,
        named=lambda asked: get_grouping(asked.session, asked.person, asked_members(asked).grouping_id).name,
    )
)
