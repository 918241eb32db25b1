"""An import as its page shows it: numbers first, what it does to verdicts, what is to be mended, then everything in tabs."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from flask_babel import lazy_gettext

from registry.services.imports import ImportCounts, Preview
from registry.store.imports import ImportBatch
from registry.web.imports.effects import EffectLine, effect_lines
from registry.web.imports.findings import IssueLine, issue_lines, missing_columns, to_do
from registry.web.imports.tabs import PER_PAGE, Tab, Window, current_tab, tabs_of, window
from registry.web.languages import in_words
from registry.web.listing import Pages, asked, asked_page, pages_of
from registry.web.site import site

TALLY = (
    ("new", lazy_gettext("新增"), ""),
    ("changed", lazy_gettext("变更"), ""),
    ("held", lazy_gettext("保留的值"), "is-warning"),
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
class ImportPage:
    """Everything the preview shows; `window` is what the current tab and page hold."""

    counts: ImportCounts
    tally: list[Number]
    source: str
    to_do: list[str]
    missing: list[str]
    effects: list[EffectLine] | None
    tabs: list[Tab]
    tab: str
    search: str
    window: Window
    pages: Pages
    can_commit: bool
    unsettled: int
    is_replanned: bool
    twin: ImportBatch | None
    lacks_header: bool


def import_page(found: Preview) -> ImportPage:
    """The preview of a staged file."""
    search, tab = asked("q"), current_tab(found)
    shown = window(found, tab, search, _first())
    return ImportPage(
        counts=found.counts,
        tally=tally(asdict(found.counts)),
        source=source_name(found.batch),
        to_do=to_do(found.tally),
        missing=missing_columns(found.missing),
        effects=effect_lines(found.effects),
        tabs=tabs_of(found, tab),
        tab=tab,
        search=search,
        window=shown,
        pages=_pages(shown.total),
        can_commit=found.counts.new + found.counts.changed > 0,
        unsettled=found.tally.unsettled,
        is_replanned=found.is_replanned,
        twin=found.twin,
        lacks_header=not any(sheet.header_row or sheet.signature for sheet in found.sheets),
    )


@dataclass(frozen=True)
class IssuesPage:
    """What was refused or is to be checked in a file that has been stored."""

    issues: list[IssueLine]
    pages: Pages


def issues_page(found: Preview) -> IssuesPage:
    """The issues of a stored file, a page at a time."""
    part = found.found(first=_first(), length=PER_PAGE, conflicts=None)
    return IssuesPage(issue_lines(part.items), _pages(part.total))


def tally(counts: dict[str, Any]) -> list[Number]:
    """The numbers of an import; what is zero and would only alarm stays quiet."""
    return [Number(str(label), counts.get(code, 0), mark) for code, label, mark in TALLY]


def source_name(batch: ImportBatch | None) -> str:
    """Whose figures the file brings, in words."""
    sources = site().catalogue.sources
    code = batch.source if batch is not None else ""
    return in_words((sources[code] if code in sources else sources.of_door("import")).label)


def _first() -> int:
    return (asked_page() - 1) * PER_PAGE


def _pages(total: int) -> Pages:
    last = max(1, -(-total // PER_PAGE))
    return pages_of(min(asked_page(), last), last)
