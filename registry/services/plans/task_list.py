"""Open actions as a kept list: filtered, sorted, by the page, with its columns, its file and its firms for a layout."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl
from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlmodel import Session

from registry.domain.access import Action, Person, require
from registry.domain.texts import mark
from registry.services.addresses import Arguments, one_of, said
from registry.services.lists.asking import Asked
from registry.services.lists.columns import AREA, Column, Told, firm, simple, tier
from registry.services.lists.firm_rows import ListRows
from registry.services.lists.kept import KeptList, keep
from registry.services.name_search import text_matches
from registry.services.paging import page_within
from registry.services.plans.tasks import EVERYBODY, NOBODY, own_actions
from registry.store.firms import FirmRecord
from registry.store.plans import PlanAction

FIRM, ACTION = FirmRecord.__table__, PlanAction.__table__  # type: ignore[attr-defined]
USUAL_DAYS, WINDOWS, ALL = 30, (7, 30, 90), "all"
_LAST = (ACTION.c.due_on.is_(None), ACTION.c.due_on, ACTION.c.id)
SORTS: Mapping[str, tuple[Any, ...]] = {
    "due": _LAST,
    "-due": (ACTION.c.due_on.is_(None), ACTION.c.due_on.desc(), ACTION.c.id.desc()),
    "name": (FIRM.c.name_key, *_LAST),
    "-name": (FIRM.c.name_key.desc(), *_LAST),
    "tier": (ACTION.c.tier, *_LAST),
    "-tier": (ACTION.c.tier.desc(), *_LAST),
}


@dataclass(frozen=True)
class TaskQuery:
    """What to look for; an empty field does not narrow. `within` are the days within which an action is due or overdue, None
    for every open one, also those without a day. `whose` is one's own unless EVERYBODY or NOBODY."""

    within: int | None = USUAL_DAYS
    text: str = ""
    tier: str = ""
    whose: str = ""
    sort: str = "due"
    page: int = 1
    per_page: int = 50

    def as_facts(self) -> dict[str, Any]:
        """The filter as the journal keeps it."""
        told = {name: value for name in ("text", "tier", "whose") if (value := getattr(self, name))}
        return {"within": ALL if self.within is None else self.within, **told}


@dataclass(frozen=True)
class TaskRow:
    """One open action with its firm; `day` is when it is due, an action without `owner` waits for the officer of the firm."""

    id: int
    firm_id: int
    name: str
    credit_code: str
    division_code: str | None
    park: str | None
    text: str
    day: date | None
    tier: str
    note: str
    owner: str
    version: int

    def is_overdue(self, today: date) -> bool:
        """Whether its day is over."""
        return self.day is not None and self.day < today


@dataclass(frozen=True)
class TaskPage:
    """One page; `total` counts all that match."""

    rows: tuple[TaskRow, ...]
    total: int
    page: int
    pages: int


def task_query(arguments: Arguments) -> TaskQuery:
    """The query that an address says, at its first page; the usual number of days where it names none that is offered."""
    within = one_of(arguments, "within", [ALL, *map(str, WINDOWS)], str(USUAL_DAYS))
    return TaskQuery(
        within=None if within == ALL else int(within),
        text=said(arguments, "text"),
        tier=said(arguments, "tier", 40),
        whose=one_of(arguments, "whose", (EVERYBODY, NOBODY)),
        sort=one_of(arguments, "sort", SORTS, "due"),
    )


def task_page(session: Session, person: Person, query: TaskQuery, today: date) -> TaskPage:
    """The person's open actions that match; a page beyond the last one gives the last one."""
    total = count_tasks(session, person, query, today)
    page, pages = page_within(query.page, total, query.per_page)
    statement = _statement(session, person, query, today).limit(query.per_page).offset((page - 1) * query.per_page)
    return TaskPage(tuple(TaskRow(*row) for row in session.execute(statement)), total, page, pages)


def every_task(session: Session, person: Person, query: TaskQuery, today: date) -> list[TaskRow]:
    """All that match, for a file."""
    require(person, Action.EXPORT_LISTS)
    require(person, Action.KEEP_PLANS)
    return [TaskRow(*row) for row in session.execute(_statement(session, person, query, today))]


def count_tasks(session: Session, person: Person, query: TaskQuery, today: date) -> int:
    """How many match."""
    require(person, Action.KEEP_PLANS)
    counted = select(func.count()).select_from(ACTION).join(FIRM, FIRM.c.id == ACTION.c.firm_id)
    return int(session.execute(counted.where(_wanted(session, person, query, today))).scalar_one())


def _statement(session: Session, person: Person, query: TaskQuery, today: date) -> Select[Any]:
    of_firm = FIRM.c["id", "name", "credit_code", "division_code", "park"]
    columns = (ACTION.c.id, *of_firm, *ACTION.c["text", "due_on", "tier", "note", "owner", "version"])
    joined = select(*columns).join_from(ACTION, FIRM, FIRM.c.id == ACTION.c.firm_id)
    return joined.where(_wanted(session, person, query, today)).order_by(*SORTS[query.sort])


def _wanted(session: Session, person: Person, query: TaskQuery, today: date) -> ColumnElement[bool]:
    found = [own_actions(person, today, query.within, query.whose)]
    found += [ACTION.c.tier == query.tier] if query.tier else []
    if text := query.text.strip():
        found.append(text_matches(session, text) | ACTION.c.text.contains(text, autoescape=True))
    return and_(*found)


def _overdue(row: TaskRow, told: Told) -> str | None:
    return told.wording.translate(mark("已逾期")) if row.is_overdue(told.today) else None


def _tier(row: TaskRow, told: Told) -> str | None:
    return tier(row, told) or None


COLUMNS = (
    simple("due", mark("完成期限"), 12, lambda row, told: row.day, sort="due"),
    simple("overdue", mark("逾期"), 10, _overdue, is_usual=False),
    simple("text", mark("措施"), 48, is_fixed=True),
    firm(),
    Column("area", AREA.label, AREA.cells, is_usual=False),
    simple("tier", mark("目标层级"), 20, _tier, sort="tier"),
    simple("owner", mark("负责人"), 18, lambda row, told: told.wording.translate(row.owner) or None),
    simple("note", mark("备注"), 32, is_usual=False),
    Column("act", mark("办理"), is_fixed=True),
)


def _layout(asked: Asked, query: TaskQuery) -> ListRows:
    """Actions, a row each; the officer is whoever owns it."""
    rows = every_task(asked.session, asked.person, query, asked.today)
    own = pl.DataFrame({"officer": [row.owner or None for row in rows]}, schema={"officer": pl.String})
    facts = {name: str(value) for name, value in query.as_facts().items()}
    about = query.tier if query.tier in asked.catalogue.ladder else ""
    return ListRows(mark("我的任务"), [row.firm_id for row in rows], asked.occasion, about, facts, own)


keep(
    KeptList(
        code="tasks",
        label=mark("我的任务"),
        noted="tasks.export",
        columns=COLUMNS,
        usual_sort="due",
        query=lambda asked: task_query(asked.arguments),
        count=lambda asked, query: count_tasks(asked.session, asked.person, query, asked.today),
        rows=lambda asked, query: every_task(asked.session, asked.person, query, asked.today),
        layout=_layout,
    )
)
