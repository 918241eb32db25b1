"""What the fast reader does not tell about an .xlsb: error cells and percent formats, from the records of the sheet.

A formula that was never computed holds an ordinary 0 in this format; nobody can tell it from one that came to nothing.
"""

from __future__ import annotations

import re
import struct
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

from importers.sheetxml import Findings

ROW, CELL_ERROR, FORMULA_ERROR, CELLS = 0, 3, 11, range(1, 12)
FORMAT, STYLE, BEGIN_STYLES, END_STYLES, SHEET, END_DATA = 44, 47, 617, 618, 156, 146
ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}


def search_xlsb(path: Path, sheet: str) -> Findings:
    """Error cells and percent-formatted cells of one sheet."""
    findings = Findings()
    try:
        with zipfile.ZipFile(path) as archive:
            names = {name.replace("\\", "/").lower(): name for name in archive.namelist()}
            percent = _percent_styles(archive.read(names["xl/styles.bin"])) if "xl/styles.bin" in names else set()
            _look(archive.read(names[_part_of(archive, names, sheet)]), percent, findings)
        findings.complete = True
    except (KeyError, IndexError, ValueError, OSError, struct.error, zipfile.BadZipFile, ElementTree.ParseError):
        pass
    return findings


def records(data: bytes) -> Iterator[tuple[int, int, int]]:
    """Kind, start and end of each record's content.

    >>> list(records(bytes([0x91, 0x01, 0x02, 5, 6, 0x00, 0x00])))
    [(145, 3, 5), (0, 7, 7)]
    """
    position = 0
    while position < len(data):
        kind = data[position]
        position += 1
        if kind & 0x80:
            kind = (kind & 0x7F) | (data[position] & 0x7F) << 7
            position += 1
        size = shift = 0
        while True:
            byte = data[position]
            position += 1
            size |= (byte & 0x7F) << shift
            shift += 7
            if not byte & 0x80 or shift == 28:
                break
        yield kind, position, position + size
        position += size


def _look(data: bytes, percent: set[int], findings: Findings) -> None:
    row = 0
    for kind, start, _ in records(data):
        if kind == ROW:
            (row,) = struct.unpack_from("<I", data, start)
        elif kind in CELLS:
            column, style = struct.unpack_from("<II", data, start)
            if kind in (CELL_ERROR, FORMULA_ERROR):
                findings.errors[row, column] = ERRORS.get(data[start + 8], "#VALUE!")
            if style & 0xFFFFFF in percent:
                findings.percent.setdefault(column, []).append(row)
        elif kind == END_DATA:
            return


def _percent_styles(data: bytes) -> set[int]:
    """The numbers of the styles that show a percentage."""
    formats, styles, inside, number = {9, 10}, set(), False, 0
    for kind, start, _ in records(data):
        if kind == FORMAT:
            (identifier,) = struct.unpack_from("<H", data, start)
            if "%" in re.sub(r'"[^"]*"', "", _text(data, start + 2)[0]):
                formats.add(identifier)
        elif kind in (BEGIN_STYLES, END_STYLES):
            inside = kind == BEGIN_STYLES
        elif kind == STYLE and inside:
            if struct.unpack_from("<H", data, start + 2)[0] in formats:
                styles.add(number)
            number += 1
    return styles


def _part_of(archive: zipfile.ZipFile, names: dict[str, str], sheet: str) -> str:
    relations = ElementTree.fromstring(archive.read(names["xl/_rels/workbook.bin.rels"]))
    targets = {item.get("Id"): item.get("Target", "").replace("\\", "/").lower() for item in relations}
    data = archive.read(names["xl/workbook.bin"])
    for kind, start, _ in records(data):
        if kind == SHEET:
            relation, after = _text(data, start + 8)
            if _text(data, after)[0] == sheet:
                target = targets[relation]
                return target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    raise KeyError(sheet)


def _text(data: bytes, start: int) -> tuple[str, int]:
    (length,) = struct.unpack_from("<I", data, start)
    end = start + 4 + 2 * length
    return data[start + 4 : end].decode("utf-16-le"), end
