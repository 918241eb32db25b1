"""What the fast reader does not tell about an .ods: error cells, formulas without a value, cells shown as percent.

Only a sheet whose file mentions any of these is gone through cell by cell.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO
from xml.etree import ElementTree

from importers.sheetxml import CHUNK, Findings

TRACES = (b"percentage", b"table:formula", b'value-type="error"')
NAMESPACES = {
    "table": "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}",
    "office": "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}",
    "text": "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}",
    "calc": "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}",
}
TABLE, ROW, CELL, COVERED = (
    f"{NAMESPACES['table']}{name}" for name in ("table", "table-row", "table-cell", "covered-table-cell")
)
PARAGRAPH = f"{NAMESPACES['text']}p"
MOST_REPEATS = 1000  # a style repeated to the sheet's edge holds no values


def search_ods(path: Path, sheet: str) -> Findings:
    """Error cells, never calculated formulas and percent-formatted cells of one sheet."""
    findings = Findings()
    try:
        with zipfile.ZipFile(path) as archive:
            with archive.open("content.xml") as stream:
                is_plain = not _mentions(stream)
            if not is_plain:
                with archive.open("content.xml") as stream:
                    for row, cells in _rows(stream, sheet):
                        _look(row, cells, findings)
        findings.complete = True
    except (KeyError, ValueError, OSError, zipfile.BadZipFile, ElementTree.ParseError, EOFError, NotImplementedError):
        pass
    return findings


def _mentions(stream: IO[bytes]) -> bool:
    rest = b""
    while block := stream.read(CHUNK):
        if any(trace in rest + block for trace in TRACES):
            return True
        rest = block[-40:]
    return False


def _rows(stream: IO[bytes], sheet: str) -> Iterator[tuple[int, ElementTree.Element]]:
    """The rows of one sheet with their numbers, counted from 0."""
    inside, number = False, 0
    for event, element in ElementTree.iterparse(stream, events=("start", "end")):
        if element.tag == TABLE:
            inside = event == "start" and element.get(f"{NAMESPACES['table']}name") == sheet
        elif element.tag == ROW and event == "end":
            if inside:
                repeats = int(element.get(f"{NAMESPACES['table']}number-rows-repeated", "1"))
                for row in range(number, number + (repeats if repeats <= MOST_REPEATS else 0)):
                    yield row, element
                number += repeats
            element.clear()


def _look(row: int, cells: ElementTree.Element, findings: Findings) -> None:
    column = 0
    for cell in cells:
        if cell.tag not in (CELL, COVERED):
            continue
        repeats = int(cell.get(f"{NAMESPACES['table']}number-columns-repeated", "1"))
        kind, formula = cell.get(f"{NAMESPACES['office']}value-type"), cell.get(f"{NAMESPACES['table']}formula")
        text = "".join("".join(part.itertext()) for part in cell.iter(PARAGRAPH)).strip()
        for place in range(column, column + (repeats if repeats <= MOST_REPEATS else 0)):
            if kind == "percentage":
                findings.percent.setdefault(place, []).append(row)
            if cell.get(f"{NAMESPACES['calc']}value-type") == "error" or (formula and text.startswith(("#", "Err:"))):
                findings.errors[row, place] = text if text.startswith("#") else "#VALUE!"
            elif formula and kind is None:
                findings.formulas[row, place] = "=" + formula.partition("=")[2]
        column += repeats
