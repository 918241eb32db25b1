"""Workbooks by calamine: every visible sheet as columns of raw cells. Runs in the reading process only."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
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
from importers.raw import letter
from importers.sheetxml import Findings, search
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
        with ThreadPoolExecutor(1) as beside:  # both sides spend their time outside the interpreter lock
            searched = beside.submit(SEARCHES[kind], path, meta.name)
            table = workbook.get_sheet_by_name(meta.name)
            if table.end is None:
                continue
            found.append(_plain(table, meta.name, filename, limits))
        _add_findings(found[-1], searched.result())
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


def _plain(table: CalamineSheet, name: str, filename: str, limits: Limits) -> Plain:
    assert table.end is not None
    height, width = table.end[0] + 1, table.end[1] + 1
    for what, found, limit in (
        (mark("行数"), height, limits.rows),
        (mark("列数"), width, limits.columns),
        (mark("单元格数"), height * width, limits.cells),
    ):
        if found > limit:
            raise TooLarge(file=filename, what=what, found=found, limit=limit)
    columns = [list(column) for column in zip(*table.to_python(skip_empty_area=False), strict=True)]
    return {
        "name": name,
        "columns": columns,
        "merged": [(*first, *last) for first, last in table.merged_cell_ranges or ()],
        "percent": {},
        "knows_formats": False,
        "notes": [],
    }


def _add_findings(sheet: Plain, findings: Findings) -> None:
    """Puts the texts of error cells and formulas where the reader left blanks, and counts them in the notes."""
    columns = sheet["columns"]
    for code, cells in (("error_cells", findings.errors), ("formulas_not_calculated", findings.formulas)):
        placed = []
        for (row, column), text in cells.items():
            is_open = column < len(columns) and row < len(columns[column])
            if is_open and (columns[column][row] == "" or code == "error_cells"):
                columns[column][row] = text
                placed.append(f"{letter(column)}{row + 1}")
        if placed:
            sheet["notes"].append((code, {"count": len(placed), "first": placed[0]}))
    if not findings.complete:
        sheet["notes"].append(("unseen", {}))
    sheet["percent"] = findings.percent
    sheet["knows_formats"] = findings.complete
