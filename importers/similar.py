"""Heads that are almost a known name: which name is most alike, and whether the likeness is enough to take it."""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz import fuzz, process

from importers.cells import in_stored_unit, typed
from importers.faults import CellFault
from importers.headers import Head
from importers.mapping import Meaning
from importers.raw import Cell, RawSheet
from importers.surroundings import Table
from importers.vocabulary import Vocabulary
from importers.words import words
from registry.domain.indicators import Indicator, Kind, Level

LOOKED_AT = 200  # rows whose cells must fit
SHORTEST = 3  # names of fewer signs are alike by chance


def most_alike(head: Head, vocabulary: Vocabulary) -> tuple[str, str, float] | None:
    """The reading and the known name that are most alike, with their likeness from 0 to 1; None below the limit."""
    limit = words().suggest_from * 100
    known = [word for word, meaning in vocabulary.names.items() if meaning.code and len(word) >= SHORTEST]
    best: tuple[str, str, float] | None = None
    for name in head.names:
        found = process.extractOne(name, known, scorer=fuzz.ratio, score_cutoff=limit)
        if found and (best is None or found[1] / 100 > best[2]):
            best = (name, found[0], found[1] / 100)
    return best


def similar_columns(
    sheet: RawSheet, table: Table, vocabulary: Vocabulary
) -> tuple[dict[int, Meaning], dict[int, Meaning]]:
    """The unknown columns that are taken for what they resemble, and those for which it is only offered, by position."""
    taken, offered = {}, {}
    for position, (head, meaning) in enumerate(zip(table.heads, table.meanings, strict=True)):
        alike = most_alike(head, vocabulary) if meaning is None else None
        if alike is None:
            continue
        name, known, likeness = alike
        code = vocabulary.names[known].code or ""
        offered[position] = Meaning("similar", code, likeness)
        cells = sheet.columns[position][table.first : table.first + LOOKED_AT]
        unit = table.heads[position].unit or table.column_units.get(position)
        fits = unit is None or in_stored_unit(1.0, unit, vocabulary.indicators[code]) is not None
        fits = fits and _is_of(head, vocabulary.indicators[code]) and _holds(cells, vocabulary.indicators[code])
        if fits and likeness >= words().take_from and says_the_same(name, known):
            taken[position] = offered.pop(position)
    return taken, offered


def says_the_same(name: str, known: str) -> bool:
    """Whether both have the same signs of those that tell one indicator from another: 一, 二, 增, 减, 内, 外 …"""
    signs = words().telling_signs
    return sorted(sign for sign in name if sign in signs) == sorted(sign for sign in known if sign in signs)


def _is_of(head: Head, indicator: Indicator) -> bool:
    """Whether the level fits: only figures of a year stand under a year."""
    return indicator.level is Level.ANNUAL or (head.year is None and head.offset is None)


def _holds(cells: Sequence[Cell], indicator: Indicator) -> bool:
    """Whether all cells can be values of the indicator; a number is no text."""
    if indicator.kind in (Kind.TEXT, Kind.PERSONAL) and any(not isinstance(cell, str) for cell in cells):
        return False
    return not any(isinstance(typed(cell, indicator, None), CellFault) for cell in set(cells))
