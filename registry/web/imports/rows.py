"""The rows that an import would write, and the columns as they were understood, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext, lazy_gettext

from importers.reading import ColumnMapping, SheetReadout
from registry.services.imports import Preview, PreviewRow
from registry.web.firms.history import Change, change_of
from registry.web.languages import in_words, translated
from registry.web.quantities import unit_name
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
    """One row of the file that changes something."""

    place: str
    name: str
    credit_code: str
    parts: list[YearLine]


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


def rows_by_place(found: Preview, *, is_new: bool) -> list[list[PreviewRow]]:
    """The records of each row of the file; a row may say something about several years."""
    places: dict[tuple[str, int], list[PreviewRow]] = {}
    for record in found.rows:
        places.setdefault((record.sheet, record.row), []).append(record)
    return [records for records in places.values() if any(record.is_new for record in records) is is_new]


def row_line(records: list[PreviewRow], names: Mapping[str | None, str]) -> RowLine:
    """A row without a name of its own takes the one that the file gives elsewhere to the same code."""
    first = records[0]
    return RowLine(
        place=gettext("%(sheet)s 第 %(row)s 行", sheet=first.sheet, row=first.row),
        name=first.name or names.get(first.credit_code, ""),
        credit_code=first.credit_code or "",
        parts=[YearLine(record.year, _changes(record)) for record in records],
    )


def _changes(record: PreviewRow) -> list[Change]:
    told = [change_of(code, old, new, site().catalogue) for code, (old, new) in record.changes.items()]
    return [change for change in told if change.new != record.name]


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
        unit=unit_name(column.unit),
        year=column.year,
        why=translated(column.why),
        is_used=indicator is not None or column.reason.startswith(("title", "year")),
    )
