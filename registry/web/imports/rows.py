"""The rows that an import would write, and the columns as they were understood, in words."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext, lazy_gettext

from importers.reading import ColumnMapping, SheetReadout
from registry.domain.sources import VERIFIED
from registry.services.imports import HeldCell, PreviewLine, PreviewRow
from registry.web.columns.choices import unit_label
from registry.web.columns.questions import why_of
from registry.web.firms.history import Change, change_of
from registry.web.languages import in_words
from registry.web.site import site

KINDS = {
    "firm": lazy_gettext("企业信息"),
    "figures": lazy_gettext("年度数据"),
    "titles": lazy_gettext("称号"),
    "mixed": lazy_gettext("企业信息和年度数据"),
    "ignored": lazy_gettext("没有导入"),
}


@dataclass(frozen=True)
class YearLine:
    """What one row says about the firm itself (no year) or about one of its years."""

    year: int | None
    changes: list[Change]


@dataclass(frozen=True)
class RowLine:
    """One row of the file and what it changes, if anything."""

    place: str
    firm_id: int | None
    name: str
    credit_code: str
    parts: list[YearLine]


@dataclass(frozen=True)
class HeldLine:
    """One value that stays: what it is, what the file says instead, and whose it is."""

    place: str
    name: str
    credit_code: str
    year: int | None
    change: Change
    source: str
    is_verified: bool


@dataclass(frozen=True)
class ColumnLine:
    """One column and what it was taken for."""

    letter: str
    header: str
    meaning: str
    unit: str
    year: int | None
    why: str
    is_used: bool


@dataclass(frozen=True)
class SheetBlock:
    """One sheet with its columns."""

    name: str
    kind: str
    header_row: int
    rows_read: int
    columns: list[ColumnLine]


def row_line(line: PreviewLine) -> RowLine:
    """A row of the file in words."""
    known = line.firm_id if line.firm_id is not None and line.firm_id > 0 else None
    parts = [YearLine(record.year, _changes(record, line.name)) for record in line.records]
    return RowLine(_place(line.sheet, line.row), known, line.name or "", line.credit_code or "", parts)


def held_line(cell: HeldCell) -> HeldLine:
    """A value that stays, in words."""
    sources, code = site().catalogue.sources, cell.source.removesuffix(VERIFIED)
    return HeldLine(
        place=_place(cell.sheet, cell.row),
        name=cell.name or "",
        credit_code=cell.credit_code or "",
        year=cell.year,
        change=change_of(cell.code, cell.old, cell.new, site().catalogue),
        source=in_words(sources[code].label) if code in sources else code,
        is_verified=cell.source.endswith(VERIFIED),
    )


def _place(sheet: str, row: int) -> str:
    return gettext("%(sheet)s 第 %(row)s 行", sheet=sheet, row=row)


def _changes(record: PreviewRow, name: str | None) -> list[Change]:
    told = [change_of(code, old, new, site().catalogue) for code, (old, new) in record.changes.items()]
    return [change for change in told if not (record.is_new and change.new == name)]


def sheet_block(sheet: SheetReadout) -> SheetBlock:
    """The sheet with what each of its columns was taken for."""
    columns = [_column(column) for column in sheet.columns]
    return SheetBlock(sheet.name, str(KINDS.get(sheet.kind, sheet.kind)), sheet.header_row, sheet.rows_read, columns)


def _column(column: ColumnMapping) -> ColumnLine:
    indicator = site().catalogue.indicators.get(column.indicator or "")
    return ColumnLine(
        letter=column.letter,
        header=column.header,
        meaning=in_words(indicator.label) if indicator else "",
        unit=unit_label(column.unit),
        year=column.year,
        why=why_of(column),
        is_used=indicator is not None or column.reason.startswith(("title", "year")),
    )
