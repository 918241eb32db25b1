"""Where the table of a sheet is: its header rows, the lines above them that matter, and which rows are firms."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from importers.headers import Head, read_head, units_in, year_in
from importers.mapping import Meaning, Vocabulary
from importers.raw import RawSheet, shown
from importers.words import Unit, find_unit, plain, words

SEARCHED_ROWS = 30
DEEPEST = 3


@dataclass(frozen=True)
class Table:
    """A table found in a sheet; rows and columns are counted from 0, `first` is the first row under the header."""

    top: int
    first: int
    headers: tuple[str, ...]
    heads: tuple[Head, ...]
    meanings: tuple[Meaning | None, ...]
    units: tuple[Unit, ...] = ()
    title_year: int | None = None
    title_text: str = ""
    column_units: dict[int, Unit] = field(default_factory=dict)

    @property
    def known(self) -> int:
        """How many columns were recognised as something."""
        return sum(meaning is not None for meaning in self.meanings)


def find_table(sheet: RawSheet, vocabulary: Vocabulary) -> Table | None:
    """The table whose header rows say most; failing that, the first row that looks like a header; else None."""
    best: Table | None = None
    best_score = 0
    for top in range(min(SEARCHED_ROWS, sheet.height)):
        if sum(cell != "" for cell in sheet.row(top)) < min(2, len(sheet.columns)):
            continue
        for depth in range(1, min(DEEPEST, sheet.height - top) + 1):
            table = read_at(sheet, vocabulary, top, depth)
            score = _score(table)
            if score > best_score:
                best, best_score = table, score
    best = best or _structural(sheet, vocabulary)
    return _with_surroundings(sheet, best) if best else None


def _score(table: Table) -> int:
    """Distinct things said: the same name under two years counts twice, a repeated column once."""
    said = set()
    for head, meaning in zip(table.heads, table.meanings, strict=True):
        if meaning:
            said.add((meaning.code or meaning.reason, head.year, head.offset))
    return len(said) if any(meaning and meaning.reason != "serial" for meaning in table.meanings) else 0


def read_at(sheet: RawSheet, vocabulary: Vocabulary, top: int, depth: int = 1) -> Table:
    """The rows from `top` on, taken as a header of `depth` rows."""
    levels = [_level(sheet, row, top + depth) for row in range(top, top + depth)]
    parts = [tuple(text for text in column if text) for column in zip(*levels, strict=True)]
    heads = tuple(read_head(part) for part in parts)
    return Table(
        top=top,
        first=top + depth,
        headers=tuple(" ".join(dict.fromkeys(" ".join(text.split()) for text in part)) for part in parts),
        heads=heads,
        meanings=tuple(vocabulary.meaning(head) for head in heads),
    )


def _level(sheet: RawSheet, row: int, end: int) -> list[str]:
    """One header row as texts; a merged or open cell speaks for the columns to its right."""
    texts = [shown(cell).strip() for cell in sheet.row(row)]
    merged = [area for area in sheet.merged if area[0] <= row <= area[2]]
    for first_row, first, _, last in merged:
        for column in range(first + 1, min(last + 1, len(texts))):
            texts[column] = texts[first] if first_row == row else texts[column]
    if not merged and row + 1 < end:
        below = [cell != "" for cell in sheet.row(row + 1)]
        for column in range(1, len(texts)):
            if not texts[column] and below[column] and below[column - 1]:
                texts[column] = texts[column - 1]
    return texts


def _structural(sheet: RawSheet, vocabulary: Vocabulary) -> Table | None:
    for top in range(min(SEARCHED_ROWS, sheet.height - 1)):
        cells = [cell for cell in sheet.row(top) if cell != ""]
        texts = {cell for cell in cells if isinstance(cell, str) and not cell[:1].isdigit()}
        if len(cells) >= 2 and len(texts) == len(cells) and any(cell != "" for cell in sheet.row(top + 1)):
            return read_at(sheet, vocabulary, top, 1)
    return None


def _with_surroundings(sheet: RawSheet, table: Table) -> Table:
    """The table with what the lines above and the unit row below its header say."""
    units: list[Unit] = []
    title_year, title_text = None, ""
    for text in _lines_above(sheet, table.top):
        units += units_in(text)
        year = None if any(word in text for word in ("日期", "时间")) else year_in(text)
        if year:
            title_year, title_text = year, text
    first, column_units = _unit_row(sheet, table.first)
    return Table(
        table.top, first, table.headers, table.heads, table.meanings, tuple(units), title_year, title_text, column_units
    )


def _lines_above(sheet: RawSheet, top: int) -> Iterator[str]:
    for row in range(top):
        yield from (cell for cell in sheet.row(row) if isinstance(cell, str) and cell.strip())


def _unit_row(sheet: RawSheet, row: int) -> tuple[int, dict[int, Unit]]:
    """The first data row and the units of the row before it, where that row holds nothing but units and asides."""
    if row >= sheet.height:
        return row, {}
    cells = {column: plain(shown(cell)).strip("()") for column, cell in enumerate(sheet.row(row)) if cell != ""}
    units = {column: unit for column, text in cells.items() if (unit := find_unit(text.removeprefix("单位:")))}
    asides = [text for column, text in cells.items() if column not in units]
    if cells and all(text in words().header_noise or text in words().missing for text in asides):
        return (row + 1, units) if units or asides else (row, {})
    return row, {}
