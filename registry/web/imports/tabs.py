"""The tabs of a preview: how much each holds, and the part of one that a page shows."""

from __future__ import annotations

from dataclasses import dataclass, field

from flask_babel import lazy_gettext

from registry.services.imports import Preview
from registry.web.imports.effects import EffectRow, effect_rows
from registry.web.imports.findings import IssueLine, issue_lines
from registry.web.imports.rows import HeldLine, RowLine, SheetBlock, held_line, row_line, sheet_block
from registry.web.listing import address, asked

PER_PAGE = 100
LABELS = {
    "new": lazy_gettext("新增"),
    "changed": lazy_gettext("变更"),
    "held": lazy_gettext("保留"),
    "unchanged": lazy_gettext("未变"),
    "conflicts": lazy_gettext("冲突"),
    "issues": lazy_gettext("退回和提醒"),
    "effects": lazy_gettext("晋级变化"),
    "columns": lazy_gettext("列的识别"),
}
URGENT = (
    "conflicts",
    "issues",
    "changed",
    "new",
    "held",
    "unchanged",
    "columns",
)  # what opens unless something is asked for


@dataclass(frozen=True)
class Tab:
    """One tab, as a link."""

    code: str
    label: str
    count: int
    url: str
    is_current: bool


@dataclass(frozen=True)
class Window:
    """What a tab shows on one page; only the list of that tab's kind is filled. `total` counts the whole list."""

    total: int
    rows: list[RowLine] = field(default_factory=list)
    held: list[HeldLine] = field(default_factory=list)
    issues: list[IssueLine] = field(default_factory=list)
    effects: list[EffectRow] = field(default_factory=list)
    sheets: list[SheetBlock] = field(default_factory=list)


def current_tab(found: Preview) -> str:
    """The tab asked for, else the first that asks for attention."""
    wanted = asked("tab", 20)
    if wanted in LABELS:
        return wanted
    counts = _counts(found)
    return next((tab for tab in URGENT if counts[tab]), "columns")


def tabs_of(found: Preview, current: str) -> list[Tab]:
    """All tabs; a filter stays when one goes from one to another."""
    counts = _counts(found)
    return [
        Tab(code, str(label), counts[code], address(tab=code, tier=None, change=None), code == current)
        for code, label in LABELS.items()
    ]


def window(found: Preview, tab: str, search: str, first: int) -> Window:
    """The part of a tab that one page shows."""
    if tab in ("new", "changed", "unchanged"):
        lines = found.lines(tab, search, first, PER_PAGE)
        return Window(lines.total, rows=[row_line(line) for line in lines.items])
    if tab == "held":
        cells = found.held(search, first, PER_PAGE)
        return Window(cells.total, held=[held_line(cell) for cell in cells.items])
    if tab == "effects":
        total, rows = effect_rows(found.effects, search, first, PER_PAGE)
        return Window(total, effects=rows)
    if tab == "columns":
        return Window(0, sheets=[sheet_block(sheet) for sheet in found.sheets])
    issues = found.found(search, first, PER_PAGE, conflicts=tab == "conflicts")
    return Window(issues.total, issues=issue_lines(issues.items))


def _counts(found: Preview) -> dict[str, int]:
    counts = found.counts
    return {
        "new": counts.new,
        "changed": counts.changed,
        "held": counts.held,
        "unchanged": counts.unchanged,
        "conflicts": found.tally.conflicts,
        "issues": found.tally.others,
        "effects": found.effects.changes.height if found.effects else 0,
        "columns": len(found.sheets),
    }
