"""What the fast reader does not tell about an .xlsx: error cells, formulas without a value, percent formats.

The XML is searched, not parsed: a sheet without such cells costs little more than unzipping it. When the package is
too odd for the search, nothing is found and `complete` stays false; the reading itself never depends on it.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from xml.etree import ElementTree

from importers.raw import column_of

CHUNK = 8 << 20
# One byte is looked for many times faster than a tag, and most sheets have neither of these: the texts of all errors begin
# with the one, and every tag of a formula holds the other.
IN_ERRORS, IN_FORMULAS = b"#", b"f"
ANY_FORMULA = (b"<f", b":f")  # most sheets have none, and are spared the search for those without a value
UNCALCULATED = (b"</f></c>", b"/></c>", b"<v></v>", b"<v/>", b":f></", b"<v />")
FORMULA = re.compile(
    rb"<(?:\w+:)?c ([^>]*)>\s*<(?:\w+:)?f[^>]*?(?:/>|>([^<]*)</(?:\w+:)?f>)\s*"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
REFERENCE = re.compile(rb'\br="([A-Z]{1,3})(\d+)"')
VALUE = re.compile(rb"<(?:\w+:)?v>([^<]*)<")
BROKEN = (KeyError, ValueError, OSError, zipfile.BadZipFile, ElementTree.ParseError, EOFError, NotImplementedError)


@dataclass
class Findings:
    """Cells by (row, column), counted from 0."""

    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    formulas: dict[tuple[int, int], str] = field(default_factory=dict)
    percent: dict[int, list[int]] = field(default_factory=dict)
    complete: bool = False


def search(path: Path, sheet: str) -> Findings:
    """Error cells, never calculated formulas and percent-formatted cells of one sheet."""
    findings = Findings()
    try:
        with zipfile.ZipFile(path) as archive:
            names = names_in(archive)
            part = part_of(archive, names, sheet)
            styles = percent_styles(archive, names)
            with archive.open(names[part]) as stream:
                for chunk in _row_chunks(stream):
                    search_chunk(chunk, styles, findings)
        findings.complete = True
    except BROKEN:
        pass
    return findings


def _row_chunks(stream: object) -> Iterator[bytes]:
    """The XML in pieces that end with a row."""
    rest = b""
    while block := stream.read(CHUNK):  # type: ignore[attr-defined]
        rest += block
        cut = rest.rfind(b"row>") + 4
        if cut > 4:
            yield rest[:cut]
            rest = rest[cut:]
    yield rest


def search_chunk(chunk: bytes, styles: re.Pattern[bytes] | None, findings: Findings) -> None:
    """Add what is found in some rows of the XML; `styles` as `percent_styles` gives them."""
    for quoted in (b't="e"', b"t='e'") if IN_ERRORS in chunk else ():
        position = chunk.find(quoted)
        while position >= 0:
            cell = _place(chunk, position)
            value = VALUE.search(chunk, position, position + 400)
            if cell and value:
                findings.errors[cell] = value[1].decode("utf-8", errors="replace")
            position = chunk.find(quoted, position + 5)
    if IN_FORMULAS in chunk and _has_any(chunk, ANY_FORMULA) and _has_any(chunk, UNCALCULATED):
        for match in FORMULA.finditer(chunk):
            place = REFERENCE.search(match[1])
            if place and b't="str"' not in match[1]:
                cell = int(place[2]) - 1, column_of(place[1].decode())
                findings.formulas[cell] = "=" + unescape((match[2] or b"").decode("utf-8", errors="replace"))
    if styles:
        for match in styles.finditer(chunk):
            if cell := _place(chunk, match.start()):
                findings.percent.setdefault(cell[1], []).append(cell[0])


def _has_any(chunk: bytes, traces: tuple[bytes, ...]) -> bool:
    return any(trace in chunk for trace in traces)


def _place(chunk: bytes, position: int) -> tuple[int, int] | None:
    """Row and column of the cell whose opening tag holds `position`."""
    start = chunk.rfind(b"<", 0, position)
    reference = REFERENCE.search(chunk, start, chunk.find(b">", position))
    return (int(reference[2]) - 1, column_of(reference[1].decode())) if reference else None


def names_in(archive: zipfile.ZipFile) -> dict[str, str]:
    """The parts of a package as they are referred to, and as they are called in it."""
    return {name.replace("\\", "/").lower(): name for name in archive.namelist()}


def part_of(archive: zipfile.ZipFile, names: dict[str, str], sheet: str) -> str:
    """The part of a sheet. Raises one of BROKEN."""
    relations = ElementTree.fromstring(archive.read(names["xl/_rels/workbook.xml.rels"]))
    targets = {item.get("Id"): item.get("Target", "") for item in relations}
    for element in ElementTree.fromstring(archive.read(names["xl/workbook.xml"])).iter():
        if element.tag.rpartition("}")[2] == "sheet" and element.get("name") == sheet:
            identifier = next(value for key, value in element.attrib.items() if key.endswith("}id"))
            target = targets[identifier].replace("\\", "/").lower()
            return target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    raise KeyError(sheet)


def percent_styles(archive: zipfile.ZipFile, names: dict[str, str]) -> re.Pattern[bytes] | None:
    """A pattern for the style numbers that show a percentage; None when the workbook has none."""
    if "xl/styles.xml" not in names:
        return None
    root = ElementTree.fromstring(archive.read(names["xl/styles.xml"]))
    formats = {"9", "10"}
    numbers: list[str] = []
    for element in root.iter():
        tag = element.tag.rpartition("}")[2]
        if tag == "numFmt" and "%" in re.sub(r'"[^"]*"', "", element.get("formatCode", "")):
            formats.add(element.get("numFmtId", ""))
        if tag == "cellXfs":
            numbers = [str(i) for i, style in enumerate(element) if style.get("numFmtId") in formats]
    return re.compile(rb' s="(?:' + "|".join(numbers).encode() + rb')"') if numbers else None
