"""The whole round as one workbook: list, evidence, opinions, amendments, objections, timeline. Nothing starts a formula."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from typing import Any

from sqlmodel import Session
from xlsxwriter import Workbook

from registry.catalogue.reader import Catalogue
from registry.config import CHINA
from registry.domain.access import Action, Person, require
from registry.domain.texts import mark
from registry.services.rounds import workbook_rows as rows
from registry.services.rounds.events import record
from registry.services.rounds.reach import get_round
from registry.services.wording import CHINESE, Wording

OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": True,
}


@dataclass(frozen=True)
class _Look:
    head: Any
    day: Any
    moment: Any


def write_round(
    session: Session,
    person: Person,
    catalogue: Catalogue,
    round_id: int,
    *,
    now: datetime,
    wording: Wording = CHINESE,
) -> bytes:
    """The workbook with the firms in the person's scope; the download is on the timeline and in the journal."""
    require(person, Action.EXPORT_LISTS)
    round_ = get_round(session, person, round_id)
    asked = rows.Asked(session, person, catalogue, round_, wording)
    buffer = BytesIO()
    count = 0
    with Workbook(buffer, OPTIONS) as book:
        bold = {"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#E8EEF4", "border": 1}
        look = _Look(
            book.add_format(bold),
            book.add_format({"num_format": "yyyy-mm-dd"}),
            book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
        )
        for sheet in rows.SHEETS:
            written = _write(book, look, wording, sheet, sheet.read(asked))
            count = written if sheet is rows.SHEETS[1] else count
    record(session, person, round_, "export", now=now, rows=count)
    return buffer.getvalue()


def _write(book: Workbook, look: _Look, wording: Wording, sheet: rows.Sheet, lines: Iterable[rows.Line]) -> int:
    """One sheet; how many lines it has."""
    page = book.add_worksheet(wording.say(sheet.name))
    page.freeze_panes(1, sheet.frozen)
    page.repeat_rows(0)
    page.set_landscape()
    for place, (head, width) in enumerate(sheet.heads):
        page.set_column(place, place, width)
        page.write_string(0, place, wording.say(head), look.head)
    number = 0
    for number, line in enumerate(lines, start=1):
        for place, value in enumerate(line):
            _cell(page, (number, place), value, look)
    return number


def _cell(page: Any, place: tuple[int, int], value: Any, look: _Look) -> None:
    """A text stays a text, whatever it begins with; a credit code is one."""
    if value is None or value == "":
        return
    if isinstance(value, datetime):
        page.write_datetime(*place, value.astimezone(CHINA).replace(tzinfo=None), look.moment)
    elif isinstance(value, date):
        page.write_datetime(*place, datetime(value.year, value.month, value.day), look.day)
    elif isinstance(value, bool):
        page.write_string(*place, mark("是") if value else mark("否"))
    elif isinstance(value, int | float):
        page.write_number(*place, value)
    else:
        page.write_string(*place, str(value))
