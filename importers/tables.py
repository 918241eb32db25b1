"""Where the table of a sheet is: its header rows, the lines above them that matter, and which rows are firms."""

from __future__ import annotations

import re
from dataclasses import replace

from importers.across import MOST_LINES, SEARCHED_COLUMNS, names_down
from importers.answers import Years
from importers.headers import Head, read_head
from importers.raw import Cell, RawSheet, letter, shown
from importers.signatures import distinct_keys, signature_of
from importers.surroundings import Table, with_surroundings
from importers.vocabulary import Vocabulary

SEARCHED_ROWS = 30
DEEPEST = 3
DATA_LIKE = re.compile(r"[-+\d.,:%/]+|.*\d{5}.*", re.DOTALL)
BARE_YEAR = re.compile(r"(19|20)\d{2}")


def find_table(sheet: RawSheet, vocabulary: Vocabulary, start: int = 0) -> Table | None:
    """The first table from row `start` on, counted from 0: the header rows that say most, unless an earlier table of firms
    stands well above them; failing that, the first row that looks like a header; else None.
    """
    found = [
        (score, -depth, -top, table)
        for top in range(start, min(start + SEARCHED_ROWS, sheet.height))
        if _may_begin(sheet, vocabulary, top)
        for depth in range(1, _depth(sheet, top) + 1)
        if (score := _score(table := read_at(sheet, vocabulary, top, depth), vocabulary)) > (0, 0)
    ]
    best = max(found, key=lambda item: item[:3])[3] if found else _structural(sheet, vocabulary, start)
    if best is None:
        return None
    earlier = [item for item in found if item[3].top + DEEPEST < best.top and is_of_firms(item[3])]
    if earlier:
        first = min(item[3].top for item in earlier)
        best = max((item for item in earlier if item[3].top < first + DEEPEST), key=lambda item: item[:3])[3]
    return with_surroundings(sheet, replace(best, start=start))


def table_at(sheet: RawSheet, vocabulary: Vocabulary, head: int) -> Table:
    """The table whose header a person named: it begins with this row, from 1. 0 says that there is none, so that the columns
    are headed by their letters."""
    if not head:
        return _headless(sheet, vocabulary)
    top = min(head, sheet.height) - 1
    tables = [read_at(sheet, vocabulary, top, depth) for depth in range(1, _depth(sheet, top) + 1)]
    best = max(tables, key=lambda table: _score(table, vocabulary))  # of equals the one with the fewest rows
    return with_surroundings(sheet, best)


def _headless(sheet: RawSheet, vocabulary: Vocabulary) -> Table:
    said = [letter(number) if any(cell != "" for cell in cells) else "" for number, cells in enumerate(sheet.columns)]
    heads = tuple(read_head((name,) if name else ()) for name in said)
    keys = distinct_keys(head.key for head in heads)
    signature = signature_of(keys)
    heads = _dated(heads, keys, vocabulary.years(signature))
    meanings = vocabulary.meanings(heads, keys, signature)
    return Table(0, 0, tuple(said), heads, meanings, keys, signature)


def is_of_firms(table: Table) -> bool:
    """Whether a header names firms and something about them."""
    codes = {meaning.code for meaning in table.meanings if meaning and meaning.code}
    return len(codes) >= 2 and bool(codes & {"credit_code", "name"})


def is_transposed(sheet: RawSheet, vocabulary: Vocabulary, table: Table | None) -> bool:
    """Whether one of the first columns names the indicators, so that years or single values stand beside them."""
    if not sheet.columns or sheet.height > MOST_LINES:
        return False
    across = {meaning.code for meaning in table.meanings if meaning and meaning.code} if table else set()
    columns = range(min(SEARCHED_COLUMNS, len(sheet.columns)))
    down = max(names_down(sheet, vocabulary, column) for column in columns)
    return down > 2 * len(across) and (down >= 3 or (down == 2 and not across))


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


def read_at(sheet: RawSheet, vocabulary: Vocabulary, top: int, depth: int = 1, *, known_as: str | None = None) -> Table:
    """The rows from `top` on, taken as a header of `depth` rows, with what is remembered of the table whose signature
    is `known_as`: by default their own.
    """
    levels = [_level(sheet, row, top + depth) for row in range(top, top + depth)]
    parts = [tuple(text for text in column if text) for column in zip(*levels, strict=True)]
    heads = tuple(read_head(part) for part in parts)
    keys = distinct_keys(head.key for head in heads)
    signature = signature_of(keys)
    heads = _dated(heads, keys, vocabulary.years(signature if known_as is None else known_as))
    return Table(
        top=top,
        first=top + depth,
        headers=tuple(" ".join(dict.fromkeys(" ".join(text.split()) for text in part)) for part in parts),
        heads=heads,
        meanings=vocabulary.meanings(heads, keys, signature if known_as is None else known_as),
        keys=keys,
        signature=signature,
    )


def _dated(heads: tuple[Head, ...], keys: tuple[str, ...], years: Years) -> tuple[Head, ...]:
    """The heads with the years that a person gave to some of them."""
    if not years:
        return heads
    return tuple(
        replace(head, year=years[key], offset=None) if key in years else head
        for head, key in zip(heads, keys, strict=True)
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


def _structural(sheet: RawSheet, vocabulary: Vocabulary, start: int) -> Table | None:
    for top in range(start, min(start + SEARCHED_ROWS, sheet.height - 1)):
        cells = [cell for cell in sheet.row(top) if cell != ""]
        distinct = len({cell for cell in cells if isinstance(cell, str)})
        if len(cells) >= 2 and _is_wordy(cells) and distinct >= 0.8 * len(cells) and any(sheet.row(top + 1)):
            return read_at(sheet, vocabulary, top, 1)
    return None
