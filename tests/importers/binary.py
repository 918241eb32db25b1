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


def xls(name: str, rows: list[list[object]]) -> bytes:
    """The same as an .xls: BIFF8 in a compound file, padded beyond the size of small streams."""

    def biff(kind: int, content: bytes = b"") -> bytes:
        return struct.pack("<HH", kind, len(content)) + content

    def wide(value: str, width: str) -> bytes:
        return struct.pack(f"<{width}B", len(value), 1) + value.encode("utf-16-le")

    def xls_cell(row: int, column: int, value: object) -> bytes:
        match value:
            case Error(code, True):
                result = bytes([2, 0, code, 0, 0, 0, 0xFF, 0xFF])
                return biff(0x06, struct.pack("<HHH", row, column, 0) + result + b"\0" * 6 + struct.pack("<H", 0))
            case Error(code):
                return biff(0x205, struct.pack("<HHHBB", row, column, 0, code, 1))
            case Percent(number):
                return biff(0x203, struct.pack("<HHHd", row, column, 1, number))
            case int() | float():
                return biff(0x203, struct.pack("<HHHd", row, column, 0, value))
        return biff(0x204, struct.pack("<HHH", row, column, 0) + wide(str(value), "H"))

    start = struct.pack("<HHHHII", 0x600, 5, 0x0DBB, 1996, 0, 6)
    styles = b"".join(biff(0xE0, struct.pack("<HHH", 0, number, 0) + b"\0" * 14) for number in (0, 164))
    head = (
        biff(0x809, start)
        + biff(0x42, struct.pack("<H", 1200))
        + biff(0x41E, struct.pack("<H", 164) + wide("0.0%", "H"))
    )
    head += styles
    length = len(head) + len(biff(0x85, b"\0" * 6 + wide(name, "B"))) + 4
    head += biff(0x85, struct.pack("<IBB", length, 0, 0) + wide(name, "B")) + biff(0x0A)
    body = biff(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0x0DBB, 1996, 0, 6))
    body += biff(0x200, struct.pack("<IIHHH", 0, len(rows), 0, max(map(len, rows)), 0))
    for index, row in enumerate(rows):
        body += b"".join(xls_cell(index, column, value) for column, value in enumerate(row) if value is not None)
    return compound("Workbook", (head + body + biff(0x0A)).ljust(4608, b"\0"))


def compound(name: str, content: bytes) -> bytes:
    """A compound file with one stream of at least 4,096 bytes."""
    sectors = -(-len(content) // 512)
    table = [0xFFFFFFFD, 0xFFFFFFFE, *range(3, sectors + 2), 0xFFFFFFFE]
    table += [0xFFFFFFFF] * (128 - len(table))

    def entry(title: str, kind: int, child: int, start: int, size: int) -> bytes:
        encoded = (title + "\0").encode("utf-16-le")
        links = struct.pack("<III", 0xFFFFFFFF, 0xFFFFFFFF, child)
        tail = b"\0" * 36 + struct.pack("<IQ", start, size)
        return encoded.ljust(64, b"\0") + struct.pack("<HBB", len(encoded), kind, 1) + links + tail

    directory = entry("Root Entry", 5, 1, 0xFFFFFFFE, 0) + entry(name, 2, 0xFFFFFFFF, 2, len(content))
    head = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 16
    head += struct.pack("<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    head += struct.pack("<109I", 0, *[0xFFFFFFFF] * 108)
    return head + struct.pack("<128I", *table) + directory.ljust(512, b"\0") + content.ljust(sectors * 512, b"\0")
