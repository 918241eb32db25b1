"""What formulas had come to: openpyxl writes formulas without their values, so these are put back into the file.

Without them a marked workbook that nobody has opened in Excel would read as full of formulas that were never computed.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from xml.sax.saxutils import escape

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.utils.datetime import to_excel
from openpyxl.worksheet.worksheet import Worksheet

Values = dict[str, dict[str, object]]  # sheet name -> coordinate -> value
CELL = re.compile(rb'<c r="([A-Z]+\d+)"([^>]*)>(<f[^>]*?(?:/>|>.*?</f>))<v\s*(?:/>|></v>)</c>', re.DOTALL)
TYPE = re.compile(rb' t="\w+"')
ERRORS = ("#N/A", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!")


def computed_values(book: Workbook, content: bytes) -> Values:
    """The values of all formulas of the workbook as it was last computed; the file is read again only if it has any."""
    places = {
        sheet.title: [cell.coordinate for cell in present(sheet) if cell.data_type == "f"] for sheet in book.worksheets
    }
    if not any(places.values()):
        return {}
    computed = load_workbook(io.BytesIO(content), data_only=True)
    return {name: {place: computed[name][place].value for place in found} for name, found in places.items()}


def present(sheet: Worksheet) -> Collection[Cell | MergedCell]:
    """The cells that the file holds. A walk by rows would make the rest up, in some files all 17 thousand million of a sheet."""
    found: dict[tuple[int, int], Cell | MergedCell] = sheet._cells
    return found.values()


def put_back(content: bytes, book: Workbook, values: Values) -> bytes:
    """The saved workbook with the values of its formulas."""
    if not values:
        return content
    parts = {f"xl/worksheets/sheet{number}.xml": sheet.title for number, sheet in enumerate(book.worksheets, 1)}
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            data = old.read(entry)
            known = values.get(parts.get(entry.filename, ""))
            new.writestr(entry, _filled(data, known, book) if known else data)
    return stream.getvalue()


def _filled(data: bytes, known: dict[str, object], book: Workbook) -> bytes:
    def with_value(match: re.Match[bytes]) -> bytes:
        kind, text = _written(known.get(match[1].decode()), book)
        if not kind:
            return match[0]
        attributes = TYPE.sub(b"", match[2]) + f' t="{kind}"'.encode()
        return b'<c r="%s"%s>%s<v>%s</v></c>' % (match[1], attributes, match[3], escape(text).encode())

    return CELL.sub(with_value, data)


def _written(value: object, book: Workbook) -> tuple[str, str]:
    """A value's type and text in the file; no type for a formula that was never computed."""
    if value is None:
        return "", ""
    if isinstance(value, bool):
        return "b", str(int(value))
    if isinstance(value, int | float):
        return "n", repr(value)
    if isinstance(value, datetime | date | time | timedelta):
        return "n", repr(to_excel(value, book.epoch))  # type: ignore[no-untyped-call]
    text = str(value)
    return ("e" if text in ERRORS else "str"), text
