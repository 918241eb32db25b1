"""Tables that stand side by side under one header row, the same heads written again: each becomes a table of its own."""

from __future__ import annotations

from dataclasses import replace

from importers.headers import Head, normal
from importers.raw import Cell, RawSheet
from importers.signatures import distinct_keys, signature_of
from importers.surroundings import Table
from importers.vocabulary import Vocabulary

KEYS = ("credit_code", "name")


def side_by_side(sheet: RawSheet, table: Table, vocabulary: Vocabulary) -> list[tuple[RawSheet, Table]]:
    """The tables of a header from left to right, each in a sheet where the others are blank; mostly there is only one.

    Heads that merely repeat a firm's name or code are no second table: all heads must repeat, over other cells.
    """
    starts = _starts(table)
    ends = [*starts[1:], len(table.headers)]
    parts = [{*range(start, end), *table.marked} for start, end in zip(starts, ends, strict=True)]
    heads = [_heads(table, part) for part in parts]
    alike = all(one == heads[0] for one in heads) and len(heads[0]) > 1
    if len(parts) < 2 or not alike or not _differ(sheet, table, starts):
        return [(sheet, table)]
    return [(_only(sheet, part), _part(table, part, vocabulary)) for part in parts]


def _heads(table: Table, part: set[int]) -> list[str]:
    own = sorted(part - set(table.marked))
    return [normal(table.headers[column]) for column in own if table.headers[column]]


def _starts(table: Table) -> list[int]:
    """Where a table may begin: at each column that means what the first column with a meaning does."""
    known = [column for column, meaning in enumerate(table.meanings) if meaning and meaning.reason != "status"]
    codes = {meaning.code for meaning in table.meanings if meaning}
    if not known or not codes & set(KEYS):
        return [0]
    first = table.meanings[known[0]]
    return [column for column in known if table.meanings[column] == first]


def _differ(sheet: RawSheet, table: Table, starts: list[int]) -> bool:
    first, *others = (sheet.columns[start][table.first :] for start in starts)
    return all(other != first and any(cell != "" for cell in other) for other in others)


def _only(sheet: RawSheet, part: set[int]) -> RawSheet:
    blank: list[Cell] = [""] * sheet.height
    columns = [cells if column in part else blank for column, cells in enumerate(sheet.columns)]
    return replace(sheet, columns=columns)


def _part(table: Table, part: set[int], vocabulary: Vocabulary) -> Table:
    """The table with nothing in the columns of the others."""
    inside = [column in part for column in range(len(table.headers))]
    heads = tuple(head if is_in else Head(()) for head, is_in in zip(table.heads, inside, strict=True))
    keys = distinct_keys(head.key for head in heads)
    signature = signature_of(keys)
    return replace(
        table,
        headers=tuple(header if is_in else "" for header, is_in in zip(table.headers, inside, strict=True)),
        heads=heads,
        keys=keys,
        signature=signature,
        meanings=tuple(
            meaning if is_in else None
            for meaning, is_in in zip(vocabulary.meanings(heads, keys, signature), inside, strict=True)
        ),
        column_units={column: unit for column, unit in table.column_units.items() if column in part},
    )
