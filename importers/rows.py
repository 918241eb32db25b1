"""Which rows under a header are firms: blank rows, totals, notes and repeated headers are set apart and said."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

import polars as pl

from importers.across import firm_in
from importers.issues import INFO, Issue
from importers.lines import same
from importers.raw import Cell, RawSheet, shown
from importers.surroundings import Table, lines_above
from importers.tables import DATA_LIKE, read_at
from importers.vocabulary import Vocabulary
from importers.words import plain, words

MOST_TITLES = 3  # lines above a further header
MANY = 500  # rows, from which on their cells are looked up in lists
SHORTEST, ODD = 6, "[:：]"  # a key is longer than that and has no colon; else it may be a note


@dataclass
class Rows:
    """The data rows of a table, counted from 0, and what was said about the others."""

    kept: list[int]
    issues: list[Issue] = field(default_factory=list)
    further: int | None = None  # where another table begins, its title lines included


def data_rows(sheet: RawSheet, table: Table, vocabulary: Vocabulary) -> Rows:
    """All rows that hold a firm, or at least something that is not plainly anything else."""
    keys = [
        column for column, meaning in enumerate(table.meanings) if meaning and meaning.code in ("credit_code", "name")
    ]
    rows = Rows([])
    suspects = set(_suspects(sheet, table, keys))
    if len(suspects) > MANY:
        sheet = replace(sheet, columns=[list(column) for column in sheet.columns])
    for index in range(table.first, sheet.height):
        if index not in suspects:
            rows.kept.append(index)
            continue
        cells = sheet.row(index)
        filled = [cell for cell in cells if cell != "" and shown(cell).strip()]
        if not filled:
            continue
        code, value = _sort(cells, filled, table, vocabulary, sheet, index)
        if code == "skipped_header":
            titles = _titles(sheet, table, keys, index)
            if titles < index and _said(sheet, titles, index) != _said(sheet, table.start, table.top):
                code = "further_table"  # the same heads under another title are about another year or place
            rows.kept = [row for row in rows.kept if row < titles]
        if code == "further_table":
            begin = _titles(sheet, table, keys, index)
            kept = [row for row in rows.kept if row < begin]
            return Rows(kept, [issue for issue in rows.issues if issue.row <= begin], begin)
        if code:
            rows.issues.append(Issue(code, INFO, sheet.name, index + 1, value=value))
        else:
            rows.kept.append(index)
    return rows


def _titles(sheet: RawSheet, table: Table, keys: list[int], header: int) -> int:
    """Where the lines begin that belong to a further header: up to a blank row, or as far as they are plainly no firms."""
    begin = header
    while begin > table.first and header - begin < MOST_TITLES:
        cells = [cell for cell in sheet.row(begin - 1) if cell != ""]
        if not cells or not _is_title(sheet, begin - 1, cells, keys):
            break
        begin -= 1
    return begin


def _is_title(sheet: RawSheet, row: int, cells: list[Cell], keys: list[int]) -> bool:
    """Whether a row may be a line above a header: texts only, and none of them the key of a firm."""
    if not keys:
        return len(cells) == 1 or (row > 0 and all(cell == "" for cell in sheet.row(row - 1)))
    named = [cell for key in keys if (cell := sheet.columns[key][row]) != ""]
    if any(len(cells) > 1 or firm_in(shown(cell)) for cell in named):
        return False
    return all(isinstance(cell, str) and not DATA_LIKE.fullmatch(cell.strip()) for cell in cells)


def _said(sheet: RawSheet, first: int, last: int) -> list[str]:
    texts = [plain(text) for text in lines_above(sheet, last, first)]
    return [text for text in texts if not words().note.match(text)]


def _suspects(sheet: RawSheet, table: Table, keys: list[int]) -> Iterable[int]:
    """Rows without a plausible key: only these are looked at cell by cell."""
    if not keys:
        return range(table.first, sheet.height)
    columns = [_texts(sheet.columns[key][table.first :]) for key in keys]
    above = max(0, table.first - 1)
    heads = {table.headers[key] for key in keys}
    heads |= {shown(sheet.columns[key][above]) for key in keys} if table.first else set()
    key = pl.select(
        pl.coalesce(pl.select(pl.when(texts != "").then(texts)).to_series() for texts in columns)
    ).to_series()
    odd = key.is_null() | key.is_in(heads) | (key.str.len_chars() <= SHORTEST) | key.str.contains(ODD)
    odd |= key.str.contains(f"^(?:{words().note.pattern})")
    return [table.first + index for index in odd.arg_true()]


def _texts(cells: Sequence[Cell]) -> pl.Series:
    cells = list(cells)
    is_plain = set(map(type, cells)) <= {str}
    return pl.Series(cells if is_plain else [shown(cell) for cell in cells], dtype=pl.String)


def _sort(
    cells: list[Cell], filled: list[Cell], table: Table, vocabulary: Vocabulary, sheet: RawSheet, index: int
) -> tuple[str, str]:
    """Why a row is no firm, and the text that shows it; an empty code when it may be one."""
    first = shown(filled[0]).strip()
    word = plain(first)
    texts = [plain(shown(cell)) for cell in filled[:3]]
    if any(text.strip(":()") in words().totals for text in texts):
        return "skipped_total", next(text for text in texts if text.strip(":()") in words().totals)
    if word.strip(":()") in words().examples:
        return "skipped_example", first
    if len(filled) <= 2 and words().note.match(word):
        return "skipped_note", first[:30]
    marked = table.marked  # a repeated header has no head for the columns of an earlier check
    if same([shown(cell) for cell in cells], ["" if i in marked else head for i, head in enumerate(table.headers)]):
        return "skipped_header", ""
    if len(filled) >= 2 and all(isinstance(cell, str) for cell in filled):
        other = read_at(sheet, vocabulary, index, known_as=table.signature)
        if other.known >= 2 and other.known * 2 > len(filled):
            expected = tuple(None if i in marked else meaning for i, meaning in enumerate(table.meanings))
            return ("skipped_header", "") if other.meanings == expected else ("further_table", first)
    return "", ""
