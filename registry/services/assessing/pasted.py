"""Lines copied out of somebody's table: a name and its value, perhaps a unit and a year, or a column per year."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from importers.cells import CellFault, parse_cell
from importers.headers import Head, read_head
from importers.issues import ERROR, INFO, Issue
from importers.raw import letter
from importers.vocabulary import Vocabulary
from importers.words import find_unit
from registry.domain.indicators import Indicator, Indicators, Kind, Level

MOST_LINES, MOST_CELLS = 400, 60
YEAR = re.compile(r"^((?:19|20)\d{2})(?:年度?|年末|年底)?$")
CUTS = re.compile(r"\t|[:：]\s*|,(?!\d{3})|\s{2,}")
Values = dict[tuple[str, int | None], Any]


@dataclass
class Found:
    """Typed values by indicator and year, and what could not be understood, by line."""

    values: Values = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)


@dataclass(frozen=True)
class Reader:
    """What lines are read with; `data_year` is meant where a line says no year."""

    vocabulary: Vocabulary
    data_year: int
    today: date

    def indicator(self, head: Head) -> Indicator | None:
        """The indicator that a name means, if any."""
        found = self.vocabulary.indicator(self.vocabulary.meaning(head))
        return found if found is not None and found.kind is not Kind.PERSONAL else None


def cut(text: str) -> list[list[str]]:
    """The cells of each line, the lines as they were counted by whoever copied them."""
    lines = text.replace("\r\n", "\n").split("\n")[:MOST_LINES]
    return [
        [cell.strip() for cell in (line.split("\t") if "\t" in line else CUTS.split(line))][:MOST_CELLS]
        for line in lines
    ]


def is_table(lines: Sequence[Sequence[str]], indicators: Indicators) -> bool:
    """Whether firms stand in rows below a head of names, as in a ledger, and not names down the side."""
    vocabulary = Vocabulary(indicators)
    return any(
        sum(vocabulary.indicator(vocabulary.meaning(read_head((cell,)))) is not None for cell in line if cell) >= 2
        for line in lines[:6]
    )


def read_lines(lines: Sequence[Sequence[str]], reader: Reader) -> Found:
    """What the lines say. A line with year columns above it gives a value per year, another one the value of its year."""
    found, years = Found(), dict[int, int]()
    for row, cells in enumerate(lines, 1):
        named = _year_columns(cells)
        if len(named) > 1 or (
            named and reader.indicator(read_head((cells[0],))) is None and not _has_value(cells, named)
        ):
            years = named
        elif any(cells):
            _read_line(row, cells, years, reader, found)
    return found


def _year_columns(cells: Sequence[str]) -> dict[int, int]:
    matches = {position: YEAR.match(cell) for position, cell in enumerate(cells)}
    return {position: int(match[1]) for position, match in matches.items() if match}


def _has_value(cells: Sequence[str], years: dict[int, int]) -> bool:
    return any(
        cell and position not in years and any(sign.isdigit() for sign in cell)
        for position, cell in enumerate(cells[1:], 1)
    )


def _read_line(row: int, cells: Sequence[str], years: dict[int, int], reader: Reader, found: Found) -> None:
    head = read_head((cells[0],))
    indicator = reader.indicator(head)
    if indicator is None:
        if any(cells[1:]):
            found.issues.append(Issue("unmapped_column", INFO, "", row, "A", cells[0] or "—", cells[0]))
        return
    unit = head.unit.name if head.unit else next((cell for cell in cells[1:] if _is_unit(cell)), indicator.unit)
    for position, year in _places(cells, years, head, indicator, reader.data_year):
        value = parse_cell(cells[position], indicator, unit or None, reader.today)
        if isinstance(value, CellFault):
            facts = {"unit_name": indicator.unit, **value.facts}
            issue = Issue(value.code, ERROR, "", row, letter(position), indicator.label.zh, cells[position], facts)
            found.issues.append(issue)
        elif value is not None:
            found.values[indicator.code, year] = value


def _places(
    cells: Sequence[str], years: dict[int, int], head: Head, indicator: Indicator, data_year: int
) -> Iterator[tuple[int, int | None]]:
    """Positions of the line's values, each with its year (None for a fact of the firm itself)."""
    plain = [position for position, cell in enumerate(cells) if position and cell and not _is_unit(cell)]
    if indicator.level is Level.FIRM:
        yield from ((position, None) for position in plain[:1])
    elif years:
        yield from ((position, years[position]) for position in plain if position in years)
    else:
        own = _year_columns(cells) if len(plain) > 1 else {}
        said = next(iter(own.values()), None) or head.year or data_year + (head.offset or 0)
        yield from ((position, said) for position in plain if position not in own)


def _is_unit(cell: str) -> bool:
    return not any(sign.isdigit() for sign in cell) and find_unit(cell) is not None
