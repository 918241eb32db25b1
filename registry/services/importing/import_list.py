"""Past imports as a kept list: filtered, sorted, by the page, with its columns and its file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select, true
from sqlmodel import Session

from registry.config import CHINA
from registry.domain.access import Action, Person, Role, require
from registry.domain.texts import mark
from registry.services.addresses import Arguments, day, one_of, said
from registry.services.importing.batches import COMMITTED, DISCARDED, RECEIVED, STAGED, UNDONE
from registry.services.lists.columns import Read, Told, person_of, simple, worded
from registry.services.lists.kept import KeptList, keep
from registry.services.paging import page_within
from registry.store.imports import ImportBatch

BATCH = ImportBatch.__table__  # type: ignore[attr-defined]
STATES: Mapping[str, str] = {
    RECEIVED: mark("待识别"),
    STAGED: mark("待核对"),
    COMMITTED: mark("已入库"),
    DISCARDED: mark("已放弃"),
    UNDONE: mark("已撤销"),
}
FIELDS = ("id", "filename", "status", "source", "created_by", "created_at", "counts")
SORTS: Mapping[str, tuple[Any, ...]] = {
    "-at": (BATCH.c.id.desc(),),
    "at": (BATCH.c.id,),
    "file": (BATCH.c.filename, BATCH.c.id.desc()),
    "-file": (BATCH.c.filename.desc(), BATCH.c.id.desc()),
    "status": (BATCH.c.status, BATCH.c.id.desc()),
    "-status": (BATCH.c.status.desc(), BATCH.c.id.desc()),
    "by": (BATCH.c.created_by, BATCH.c.id.desc()),
    "-by": (BATCH.c.created_by.desc(), BATCH.c.id.desc()),
}


@dataclass(frozen=True)
class ImportQuery:
    """What to look for; an empty field does not narrow. `since` and `until` are days of the upload in China."""

    text: str = ""
    status: str = ""
    since: date | None = None
    until: date | None = None
    sort: str = "-at"
    page: int = 1
    per_page: int = 50

    def as_facts(self) -> dict[str, Any]:
        """The filter as the journal keeps it; what does not narrow is left out."""
        return {name: value for name in ("text", "status", "since", "until") if (value := getattr(self, name))}


@dataclass(frozen=True)
class ImportRow:
    """One uploaded file; `counts` is what reading and writing it counted."""

    id: int
    filename: str
    status: str
    source: str
    created_by: str
    created_at: datetime
    counts: Mapping[str, int]


@dataclass(frozen=True)
class ImportList:
    """One page; `total` counts all that match."""

    rows: tuple[ImportRow, ...]
    total: int
    page: int
    pages: int


def import_query(arguments: Arguments) -> ImportQuery:
    """The query that an address says, at its first page."""
    return ImportQuery(
        text=said(arguments, "text"),
        status=one_of(arguments, "status", STATES),
        since=day(arguments, "since"),
        until=day(arguments, "until"),
        sort=one_of(arguments, "sort", SORTS, "-at"),
    )


def import_list(session: Session, person: Person, query: ImportQuery) -> ImportList:
    """One's own imports that match, for an administrator everybody's; a page beyond the last one gives the last one."""
    total = count_imports(session, person, query)
    page, pages = page_within(query.page, total, query.per_page)
    statement = _statement(person, query).limit(query.per_page).offset((page - 1) * query.per_page)
    return ImportList(tuple(ImportRow(*row) for row in session.execute(statement)), total, page, pages)


def every_import(session: Session, person: Person, query: ImportQuery) -> list[ImportRow]:
    """All that match, for a file."""
    require(person, Action.EXPORT_LISTS)
    require(person, Action.USE_IMPORTS)
    return [ImportRow(*row) for row in session.execute(_statement(person, query))]


def count_imports(session: Session, person: Person, query: ImportQuery) -> int:
    """How many match."""
    require(person, Action.USE_IMPORTS)
    counted = select(func.count()).select_from(BATCH).where(_wanted(person, query))
    return int(session.execute(counted).scalar_one())


def _statement(person: Person, query: ImportQuery) -> Select[Any]:
    return select(*BATCH.c[FIELDS]).where(_wanted(person, query)).order_by(*SORTS[query.sort])


def _wanted(person: Person, query: ImportQuery) -> ColumnElement[bool]:
    every = person.role is Role.ADMINISTRATOR
    found: list[ColumnElement[bool]] = [true() if every else BATCH.c.account_id == person.account_id]
    found += [BATCH.c.filename.contains(text, autoescape=True)] if (text := query.text.strip()) else []
    found += [BATCH.c.status == query.status] if query.status else []
    found += [BATCH.c.created_at >= _begin(query.since)] if query.since else []
    found += [BATCH.c.created_at < _begin(query.until) + timedelta(days=1)] if query.until else []
    return and_(*found)


def _begin(day_: date) -> datetime:
    return datetime.combine(day_, time.min, CHINA).astimezone(UTC)


def _counted(name: str) -> Read:
    return lambda row, told: row.counts.get(name)


def _day(row: ImportRow, told: Told) -> date:
    return row.created_at.replace(tzinfo=row.created_at.tzinfo or UTC).astimezone(CHINA).date()


def _source(row: ImportRow, told: Told) -> str:
    source = told.catalogue.sources.get(row.source)
    return told.wording.text(source.label) if source else row.source


COLUMNS = (
    simple("file", mark("文件"), 40, lambda row, told: row.filename, sort="file", is_fixed=True),
    simple("status", mark("状态"), 10, worded("status", STATES), sort="status"),
    simple("at", mark("上传日期"), 12, _day, sort="at"),
    simple("by", mark("上传人"), 18, person_of("created_by"), sort="by"),
    simple("source", mark("数据来源"), 16, _source, is_usual=False),
    simple("read", mark("读取（行）"), 10, _counted("read"), look="number"),
    simple("new", mark("新增（行）"), 10, _counted("new"), look="number"),
    simple("changed", mark("变更（行）"), 10, _counted("changed"), look="number"),
    simple("rejected", mark("退回（行）"), 10, _counted("rejected"), look="number"),
)

keep(
    KeptList(
        code="imports",
        label=mark("导入记录"),
        noted="imports.list.export",
        columns=COLUMNS,
        usual_sort="-at",
        query=lambda asked: import_query(asked.arguments),
        count=lambda asked, query: count_imports(asked.session, asked.person, query),
        rows=lambda asked, query: every_import(asked.session, asked.person, query),
    )
)
