"""An import as its page shows it: numbers first, then what is to be mended, then rows and columns in tabs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from flask_babel import gettext, lazy_gettext

from importers.reading import ColumnMapping, SheetReadout
from registry.services.imports import ImportCounts, Preview, PreviewRow
from registry.store.imports import ImportBatch
from registry.web.firms.history import Change, change_of
from registry.web.imports.findings import IssueLine, issue_lines, missing_columns, to_do
from registry.web.languages import in_words, translated
from registry.web.listing import Pages, address, asked, asked_page, pages_of
from registry.web.quantities import unit_name
from registry.web.site import site

PER_PAGE = 100
KINDS = {
    "firm": lazy_gettext("企业信息"),
    "figures": lazy_gettext("年度数据"),
    "titles": lazy_gettext("称号"),
    "mixed": lazy_gettext("企业信息和年度数据"),
    "ignored": lazy_gettext("没有导入"),
}
TALLY = (
    ("new", lazy_gettext("新增"), ""),
    ("changed", lazy_gettext("变更"), ""),
    ("unchanged", lazy_gettext("未变"), ""),
    ("merged", lazy_gettext("重复合并"), ""),
    ("rejected", lazy_gettext("退回"), "is-problem"),
    ("conflicting", lazy_gettext("其中冲突"), "is-problem"),
    ("warnings", lazy_gettext("提醒"), "is-warning"),
)


@dataclass(frozen=True)
class Number:
    """One number of the tally."""

    label: str
    count: int
    mark: str


@dataclass(frozen=True)
class Tab:
    """One tab, as a link."""

    code: str
    label: str
    count: int
    url: str
    is_current: bool


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


@dataclass(frozen=True)
class ImportPage:
    """Everything the preview shows; the lists are those of the current tab and page only."""

    read: int
    tally: list[Number]
    to_do: list[str]
    missing: list[str]
    tabs: list[Tab]
    tab: str
    issues: list[IssueLine]
    rows: list[RowLine]
    more: int
    sheets: list[SheetBlock]
    pages: Pages
    can_commit: bool
    rejected: int
    twin: ImportBatch | None


def import_page(found: Preview) -> ImportPage:
    """The preview of a staged file."""
    rows = {"new": _by_place(found, is_new=True), "changed": _by_place(found, is_new=False)}
    counts = {
        "issues": len(found.issues),
        "new": found.counts.new,
        "changed": found.counts.changed,
        "columns": len(found.sheets),
    }
    names = {record.credit_code: record.name for record in found.rows if record.name}
    tab = _tab(counts)
    page = pages_of(*_page(len(rows[tab]) if tab in rows else counts[tab]))
    part = slice((page.current - 1) * PER_PAGE, page.current * PER_PAGE)
    return ImportPage(
        read=found.counts.read,
        tally=tally(asdict(found.counts)),
        to_do=to_do(found.issues),
        missing=missing_columns(found.missing),
        tabs=_tabs(counts, tab),
        tab=tab,
        issues=issue_lines(found.issues)[part] if tab == "issues" else [],
        rows=[_row(records, names) for records in rows.get(tab, [])[part]],
        more=max(0, counts[tab] - len(rows[tab])) if tab in rows else 0,
        sheets=[_sheet(sheet) for sheet in found.sheets] if tab == "columns" else [],
        pages=page,
        can_commit=_writes(found.counts),
        rejected=found.counts.rejected,
        twin=found.twin,
    )


@dataclass(frozen=True)
class IssuesPage:
    """What was refused or is to be checked in a file that has been stored."""

    issues: list[IssueLine]
    pages: Pages


def issues_page(found: Preview) -> IssuesPage:
    """The issues of a stored file, a page at a time."""
    page = pages_of(*_page(len(found.issues)))
    return IssuesPage(issue_lines(found.issues)[(page.current - 1) * PER_PAGE : page.current * PER_PAGE], page)


def tally(counts: dict[str, Any]) -> list[Number]:
    """The numbers of an import; what is zero and would only alarm stays quiet."""
    return [Number(str(label), counts.get(code, 0), mark) for code, label, mark in TALLY]


def _writes(counts: ImportCounts) -> bool:
    return counts.new + counts.changed > 0


def _by_place(found: Preview, *, is_new: bool) -> list[list[PreviewRow]]:
    """The records of each row of the file; a row may say something about several years."""
    places: dict[tuple[str, int], list[PreviewRow]] = {}
    for record in found.rows:
        places.setdefault((record.sheet, record.row), []).append(record)
    return [records for records in places.values() if any(record.is_new for record in records) is is_new]


def _tab(counts: dict[str, int]) -> str:
    wanted = asked("tab", 20)
    return wanted if wanted in counts else next((tab for tab, count in counts.items() if count), "columns")


def _page(length: int) -> tuple[int, int]:
    last = max(1, -(-length // PER_PAGE))
    return min(max(1, asked_page()), last), last


def _tabs(counts: dict[str, int], current: str) -> list[Tab]:
    labels = {
        "issues": gettext("退回和提醒"),
        "new": gettext("新增"),
        "changed": gettext("变更"),
        "columns": gettext("列的识别"),
    }
    return [Tab(code, labels[code], length, address(tab=code), code == current) for code, length in counts.items()]


def _row(records: list[PreviewRow], names: Mapping[str | None, str]) -> RowLine:
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


def _sheet(sheet: SheetReadout) -> SheetBlock:
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
