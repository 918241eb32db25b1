"""An import as its page shows it: numbers first, then what is to be mended, then rows and columns in tabs."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from flask_babel import gettext, lazy_gettext

from registry.services.imports import ImportCounts, Preview
from registry.store.imports import ImportBatch
from registry.web.imports.findings import IssueLine, issue_lines, missing_columns, to_do
from registry.web.imports.rows import RowLine, SheetBlock, row_line, rows_by_place, sheet_block
from registry.web.listing import Pages, address, asked, asked_page, pages_of

PER_PAGE = 100
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
    rows = {"new": rows_by_place(found, is_new=True), "changed": rows_by_place(found, is_new=False)}
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
        rows=[row_line(records, names) for records in rows.get(tab, [])[part]],
        more=max(0, counts[tab] - len(rows[tab])) if tab in rows else 0,
        sheets=[sheet_block(sheet) for sheet in found.sheets] if tab == "columns" else [],
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
