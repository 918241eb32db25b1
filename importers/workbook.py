"""Workbooks by calamine: every visible sheet as columns of raw cells. Runs in the reading process only."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from typing import Any

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from importers.errors import EmptyFile, Encrypted, HalfWritten, HiddenSheetsOnly, SheetNotFound, TooLarge
from importers.limits import Limits
from importers.odsxml import search_ods
from importers.piecewise import read_in_pieces
from importers.sheetxml import Findings, search
from importers.travel import packed, parts
from importers.unread import Unread
from importers.xlsbin import search_xlsb
from importers.xlsrecords import search_xls
from registry.domain.texts import mark

SEARCHES = {"xlsx": search, "ods": search_ods, "xlsb": search_xlsb, "xls": search_xls}
WITHOUT_TRACE = ("xls", "xlsb")  # a formula that was never computed holds an ordinary 0 there
Plain = dict[str, Any]  # one sheet in types that travel between processes


def read_workbook(path: Path, filename: str, kind: str, sheet: str | None, limits: Limits) -> list[Plain]:
    """The visible sheets with data, or the one sheet asked for; hidden ones are named in the notes of the first."""
    try:
        workbook = CalamineWorkbook.from_path(str(path))
        return _sheets(workbook, path, filename, kind, sheet, limits)
    except PasswordError:
        raise Encrypted(file=filename) from None
    except CalamineError:
        raise HalfWritten(file=filename) from None


def _sheets(
    workbook: CalamineWorkbook, path: Path, filename: str, kind: str, wanted: str | None, limits: Limits
) -> list[Plain]:
    all_tables = [meta for meta in workbook.sheets_metadata if meta.typ == SheetTypeEnum.WorkSheet]
    if wanted is not None and wanted not in [meta.name for meta in all_tables]:
        raise SheetNotFound(file=filename, sheet=wanted, sheets="、".join(meta.name for meta in all_tables))
    if len(all_tables) > limits.sheets:
        raise TooLarge(file=filename, what=mark("工作表数"), found=len(all_tables), limit=limits.sheets)
    found, hidden = [], []
    for meta in all_tables:
        if meta.name != wanted and (wanted is not None or meta.visible != SheetVisibleEnum.Visible):
            if wanted is None and _has_data(workbook, meta.name):
                hidden.append(meta.name)
            continue
        if kind == "xlsx" and (in_pieces := read_in_pieces(path, meta.name, limits)):
            _within_limits(in_pieces.height, in_pieces.width, filename, limits)
            found.append(in_pieces.plain)
            continue
        with ThreadPoolExecutor(1) as beside:  # both sides spend their time outside the interpreter lock
            searched = beside.submit(SEARCHES[kind], path, meta.name)
            table = workbook.get_sheet_by_name(meta.name)
            if table.end is None:
                continue
            _within_limits(table.end[0] + 1, table.end[1] + 1, filename, limits)
            found.append(plain_sheet(table, meta.name, searched.result()))
    if not found and hidden:
        raise HiddenSheetsOnly(file=filename, sheets="、".join(hidden))
    if not found:
        raise EmptyFile(file=filename)
    if kind in WITHOUT_TRACE:
        found[0]["notes"].append(("unseen_formulas", {"suffix": f".{kind}"}))
    if hidden:
        found[0]["notes"].append(("hidden_sheets", {"sheets": "、".join(hidden)}))
    return found


def _has_data(workbook: CalamineWorkbook, name: str) -> bool:
    try:
        return workbook.get_sheet_by_name(name).end is not None
    except CalamineError:
        return False


def _within_limits(height: int, width: int, filename: str, limits: Limits) -> None:
    if exceeded := limits.exceeded(height, width):
        what, found, limit = exceeded
        raise TooLarge(file=filename, what=what, found=found, limit=limit)


def plain_sheet(table: CalamineSheet, name: str, findings: Findings) -> Plain:
    """A sheet with its columns packed, as many rows at a time as make one part."""
    assert table.end is not None
    height, width = table.end[0] + 1, table.end[1] + 1
    columns: list[list[bytes]] = [[] for _ in range(width)]
    unread, rows = Unread(findings), iter(table.iter_rows())
    for part in parts(height):
        cells = list(islice(rows, len(part)))
        if cells and (
            left := width - len(cells[0])
        ):  # rows, unlike columns, begin where the first value of the sheet is
            cells = [[*[""] * left, *line] for line in cells]
        unread.put_in(cells, part)
        for column, some in zip(columns, zip(*cells, strict=True), strict=True):
            column.append(packed(some))
    return {
        "name": name,
        "parts": [len(part) for part in parts(height)],
        "columns": columns,
        "merged": [(*first, *last) for first, last in table.merged_cell_ranges or ()],
        "percent": findings.percent,
        "knows_formats": findings.complete,
        "notes": unread.notes(),
    }
