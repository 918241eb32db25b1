"""What the fast reader does not tell about an .xls: error cells and percent formats, from the records of the sheet.

A formula that was never computed holds an ordinary 0 in this format; nobody can tell it from one that came to nothing.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from pathlib import Path

from importers.compound import stream
from importers.sheetxml import Findings
from importers.xlsbin import ERRORS

FORMULA, END, FORMAT, STYLE, SHEET = 0x0006, 0x000A, 0x041E, 0x00E0, 0x0085
NUMBER, SMALL_NUMBER, SMALL_NUMBERS, BOOLEAN_OR_ERROR = 0x0203, 0x027E, 0x00BD, 0x0205
CELLS = (FORMULA, NUMBER, SMALL_NUMBER, BOOLEAN_OR_ERROR)


def search_xls(path: Path, sheet: str) -> Findings:
    """Error cells and percent-formatted cells of one sheet."""
    findings = Findings()
    try:
        data = stream(path.read_bytes(), ("Workbook", "Book"))
        percent, starts = _globals(data)
        _look(data, starts[sheet], percent, findings)
        findings.complete = True
    except (KeyError, IndexError, ValueError, OSError, struct.error, StopIteration, RuntimeError):
        pass
    return findings


def records(data: bytes, start: int) -> Iterator[tuple[int, int, int]]:
    """Kind, start and length of each record's content, up to the end of the substream."""
    while start + 4 <= len(data):
        kind, length = struct.unpack_from("<HH", data, start)
        yield kind, start + 4, length
        if kind == END:
            return
        start += 4 + length


def _globals(data: bytes) -> tuple[set[int], dict[str, int]]:
    """The numbers of the styles that show a percentage, and where each sheet begins."""
    formats, styles, starts, number = {9, 10}, set(), {}, 0
    for kind, start, _ in records(data, 0):
        if kind == FORMAT:
            if "%" in re.sub(r'"[^"]*"', "", _text(data, start + 2, 2)):
                formats.add(struct.unpack_from("<H", data, start)[0])
        elif kind == STYLE:
            if struct.unpack_from("<H", data, start + 2)[0] in formats:
                styles.add(number)
            number += 1
        elif kind == SHEET:
            starts[_text(data, start + 6, 1)] = struct.unpack_from("<I", data, start)[0]
    return styles, starts


def _text(data: bytes, start: int, width: int) -> str:
    """A text with its length in one or two bytes, in one or two bytes per character."""
    length = int.from_bytes(data[start : start + width], "little")
    is_wide, begin = data[start + width] & 1, start + width + 1
    return data[begin : begin + length * (1 + is_wide)].decode("utf-16-le" if is_wide else "latin-1")


def _look(data: bytes, begin: int, percent: set[int], findings: Findings) -> None:
    for kind, start, length in records(data, begin):
        if kind == SMALL_NUMBERS:
            row, column = struct.unpack_from("<HH", data, start)
            for offset in range((length - 6) // 6):
                if struct.unpack_from("<H", data, start + 4 + 6 * offset)[0] in percent:
                    findings.percent.setdefault(column + offset, []).append(row)
        elif kind in CELLS:
            row, column, style = struct.unpack_from("<HHH", data, start)
            error = _error(data, kind, start)
            if error is not None:
                findings.errors[row, column] = ERRORS.get(error, "#VALUE!")
            if style in percent:
                findings.percent.setdefault(column, []).append(row)


def _error(data: bytes, kind: int, start: int) -> int | None:
    if kind == BOOLEAN_OR_ERROR and data[start + 7]:
        return data[start + 6]
    if kind == FORMULA and data[start + 6] == 2 and data[start + 12 : start + 14] == b"\xff\xff":
        return data[start + 8]
    return None
