"""Where indicators stand down a side and years across the top: which column names them, which columns are years."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from importers.dates import read_date
from importers.headers import Found, normal, read_head
from importers.lines import units_in
from importers.raw import Cell, RawSheet, shown
from importers.surroundings import lines_above
from importers.vocabulary import Vocabulary
from importers.words import Unit, find_unit, plain, words

SEARCHED_ROWS, SEARCHED_COLUMNS, MOST_LINES = 30, 4, 500
ANY_YEAR = re.compile(r"(?:19|20)\d{2}")
FIRM = re.compile(r"[\u4e00-\u9fffA-Za-z()·]{2,}")


@dataclass(frozen=True)
class Across:
    """Such a table; rows and columns are counted from 0. `partial` are columns of a part of a year, left out."""

    top: int
    label: int
    years: Mapping[int, int]
    partial: tuple[int, ...] = ()
    units: tuple[Unit, ...] = ()
    line_units: Mapping[int, Unit] = field(default_factory=dict)


def names_down(sheet: RawSheet, vocabulary: Vocabulary, column: int) -> int:
    """How many different indicators a column names."""
    return len(
        {
            meaning.code
            for cell in sheet.columns[column][:MOST_LINES]
            if isinstance(cell, str) and (meaning := vocabulary.meaning(read_head((cell,)))) and meaning.code
        }
    )


def find_years_across(sheet: RawSheet, vocabulary: Vocabulary) -> Across | None:
    """The years beside the column among the first that names most indicators; None where no year stands there."""
    named = [names_down(sheet, vocabulary, column) for column in range(min(SEARCHED_COLUMNS, len(sheet.columns)))]
    label = named.index(max(named))
    rows = range(min(SEARCHED_ROWS, sheet.height))
    across = {
        row: {c: y for c, cell in enumerate(sheet.row(row)) if c > label and (y := year_of(cell))} for row in rows
    }
    top = max(rows, key=lambda row: len(across[row]))
    years = {column: year for column, year in across[top].items() if year > 0}
    if not years:
        return None
    cells = sheet.row(top)
    units = [unit for text in lines_above(sheet, top) for unit in units_in(text)]
    units += [unit for column in years if (unit := read_head((shown(cells[column]),)).unit)]
    return Across(
        top,
        label,
        years,
        tuple(c for c in range(label + 1, len(cells)) if c not in years and ANY_YEAR.search(shown(cells[c]))),
        tuple(units),
        _line_units(sheet, top, range(label + 1, min(years))),
    )


def year_of(cell: Cell) -> int:
    """The whole year that heads a column, negative for a part of a year, 0 for anything else.

    >>> year_of("2019-12-31"), year_of("2019-06-30"), year_of("2019年度"), year_of(2019.0), year_of("2019年1-6月")
    (2019, -2019, 2019, 2019, 0)
    """
    text = shown(cell).strip()
    day = read_date(text) if re.search(r"\d[-/.年]\d", text) or isinstance(cell, date) else None
    if day:
        return day.year if (day.month, day.day) == (12, 31) else -day.year
    found = Found()
    return found.year or 0 if found.take(normal(text)) == "" else 0


def _line_units(sheet: RawSheet, top: int, columns: range) -> dict[int, Unit]:
    """The units that a column between names and years gives to each line."""
    return {
        row: unit
        for column in columns
        for row in range(top + 1, sheet.height)
        if (unit := find_unit(shown(sheet.columns[column][row]).strip("()（）")))
    }


def firm_in(text: str) -> str | None:
    """The firm that a title or a sheet's name names, by the word that firms' names end with.

    >>> firm_in("编制单位：武汉示例（集团）股份有限公司2024年主要指标"), firm_in("示例高新区2025年度")
    ('武汉示例(集团)股份有限公司', None)
    """
    for run in FIRM.findall(normal(text).replace(":", " ")) if plain(text) else ():
        ends = [run.rfind(word) + len(word) for word in words().firm_endings if word in run]
        if ends and max(ends) > 4:
            return str(run[: max(ends)])
    return None
