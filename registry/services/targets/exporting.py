"""The firms behind one number of a target as a workbook; the list of targets itself is a kept list."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, BinaryIO

from sqlmodel import Session

from registry.catalogue.reader import Catalogue
from registry.domain.access import Action, Person, require
from registry.domain.texts import mark
from registry.services import journal
from registry.services.list_files import write_list
from registry.services.targets.closing_gap import AnsweredFirm, firms_answering
from registry.services.wording import CHINESE, Wording

EVERY = 1_000_000  # rows that a sheet holds
FIRM_HEADS = ((mark("统一社会信用代码"), 21), (mark("企业名称"), 32), (mark("所属地区"), 24), (mark("所属园区"), 20))
FIRM_SHEET = mark("企业")


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


def _firm_cells(firm: AnsweredFirm, catalogue: Catalogue) -> list[Any]:
    place = catalogue.divisions.full_name(firm.division_code) if firm.division_code else None
    return [firm.credit_code, firm.name, place, firm.park]
