"""The user's own file back, marked: a status and a note per row, coloured cells, a comment per fault in plain words.

An .xlsx or .xlsm comes back as it was with the marks in it. What openpyxl cannot write back comes back as an .xlsx that
holds the header and the refused and doubtful rows only; `why` says so. Uploaded again, both read as if unmarked.
"""

from __future__ import annotations

import zipfile
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from io import BytesIO
from pathlib import PurePath

from importers.extract import extract
from importers.issues import Issue
from importers.limits import Limits
from importers.marks import HEADS, STATUSES, SheetMarks, Translate, clean, plan_marks
from importers.process import read_sheets, run_task
from importers.readout import SheetReadout
from registry.domain.errors import UnusableFile
from registry.domain.texts import mark

WRITABLE = (".xlsx", ".xlsm")
FORMAT = mark("{suffix} 文件不能原样写回，这里只有表头和需要处理的行，请修改后上传本文件")
TOO_LARGE = mark("原文件共 {cells} 个单元格，超过可以原样标注的 {limit} 个，这里只有表头和需要处理的行")
FAILED = mark("原文件的结构不能原样写回，这里只有表头和需要处理的行")
LOST = mark("原文件的图片、图表或控件有 {count} 处没有保留，请不要用它替换原文件")
DRAWN = (
    "media",
    "charts",
    "drawings",
    "pivottables",
    "slicers",
    "timelines",
    "ctrlprops",
    "activex",
    "threadedcomments",
)


@dataclass(frozen=True)
class MarkedWorkbook:
    """A marked file. `is_original`: the user's own workbook, not an extract; `why` is "" or a message id for `facts`."""

    content: bytes
    filename: str
    is_original: bool
    why: str = ""
    facts: Mapping[str, object] | None = None

    def remark(self, translate: Translate = str) -> str:
        """What the user should know about the file, or nothing."""
        return translate(self.why).format(**self.facts or {}) if self.why else ""


def mark_workbook(
    content: bytes,
    filename: str,
    issues: Iterable[Issue],
    statuses: Mapping[tuple[str, int], str],
    *,
    sheets: Sequence[SheetReadout],
    translate: Translate = str,
    limits: Limits | None = None,
) -> MarkedWorkbook:
    """Marks a file that was read before; `sheets` are those of its readout.

    `statuses` says per sheet and row new, changed, unchanged, rejected, merged or warned (marks.STATUSES); for rows that
    it leaves out, the issues decide, and rows without either stay unmarked. Raises UnusableFile only where the file can no
    longer be read at all.
    """
    limits = limits or Limits()
    issues = list(issues)
    why, facts = obstacle(filename, sheets, limits)
    if not why:
        try:
            made = _annotated(content, filename, plan_marks(sheets, issues, statuses, translate), translate, limits)
            lost = _drawings(content) - _drawings(made)
            facts = {"count": lost.total()} if lost else {}
            return MarkedWorkbook(made, filename, True, LOST if lost else "", facts)
        except UnusableFile:
            why, facts = FAILED, {}
    raw = read_sheets(content, filename, sheet=None, limits=limits)
    marks = plan_marks(sheets, issues, statuses, translate, with_rows=True)
    name = f"{PurePath(filename).stem}-{translate(STATUSES['rejected'])}.xlsx"
    return MarkedWorkbook(extract(raw, marks, _words(translate)), name, False, why, facts)


def obstacle(filename: str, sheets: Sequence[SheetReadout], limits: Limits) -> tuple[str, dict[str, object]]:
    """Why a file can only come back as an extract, as a message id with its facts; "" where it may come back itself."""
    suffix = PurePath(filename).suffix.lower()
    if suffix not in WRITABLE:
        return FORMAT, {"suffix": suffix}
    cells = sum(len(sheet.columns) * (sheet.header_row + sheet.rows_read) for sheet in sheets)
    if cells > limits.marked_cells:
        return TOO_LARGE, {"cells": str(cells), "limit": str(limits.marked_cells)}
    return "", {}


def _annotated(content: bytes, filename: str, marks: list[SheetMarks], translate: Translate, limits: Limits) -> bytes:
    wish = {"marks": [asdict(sheet) for sheet in marks], "words": _words(translate)}
    made: bytes = run_task("annotate", content, filename, wish, limits)
    return made


def _words(translate: Translate) -> dict[str, str]:
    status, note = (clean(translate(head)) for head in HEADS)
    return {"status": status, "note": note} | {text: clean(translate(text)) for text in STATUSES.values()}


def _drawings(content: bytes) -> Counter[str]:
    """How many pictures, charts and controls a workbook holds, by kind; drawings of comments do not count."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        parts = [PurePath(name.replace("\\", "/").lower()) for name in archive.namelist()]
    return Counter(
        part.parts[1] for part in parts if len(part.parts) == 3 and part.parts[1] in DRAWN and part.suffix != ".vml"
    )
