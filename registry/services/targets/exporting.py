"""The list of targets and a list of firms as workbooks: numbers as numbers, shares as fractions, texts that start no formula."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, BinaryIO

from sqlmodel import Session

from registry.catalogue.reader import Catalogue
from registry.domain.access import Action, Person, require
from registry.domain.paces import PROGRESS_LABELS
from registry.domain.targets import KIND_LABELS, TargetKind
from registry.domain.texts import mark
from registry.services import journal
from registry.services.list_files import write_list
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
    write_list(stream, SHEET, HEADS, (_cells(row, catalogue, wording) for row in rows), wording)
    told = journal.said(whole.as_facts() | {"rows": len(rows)})
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
    write_list(stream, FIRM_SHEET, FIRM_HEADS, (_firm_cells(row, catalogue) for row in found.rows), wording)
    told = journal.said({"target": target_id, "answer": answer, "rows": found.total})
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
