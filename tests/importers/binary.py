"""An .xlsb of our own making: inline strings, numbers, error cells and percent cells on one sheet."""

from __future__ import annotations

import io
import struct
import zipfile
from dataclasses import dataclass

RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


@dataclass(frozen=True)
class Error:
    """A cell that a formula left in error; `by_formula` false for one typed in as such."""

    code: int
    by_formula: bool = True


@dataclass(frozen=True)
class Percent:
    """A number shown as percent."""

    value: float


def record(kind: int, content: bytes = b"") -> bytes:
    head = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size, sizes = len(content), b""
    while True:
        size, low = size >> 7, size & 0x7F
        sizes += bytes([low | (0x80 if size else 0)])
        if not size:
            return head + sizes + content


def text(value: str) -> bytes:
    return struct.pack("<I", len(value)) + value.encode("utf-16-le")


def cell(column: int, value: object) -> bytes:
    match value:
        case Error(code, True):
            return record(11, struct.pack("<II", column, 0) + bytes([code]) + b"\0\0" + struct.pack("<II", 0, 0))
        case Error(code):
            return record(3, struct.pack("<II", column, 0) + bytes([code]))
        case Percent(number):
            return record(5, struct.pack("<IId", column, 1, number))
        case int() | float():
            return record(5, struct.pack("<IId", column, 0, value))
    return record(6, struct.pack("<II", column, 0) + text(str(value)))


def xlsb(name: str, rows: list[list[object]]) -> bytes:
    width = max(map(len, rows))
    sheet = record(129) + record(148, struct.pack("<IIII", 0, len(rows) - 1, 0, width - 1)) + record(145)
    for index, row in enumerate(rows):
        sheet += record(0, struct.pack("<IIHHBI", index, 0, 300, 0, 0, 0))
        sheet += b"".join(cell(column, value) for column, value in enumerate(row) if value is not None)
    sheet += record(146) + record(130)
    book = record(131) + record(143) + record(156, struct.pack("<II", 0, 1) + text("rId1") + text(name))
    book += record(144) + record(132)
    style = [struct.pack("<HHHHH", 0, number, 0, 0, 0) + b"\0" * 6 for number in (0, 164)]
    styles = record(278) + record(615, struct.pack("<I", 1)) + record(44, struct.pack("<H", 164) + text("0.0%"))
    styles += record(616) + record(617, struct.pack("<I", 2)) + b"".join(record(47, one) for one in style)
    styles += record(618) + record(279)
    parts = {
        "xl/workbook.bin": book,
        "xl/worksheets/sheet1.bin": sheet,
        "xl/styles.bin": styles,
        "xl/_rels/workbook.bin.rels": f'<Relationships xmlns="{RELATIONS}"><Relationship Id="rId1" '
        f'Type="{OFFICE}/worksheet" Target="worksheets/sheet1.bin"/></Relationships>'.encode(),
        "[Content_Types].xml": b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for part, content in parts.items():
            archive.writestr(part, content)
    return stream.getvalue()
