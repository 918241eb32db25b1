"""Where the table of a sheet is: its header rows, the lines above them that matter, and which rows are firms."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from importers.headers import Head, read_head, units_in, year_in
from importers.mapping import Meaning, Vocabulary
from importers.raw import Cell, RawSheet, shown
from importers.words import Unit, find_unit, plain, words

SEARCHED_ROWS = 30
DEEPEST = 3
DATA_LIKE = re.compile(r"[-+\d.,:%/]+|.*\d{5}.*", re.DOTALL)
BARE_YEAR = re.compile(r"(19|20)\d{2}")


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
    found = [
        (score, -depth, -top, table)
        for top in range(min(SEARCHED_ROWS, sheet.height))
        if _may_begin(sheet, vocabulary, top)
        for depth in range(1, _depth(sheet, top) + 1)
        if (score := _score(table := read_at(sheet, vocabulary, top, depth), vocabulary)) > (0, 0)
    ]
    best = max(found, key=lambda item: item[:3])[3] if found else _structural(sheet, vocabulary)
    return _with_surroundings(sheet, best) if best else None


def is_transposed(sheet: RawSheet, vocabulary: Vocabulary, table: Table | None) -> bool:
    """Whether the first column names the indicators and the years run across the top."""
    down = {
        meaning.code
        for cell in sheet.columns[0][:200]
        if isinstance(cell, str) and (meaning := vocabulary.meaning(read_head((cell,)))) and meaning.code
    }
    across = {meaning.code for meaning in table.meanings if meaning and meaning.code} if table else set()
    return len(down) >= 3 and len(down) > 2 * len(across)


def _may_begin(sheet: RawSheet, vocabulary: Vocabulary, top: int) -> bool:
    """A header begins with a row of several texts that is no title line over the whole table."""
    cells = sheet.row(top)
    if sum(cell != "" for cell in cells) < min(2, len(cells)) or not _is_wordy(cells):
        return False
    texts = _level(sheet, top, top + 2)
    first = next(text for text in texts if text)
    return texts.count(first) <= 0.6 * len(texts) or vocabulary.meaning(read_head((first,))) is not None


def _depth(sheet: RawSheet, top: int) -> int:
    """How many rows from `top` on may belong to a header."""
    depth = 1
    while depth < DEEPEST and top + depth < sheet.height and _is_wordy(sheet.row(top + depth)):
        depth += 1
    return depth


def _is_wordy(cells: list[Cell]) -> bool:
    """Whether all cells are texts, years or blank: a figure, a date or a “--” belongs to the data."""
    texts = [shown(cell).strip() for cell in cells if cell != ""]
    return all(BARE_YEAR.fullmatch(text) or not DATA_LIKE.fullmatch(text) for text in texts)


def _score(table: Table, vocabulary: Vocabulary) -> tuple[int, int]:
    """Distinct things said (a name under two years counts twice, a repeated column once), then the years stated."""
    said: set[tuple[object, ...]] = set()
    dated = 0
    for head, meaning in zip(table.heads, table.meanings, strict=True):
        if meaning and meaning.reason != "serial":
            said.add((meaning.code or meaning.reason, head.year, head.offset))
            dated += head.year is not None and vocabulary.is_annual(meaning)
    return len(said), dated


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
    if not merged and row + 1 < min(end, sheet.height):
        below = [cell != "" for cell in sheet.row(row + 1)]
        for column in range(1, len(texts)):
            if not texts[column] and below[column] and below[column - 1]:
                texts[column] = texts[column - 1]
    return texts


def _structural(sheet: RawSheet, vocabulary: Vocabulary) -> Table | None:
    for top in range(min(SEARCHED_ROWS, sheet.height - 1)):
        cells = [cell for cell in sheet.row(top) if cell != ""]
        distinct = len({cell for cell in cells if isinstance(cell, str)})
        if len(cells) >= 2 and _is_wordy(cells) and distinct >= 0.8 * len(cells) and any(sheet.row(top + 1)):
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
    return replace(
        table,
        first=first + _is_numbering(sheet, first),
        units=tuple(units),
        title_year=title_year,
        title_text=title_text,
        column_units=column_units,
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


def _is_numbering(sheet: RawSheet, row: int) -> bool:
    """Whether a row only numbers the columns: 甲, 乙, 1, 2, 3."""
    if row >= sheet.height:
        return False
    texts = [shown(cell).strip() for cell in sheet.row(row) if cell != ""]
    numbers = [text for text in texts if text not in ("甲", "乙", "丙", "丁", "A", "B", "C")]
    if len(numbers) < 3 or not all(text.isdecimal() for text in numbers):
        return False
    return [int(text) for text in numbers] == list(range(int(numbers[0]), int(numbers[0]) + len(numbers)))
