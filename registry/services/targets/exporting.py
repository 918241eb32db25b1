"""The list of targets and a list of firms as workbooks: numbers as numbers, shares as fractions, texts that start no formula."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, BinaryIO

from sqlmodel import Session
from xlsxwriter import Workbook

from registry.catalogue.reader import Catalogue
from registry.domain.access import Action, Person, require
from registry.domain.paces import PROGRESS_LABELS
from registry.domain.targets import KIND_LABELS, TargetKind
from registry.domain.texts import mark
from registry.services import journal
from registry.services.targets.closing_gap import AnsweredFirm, firms_answering
from registry.services.targets.finding import TargetQuery, TargetRow, find_targets
from registry.services.wording import CHINESE, Wording

EVERY = 1_000_000  # rows that a sheet holds
HEADS = (
    (mark("目标"), 36),
    (mark("类型"), 12),
    (mark("地区"), 20),
    (mark("园区"), 18),
    (mark("集群"), 16),
    (mark("目标值"), 12),
    (mark("最近测得"), 12),
    (mark("测得日期"), 12),
    (mark("无法判断的企业（家）"), 14),
    (mark("按进度应到"), 12),
    (mark("还差"), 12),
    (mark("还差企业（家）"), 12),
    (mark("状态"), 12),
    (mark("期限"), 12),
    (mark("牵头单位"), 24),
    (mark("责任单位"), 32),
    (mark("文件"), 48),
)
FIRM_HEADS = ((mark("统一社会信用代码"), 21), (mark("企业名称"), 32), (mark("所属地区"), 24), (mark("所属园区"), 20))
SHEET, FIRM_SHEET = mark("目标"), mark("企业")


def export_targets(
    session: Session,
    person: Person,
    catalogue: Catalogue,
    query: TargetQuery,
    stream: BinaryIO,
    *,
    today: date,
    now: datetime,
    wording: Wording = CHINESE,
) -> int:
    """Write all targets of the list as filtered and note it in the journal; the number of rows."""
    require(person, Action.EXPORT_LISTS)
    whole = TargetQuery(**(query.__dict__ | {"page": 1, "per_page": EVERY}))
    rows = find_targets(session, person, catalogue, whole, today=today).rows
    _write(stream, SHEET, HEADS, [_cells(row, catalogue, wording) for row in rows], wording)
    told = " ".join(f"{name}={fact}" for name, fact in (whole.as_facts() | {"rows": len(rows)}).items())
    journal.note(session, person, "targets.export", now=now, text=told)
    return len(rows)


def export_firms(
    session: Session,
    person: Person,
    catalogue: Catalogue,
    target_id: int,
    answer: str,
    stream: BinaryIO,
    *,
    today: date,
    now: datetime,
    wording: Wording = CHINESE,
) -> int:
    """Write the firms of one answer and note it in the journal; the number of rows."""
    require(person, Action.EXPORT_LISTS)
    found = firms_answering(session, person, catalogue, target_id, answer, day=today, per_page=EVERY)
    _write(stream, FIRM_SHEET, FIRM_HEADS, [_firm_cells(row, catalogue) for row in found.rows], wording)
    told = f"target={target_id} answer={answer} rows={found.total}"
    journal.note(session, person, "targets.export", now=now, text=told)
    return found.total


def _cells(row: TargetRow, catalogue: Catalogue, wording: Wording) -> list[Any]:
    target, state = row.target, row.state
    entry = catalogue.targets.find(target.code)
    reading = state.reading
    return [
        wording.text(entry.label) if entry else target.label,
        wording.translate(KIND_LABELS[TargetKind(target.kind)]),
        catalogue.divisions.name(target.division) if target.division else None,
        target.park,
        target.cluster,
        target.goal,
        reading.value if reading else None,
        reading.on if reading else None,
        reading.unjudged if reading else None,
        state.pace,
        state.gap,
        state.firms_short,
        wording.translate(PROGRESS_LABELS[state.progress]),
        target.due_on,
        target.owner,
        target.responsible,
        wording.text(entry.document) if entry else target.document,
    ]


def _firm_cells(firm: AnsweredFirm, catalogue: Catalogue) -> list[Any]:
    place = catalogue.divisions.full_name(firm.division_code) if firm.division_code else None
    return [firm.credit_code, firm.name, place, firm.park]


def _write(
    stream: BinaryIO, title: str, heads: Sequence[tuple[str, int]], rows: Sequence[list[Any]], wording: Wording
) -> None:
    """One sheet with a frozen head; shares are written as fractions."""
    buffer = io.BytesIO()
    with Workbook(buffer, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet(wording.translate(title))
        bold = book.add_format({"bold": True, "text_wrap": True, "bg_color": "#E8EEF4", "border": 1})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.freeze_panes(1, 1)
        sheet.repeat_rows(0)
        for position, (head, width) in enumerate(heads):
            sheet.set_column(position, position, width)
            sheet.write_string(0, position, wording.translate(head), bold)
        for number, row in enumerate(rows, start=1):
            for position, value in enumerate(row):
                if isinstance(value, date):
                    sheet.write_datetime(number, position, datetime(value.year, value.month, value.day), day)
                elif isinstance(value, str) and value:
                    sheet.write_string(number, position, value)
                elif isinstance(value, int | float):
                    sheet.write_number(number, position, value)
        sheet.autofilter(0, 0, max(1, len(rows)), len(heads) - 1)
    stream.write(buffer.getvalue())
