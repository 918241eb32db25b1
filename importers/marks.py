"""What a marked workbook says: the status and note of each row, the faults of single cells, the remarks of a sheet."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from importers.issues import ERROR, INFO, WARNING, Issue
from importers.raw import column_of
from registry.domain.texts import mark

if TYPE_CHECKING:  # the process that writes the marks needs no frames
    from importers.readout import SheetReadout

STATUSES = {
    "new": mark("新增"),
    "changed": mark("变更"),
    "unchanged": mark("未变"),
    "rejected": mark("退回"),
    "merged": mark("合并"),
    "warned": mark("提醒"),
}
HEADS = (mark("状态"), mark("说明"))
AT_CELL = mark("「{header}」{text}")
COLOURS = {
    ERROR: "FFC7CE",
    WARNING: "FFEB9C",
    "rejected": "FFC7CE",
    "warned": "FFEB9C",
    "new": "C6EFCE",
    "changed": "BDD7EE",
    "merged": "E7E6E6",
    "unchanged": "E7E6E6",
}
IMPLIED = (("rejected", ERROR, ""), ("merged", INFO, "merged_repeat"), ("warned", WARNING, ""))
MOST_COMMENTS = 10_000  # per sheet; what goes beyond is coloured and stands in the note of its row
LONGEST = 8_000
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
LINE, WIDTH = 40, 300  # a comment box: half-width characters on a line, and pixels

Translate = Callable[[str], str]


@dataclass
class SheetMarks:
    """All marks of one sheet, in words; rows and columns count from 1. `rows` holds status and note of each row; `header_row`
    is 0 where the sheet has no header."""

    name: str
    top: int
    header_row: int
    width: int
    rows: dict[int, tuple[str, str]] = field(default_factory=dict)
    cells: dict[tuple[int, int], tuple[str, str]] = field(default_factory=dict)
    about: str = ""


def plan_marks(
    sheets: Sequence[SheetReadout],
    issues: Iterable[Issue],
    statuses: Mapping[tuple[str, int], str],
    translate: Translate,
    *,
    with_rows: bool = False,
) -> list[SheetMarks]:
    """The marks of every sheet that has a table. `with_rows` puts the row's number before each note."""
    tables = [sheet for sheet in sheets if sheet.header_row or sheet.signature]  # a table without heads has the latter
    by_sheet: dict[str, list[Issue]] = {sheet.name: [] for sheet in tables}
    for issue in issues:
        if issue.sheet in by_sheet:
            by_sheet[issue.sheet].append(issue)
    return [_marks(sheet, by_sheet[sheet.name], statuses, translate, with_rows) for sheet in tables]


def _marks(
    sheet: SheetReadout,
    issues: list[Issue],
    statuses: Mapping[tuple[str, int], str],
    translate: Translate,
    with_rows: bool,
) -> SheetMarks:
    marks = SheetMarks(sheet.name, sheet.header_top or sheet.header_row, sheet.header_row, len(sheet.columns))
    states = {row: key for (name, row), key in statuses.items() if name == sheet.name and key in STATUSES}
    rows: dict[int, list[Issue]] = {}
    cells: dict[tuple[int, int], list[Issue]] = {}
    about = [bare(issue, translate) for issue in issues if not issue.row and not issue.column and issue.level != INFO]
    for issue in issues:
        if issue.row and (issue.level != INFO or issue.code == "merged_repeat"):
            rows.setdefault(issue.row, []).append(issue)
        if issue.column and issue.level != INFO:
            cells.setdefault((issue.row or sheet.header_row or 1, column_of(issue.column) + 1), []).append(issue)
    for row in sorted(states.keys() | rows.keys()):
        key = states.get(row) or _implied(rows[row])
        said = [_note(issue, translate, with_rows) for issue in rows.get(row, ())]
        marks.rows[row] = key, clean("；".join(dict.fromkeys(said or (about if key == "rejected" else ()))))
    for place, found in cells.items():
        level = ERROR if any(issue.level == ERROR for issue in found) else WARNING
        marks.cells[place] = level, clean("\n".join(dict.fromkeys(bare(issue, translate) for issue in found)))
    marks.about = clean("\n".join(about))
    return marks


def _implied(issues: list[Issue]) -> str:
    """The status of a row of which the caller says nothing."""
    said = {(issue.level, issue.code) for issue in issues} | {(issue.level, "") for issue in issues}
    return next(key for key, level, code in IMPLIED if (level, code) in said)


def _note(issue: Issue, translate: Translate, with_row: bool) -> str:
    if with_row:
        return issue.sentence(translate=translate)
    text = bare(issue, translate)
    return translate(AT_CELL).format(header=issue.header, text=text) if issue.header else text


def bare(issue: Issue, translate: Translate) -> str:
    """The sentence of an issue without its place."""
    return replace(issue, sheet="", row=0, column="", header="").sentence(translate=translate).strip()


def clean(text: str) -> str:
    """A text that may stand in a cell: no control characters, not too long, never the beginning of a formula.

    >>> clean("=1+1"), clean("“约30万”不是数")
    ("'=1+1", '“约30万”不是数')
    """
    text = CONTROL.sub("", text)
    text = text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def box(text: str) -> tuple[int, int]:
    """Width and height in pixels of a comment box that shows the whole text.

    >>> box("短"), box("长" * 60)
    ((300, 38), (300, 74))
    """
    lines = sum(max(1, -(-_columns(line) // LINE)) for line in text.split("\n"))
    return WIDTH, 20 + 18 * lines


def _columns(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WFA" else 1 for char in text)
