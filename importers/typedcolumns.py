"""One column of a sheet typed: its cells taken out of the sheet, its faults turned into issues at their place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

import polars as pl

from importers.answers import FRACTION
from importers.assignment import Assigned
from importers.columns import parse_column
from importers.faults import CellFault
from importers.issues import ERROR, INFO, WARNING, Issue
from importers.keys import parse_codes
from importers.numeric import Column
from importers.raw import Cell, RawSheet, shown
from importers.surroundings import Table
from registry.domain.indicators import Level

MILD = {"old_registration_number", "check_digit", "choice_left_out"}


def cells_of(sheet: RawSheet, table: Table, column: Assigned, kept: list[int]) -> Sequence[Cell]:
    """The cells of the data rows; what is merged downwards in a column of the firm itself counts for every row."""
    cells = sheet.columns[column.position]
    if column.indicator is None or column.indicator.level is Level.FIRM:
        areas = [area for area in sheet.merged if area[1] == column.position == area[3] and area[0] >= table.first]
        if areas:
            cells = _filled_down(cells, areas)
    if kept and kept[-1] - kept[0] == len(kept) - 1:
        return cells[kept[0] : kept[-1] + 1]
    cells = list(cells)
    return [cells[index] for index in kept]


def _filled_down(cells: Sequence[Cell], areas: Iterable[tuple[int, int, int, int]]) -> list[Cell]:
    filled = list(cells)
    for top, _, bottom, _ in areas:
        filled[top : bottom + 1] = [filled[top]] * (bottom + 1 - top)
    return filled


def typed_column(
    sheet: RawSheet,
    column: Assigned,
    cells: Sequence[Cell],
    kept: list[int],
    today: date,
    issues: list[Issue],
    raw: pl.Series | None = None,
) -> pl.Series:
    """The typed values; faults become issues at their place. `raw` are the cells as they are kept, for whoever has them."""
    assert column.indicator is not None
    if column.indicator.code == "credit_code":
        codes = parse_codes(cells)
        result = Column(codes.values, codes.faults)
    else:
        percent = percent_rows(sheet, column.position, kept)
        result = parse_column(cells, column.indicator, column.unit, today, percent, told=column.told, raw=raw)
    blank = Issue("", WARNING, sheet.name, 0, column.mapping.letter, column.mapping.header)
    issues += [
        replace(
            blank, code=code, facts={"unit": column.mapping.unit}, level=INFO if code == "unit_assumed" else WARNING
        )
        for code in result.notes
    ]
    named = column.mapping.unit and column.mapping.unit != FRACTION
    unit = {"unit_name": column.mapping.unit} if named else {}
    for index, fault in sorted(result.faults, key=lambda item: item[0]):
        issues.append(cell_issue(blank, fault, kept[index] + 1, cells[index], unit))
    return result.values


def cell_issue(blank: Issue, fault: CellFault, row: int, cell: Cell, facts: dict[str, str]) -> Issue:
    """The issue of one refused or remarkable cell."""
    level = WARNING if fault.code in MILD else ERROR
    return replace(
        blank, code=fault.code, level=level, row=row, value=shown(cell).strip(), facts={**facts, **fault.facts}
    )


def percent_rows(sheet: RawSheet, position: int, kept: list[int]) -> frozenset[int] | None:
    """Positions among the kept rows whose cells are shown as percent; None where formats are not known."""
    if not sheet.knows_formats:
        return None
    rows = sheet.percent.get(position)
    return frozenset(i for i, index in enumerate(kept) if index in rows) if rows else frozenset()
