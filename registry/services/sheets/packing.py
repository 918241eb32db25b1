"""A prepared workbook with rows streamed into its sheets: all other parts are copied as they are.

Each sheet has one sample row that says where the rows go and which style each cell has. It is replaced by the rows,
what stands under it was put in its final place by whoever prepared the workbook.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import IO, BinaryIO

LEVEL = 6  # of deflate: level 1 is faster by half and a quarter larger
SAMPLE_CELL = re.compile(r'<c r="([A-Z]+)\d+"(?: s="(\d+)")?')
DIMENSION = re.compile(r'<dimension ref="([A-Z]+\d+)(?::([A-Z]+)(\d+))?" ?/>')
UNLIKE_A_CLOSED_ROW = re.compile(r"[^>]*/>")

Rows = Callable[["Sample"], Iterator[bytes]]  # pieces of XML
Foot = Callable[[str], str]  # what follows the rows, to be completed when they are known


@dataclass(frozen=True)
class Sample:
    """The sample row of a sheet: its number, the letters and styles of its cells, and the attributes that rows repeat."""

    row: int
    styles: Mapping[str, int]
    attributes: str


@dataclass(frozen=True)
class Filling:
    """What goes into one sheet: the sample row's number, the rows, and a last look at the rest. `last` is the last row in the
    end; where it is not known before (0), the sheet does not say how far it reaches."""

    row: int
    rows: Rows
    last: int = 0
    foot: Foot = str


def pack(mould: IO[bytes], stream: BinaryIO, fillings: Mapping[str, Filling]) -> None:
    """Write the mould into the stream, the sheets named by their part (`xl/worksheets/sheet1.xml`) filled."""
    with (
        zipfile.ZipFile(mould) as source,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL) as out,
    ):
        for part in source.infolist():
            content = source.read(part)
            if part.filename not in fillings:
                out.writestr(part.filename, content)
                continue
            with out.open(part.filename, "w", force_zip64=True) as sheet:
                for piece in _pieces(content.decode("utf-8"), fillings[part.filename]):
                    sheet.write(piece)


def _pieces(xml: str, filling: Filling) -> Iterator[bytes]:
    start = xml.index(f'<row r="{filling.row}"')
    closed = UNLIKE_A_CLOSED_ROW.match(xml, start)
    end = closed.end() if closed else xml.index("</row>", start) + len("</row>")
    yield DIMENSION.sub(lambda found: _dimension(found, filling.last), xml[:start], count=1).encode()
    yield from filling.rows(_sample(xml[start:end], filling.row))
    yield filling.foot(xml[end:]).encode()


def _dimension(found: re.Match[str], last: int) -> str:
    if not last:
        return ""
    first, letter = found[1], found[2] or re.sub(r"\d", "", found[1])
    return f'<dimension ref="{first}:{letter}{last}"/>'


def _sample(row: str, number: int) -> Sample:
    opening = row[: row.index(">")].removesuffix("/")
    kept = re.findall(r' (?:ht|customHeight)="[^"]*"', opening)
    return Sample(number, {letter: int(style or 0) for letter, style in SAMPLE_CELL.findall(row)}, "".join(kept))
