"""The list of visits and requests as an .xlsx, filtered and sorted as shown; every export is journalled."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import BinaryIO

from sqlmodel import Session
from xlsxwriter import Workbook

from registry.domain.access import Person
from registry.domain.texts import mark
from registry.services import journal
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
OPTIONS = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


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
    with Workbook(stream, OPTIONS) as book:
        sheet = book.add_worksheet(wording.say(mark("走访与诉求")))
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#E8EEF4", "border": 1})
        days = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.freeze_panes(1, 2)
        for place, (label, width) in enumerate(COLUMNS.values()):
            sheet.set_column(place, place, width)
            sheet.write_string(0, place, wording.say(label), head)
        for number, row in enumerate(rows, 1):
            for place, code in enumerate(COLUMNS):
                value = getattr(row, code)
                if code in ("on", "closed_on") and value:
                    sheet.write_datetime(number, place, datetime(value.year, value.month, value.day), days)
                elif value:
                    sheet.write_string(number, place, _words(row, code, wording))
        sheet.autofilter(0, 0, max(1, len(rows)), len(COLUMNS) - 1)
    facts = {**query.as_facts(), "sort": query.sort, "rows": len(rows)}
    told = " ".join(f"{name}={fact}" for name, fact in facts.items())
    journal.note(session, person, "service.export", now=now, text=told)
    return len(rows)


def _words(row: ServiceRow, code: str, wording: Wording) -> str:
    value = str(getattr(row, code))
    return wording.say(WORDS[code][value]) if code in WORDS else value
