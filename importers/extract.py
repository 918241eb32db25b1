"""The refused and doubtful rows of a file as an .xlsx of their own, under the same header, with the same marks.

Whatever stands above the header (a title with the year, a line with the unit) goes along, so that the extract reads as the
file itself did. Nothing is written as a formula.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from io import BytesIO
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]

from importers.marks import COLOURS, MOST_COMMENTS, STATUSES, SheetMarks, box, clean
from importers.raw import Cell, RawSheet

SHOWN = ("rejected", "warned")
OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
SIGNED = re.compile(r"[-+][\d.,%]*|-+")
Formats = dict[tuple[str, str], Any]  # by look and colour


def extract(raw: Sequence[RawSheet], marks: Sequence[SheetMarks], words: Mapping[str, str]) -> bytes:
    """One sheet for each sheet with rows to mend; where there are none, the header of the first."""
    by_name = {sheet.name: sheet for sheet in raw}
    known = [sheet for sheet in marks if sheet.name in by_name]
    concerned = [sheet for sheet in known if _rows(sheet, by_name[sheet.name].height)] or known[:1]
    stream = BytesIO()
    with xlsxwriter.Workbook(stream, dict(OPTIONS)) as book:
        formats = _formats(book)
        taken: set[str] = set()
        for sheet in concerned:
            table = book.add_worksheet(_sheet_name(sheet.name, taken))
            _write(table, by_name[sheet.name], sheet, words, formats)
        if not concerned:
            book.add_worksheet()
    return stream.getvalue()


def _rows(sheet: SheetMarks, height: int) -> list[int]:
    marked = ((row, key, text) for row, (key, text) in sheet.rows.items() if row <= height)
    return sorted(row for row, key, text in marked if key in SHOWN or (text and key != "merged"))


def _formats(book: Any) -> Formats:
    looks: dict[str, dict[str, object]] = {
        "": {},
        "date": {"num_format": "yyyy-mm-dd"},
        "percent": {"num_format": "0.00%"},
        "head": {"bold": True},
    }
    colours = {"", *COLOURS.values()}
    return {
        (look, colour): book.add_format(options | ({"bg_color": f"#{colour}"} if colour else {}))
        for look, options in looks.items()
        for colour in colours
    }


def _sheet_name(name: str, taken: set[str]) -> str:
    """A name that a workbook allows, once."""
    base = re.sub(r"[\[\]:*?/\\]", "_", name).strip("'")[:31] or "Sheet"
    fitting, number = base, 1
    while fitting.lower() in taken:
        number += 1
        fitting = f"{base[:27]}({number})"
    taken.add(fitting.lower())
    return fitting


def _write(table: Any, raw: RawSheet, sheet: SheetMarks, words: Mapping[str, str], formats: Formats) -> None:
    above, below = list(range(1, sheet.header_row + 1)), _rows(sheet, raw.height)
    comments = 0
    for index, row in enumerate([*above, *below]):
        look = "head" if sheet.top <= row <= sheet.header_row else ""
        for column, cell in enumerate(_cells(raw, sheet, row)):
            level, text = sheet.cells.get((row, column + 1), ("", ""))
            percent = row - 1 in raw.percent.get(column, ())
            _cell(
                table, (index, column), cell, formats, (look or ("percent" if percent else ""), COLOURS.get(level, ""))
            )
            if text and comments < MOST_COMMENTS:
                comments += 1
                _comment(table, (index, column), text)
        if look:
            table.write_row(index, sheet.width, [words["status"], words["note"]], formats["head", ""])
        elif row in sheet.rows:
            key, note = sheet.rows[row]
            table.write_string(index, sheet.width, words[STATUSES[key]], formats["", COLOURS[key]])
            table.write_string(index, sheet.width + 1, note)
    if sheet.about and sheet.header_row:
        _comment(table, (sheet.header_row - 1, sheet.width + 1), sheet.about)
    for first, left, last, right in raw.merged:
        if last < sheet.header_row and (first, left) != (last, right):
            table.merge_range(first, left, last, right, "", formats["head", ""])
            _cell(table, (first, left), raw.columns[left][first], formats, ("head", ""))
    table.set_column(0, sheet.width, 16)
    table.set_column(sheet.width + 1, sheet.width + 1, 70)
    table.freeze_panes(sheet.header_row, 0)
    if sheet.header_row:
        table.autofilter(sheet.header_row - 1, 0, sheet.header_row - 1 + max(1, len(below)), sheet.width + 1)


def _cells(raw: RawSheet, sheet: SheetMarks, row: int) -> Iterator[Cell]:
    """The cells of a row, those of an area merged downwards filled in."""
    areas = [area for area in raw.merged if area[0] >= sheet.header_row and area[0] < row - 1 <= area[2]]
    for column, cells in enumerate(raw.columns[: sheet.width]):
        top = next((area[0] for area in areas if area[1] == column == area[3]), row - 1)
        yield cells[top]


def _cell(table: Any, place: tuple[int, int], cell: Cell, formats: Formats, look: tuple[str, str]) -> None:
    """Numbers and dates stay what they are; a text never begins like a formula."""
    form: Any = formats[look]
    match cell:
        case bool():
            table.write_boolean(*place, cell, form)
        case int() | float():
            table.write_number(*place, cell, form)
        case date():
            table.write_datetime(*place, cell, formats["date", look[1]])
        case "":
            table.write_blank(*place, None, form if look[1] else None)
        case _:
            text = str(cell)
            table.write_string(*place, text if SIGNED.fullmatch(text) else clean(text), form)


def _comment(table: Any, place: tuple[int, int], text: str) -> None:
    width, height = box(text)
    table.write_comment(*place, text, {"width": width, "height": height, "author": "梯度"})
