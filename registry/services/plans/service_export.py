"""The list of visits and requests as an .xlsx, filtered and sorted as shown; every export is journalled."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, BinaryIO

from sqlmodel import Session

from registry.domain.access import Person
from registry.domain.texts import mark
from registry.services import journal
from registry.services.list_files import write_list
from registry.services.plans.service_lists import ServiceQuery, ServiceRow, every_row
from registry.services.plans.states import ENTRY_WORDS, KIND_WORDS
from registry.services.wording import CHINESE, Wording

COLUMNS: Mapping[str, tuple[str, int]] = {
    "credit_code": (mark("统一社会信用代码"), 21),
    "firm_name": (mark("企业名称"), 32),
    "park": (mark("所属园区"), 18),
    "kind": (mark("种类"), 8),
    "on": (mark("日期"), 12),
    "with_whom": (mark("对接人"), 16),
    "text": (mark("内容"), 48),
    "status": (mark("状态"), 10),
    "answer": (mark("答复"), 48),
    "closed_on": (mark("答复日期"), 12),
    "officer": (mark("经办专员"), 18),
    "by": (mark("记录人"), 18),
}
WORDS = {"kind": KIND_WORDS, "status": ENTRY_WORDS}


def export_service(
    session: Session,
    person: Person,
    query: ServiceQuery,
    stream: BinaryIO,
    *,
    now: datetime,
    wording: Wording = CHINESE,
) -> int:
    """Write every entry that matches into the stream; how many. Texts stay texts, no cell is a formula."""
    rows = every_row(session, person, query)
    cells = ([_cell(row, code, wording) for code in COLUMNS] for row in rows)
    write_list(stream, mark("走访与诉求"), list(COLUMNS.values()), cells, wording, frozen=2)
    facts = {**query.as_facts(), "sort": query.sort, "rows": len(rows)}
    journal.note(session, person, "service.export", now=now, text=journal.said(facts))
    return len(rows)


def _cell(row: ServiceRow, code: str, wording: Wording) -> Any:
    value = getattr(row, code)
    return wording.say(WORDS[code][value]) if code in WORDS else value
