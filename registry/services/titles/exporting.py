"""The list of titles as a workbook: text cells that start no formula, journalled with its filter and number of rows."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, BinaryIO

from sqlmodel import Session

from registry.catalogue.reader import Catalogue
from registry.domain.access import Action, Person, require
from registry.domain.texts import mark
from registry.services import journal
from registry.services.list_files import write_list
from registry.services.titles.search import TitleQuery, TitleRow, every_title
from registry.services.wording import CHINESE, Wording

STATE_WORDS: Mapping[str, str] = {
    "valid": mark("有效"),
    "expired": mark("已过期"),
    "revoked": mark("已撤销"),
    "later": mark("尚未生效"),
}


@dataclass(frozen=True)
class Column:
    """One column of the file; `part` is the column of the page that it belongs to, "" where it always comes along."""

    head: str
    width: int
    read: Callable[[TitleRow, Catalogue, Wording, date], Any]
    part: str = ""


def _plain(name: str) -> Callable[[TitleRow, Catalogue, Wording, date], Any]:
    return lambda row, catalogue, wording, today: getattr(row, name)


def _tier(row: TitleRow, catalogue: Catalogue, wording: Wording, today: date) -> str:
    return wording.text(catalogue.ladder[row.tier].label) if row.tier in catalogue.ladder else row.tier


def _division(row: TitleRow, catalogue: Catalogue, wording: Wording, today: date) -> str:
    return catalogue.divisions.full_name(row.division_code or "")


def _state(row: TitleRow, catalogue: Catalogue, wording: Wording, today: date) -> str:
    return wording.translate(STATE_WORDS[state_of(row, today)])


COLUMNS = (
    Column(mark("企业名称"), 34, _plain("name")),
    Column(mark("统一社会信用代码"), 22, _plain("credit_code")),
    Column(mark("地区"), 24, _division, "area"),
    Column(mark("园区"), 18, _plain("park"), "area"),
    Column(mark("称号"), 22, _tier, "tier"),
    Column(mark("状态"), 10, _state, "state"),
    Column(mark("批次"), 20, _plain("batch"), "batch"),
    Column(mark("文号"), 26, _plain("document"), "batch"),
    Column(mark("证书编号"), 22, _plain("number"), "number"),
    Column(mark("认定日期"), 12, _plain("recognised_on"), "recognised_on"),
    Column(mark("有效期起"), 12, _plain("valid_from"), "valid_to"),
    Column(mark("有效期止"), 12, _plain("valid_to"), "valid_to"),
    Column(mark("撤销日期"), 12, _plain("revoked_on"), "state"),
    Column(mark("撤销原因"), 30, _plain("revoke_reason"), "state"),
    Column(mark("不得申报至"), 12, _plain("barred_until"), "state"),
    Column(mark("名单上的名称"), 26, _plain("recognised_as"), "tier"),
)


def state_of(row: TitleRow, today: date) -> str:
    """What a title is on the day: one of STATES of the search."""
    if row.revoked_on is not None and row.revoked_on <= today:
        return "revoked"
    if row.valid_to is not None and row.valid_to < today:
        return "expired"
    return "later" if row.valid_from is not None and row.valid_from > today else "valid"


def export_titles(
    session: Session,
    person: Person,
    catalogue: Catalogue,
    query: TitleQuery,
    stream: BinaryIO,
    *,
    columns: Collection[str] = (),
    now: datetime,
    wording: Wording = CHINESE,
) -> int:
    """Write all titles that match into the stream and note the export; returns the number of rows. `columns` are those that the
    page shows, none for all."""
    require(person, Action.EXPORT_LISTS)
    rows = every_title(session, person, query)
    shown = [column for column in COLUMNS if not columns or not column.part or column.part in columns]
    heads = [(column.head, column.width) for column in shown]
    cells = ([column.read(row, catalogue, wording, query.today) for column in shown] for row in rows)
    write_list(stream, mark("称号"), heads, cells, wording)
    text = journal.said({**query.as_facts(), "rows": len(rows)})
    journal.note(session, person, "titles.export", now=now, text=text)
    return len(rows)
