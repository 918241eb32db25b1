"""Tables of the dashboards and the firms behind a number as .xlsx and .csv, as they are shown. Every export is journalled."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, BinaryIO

from sqlalchemy import select
from sqlmodel import Session

from registry.catalogue.reader import Catalogue
from registry.domain.access import Action, Person, require
from registry.domain.errors import NotFound
from registry.domain.texts import mark
from registry.services import journal
from registry.services.candidate_files import guarded
from registry.services.dashboards.behind import SORTS, Behind, all_behind
from registry.services.dashboards.findings import FIRM
from registry.services.list_files import Head, write_list
from registry.services.wording import CHINESE, Wording

SUFFIXES = ("xlsx", "csv")
HEADS: tuple[Head, ...] = (
    (mark("企业名称"), 34),
    (mark("统一社会信用代码"), 22),
    (mark("地区"), 24),
    (mark("园区"), 18),
)


def write_table(
    stream: BinaryIO, suffix: str, name: str, heads: Sequence[Head], rows: Iterable[Sequence[Any]], wording: Wording
) -> int:
    """Write one table; returns the number of rows. Raises NotFound for a kind of file that is not written."""
    if suffix not in SUFFIXES:
        raise NotFound(what=mark("这种文件"))
    if suffix == "xlsx":
        return write_list(stream, name, heads, rows, wording)
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow(guarded(wording.translate(label)) for label, _ in heads)
    lines = [["" if value is None else guarded(value) for value in row] for row in rows]
    writer.writerows(lines)
    text.detach()
    return len(lines)


def note_export(session: Session, person: Person, board: str, facts: dict[str, object], *, now: datetime) -> None:
    """Tell the journal what was taken out, with its filter and number of rows."""
    require(person, Action.EXPORT_LISTS)
    journal.note(session, person, "dashboards.export", now=now, text=journal.said({"board": board, **facts}))


def export_firms(
    session: Session,
    person: Person,
    catalogue: Catalogue,
    asked: Behind,
    stream: BinaryIO,
    *,
    suffix: str,
    today: date,
    now: datetime,
    wording: Wording = CHINESE,
) -> int:
    """All firms behind a number, in the order of the page."""
    require(person, Action.EXPORT_LISTS)
    wanted = all_behind(session, person, catalogue, asked, today)
    columns = (FIRM.c.name, FIRM.c.credit_code, FIRM.c.division_code, FIRM.c.park)
    found = session.execute(select(*columns).where(wanted).order_by(*SORTS.get(asked.sort, SORTS["name"])))
    rows = ([name, code, catalogue.divisions.full_name(area or ""), park] for name, code, area, park in found)
    count = write_table(stream, suffix, mark("企业列表"), HEADS, rows, wording)
    note_export(session, person, "firms", {**asked.as_facts(), "format": suffix, "rows": count}, now=now)
    return count
