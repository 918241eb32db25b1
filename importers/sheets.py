"""One sheet: its table found, its columns typed. The result still has one row per row of the sheet."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

import polars as pl

from importers.across import Across, find_years_across
from importers.assignment import Assigned, assign
from importers.columns import parse_column
from importers.faults import CellFault
from importers.issues import ERROR, INFO, WARNING, Issue
from importers.keys import parse_codes
from importers.mapping import ColumnMapping, Vocabulary
from importers.numeric import Column
from importers.raw import Cell, RawSheet, shown
from importers.rows import data_rows
from importers.surroundings import Table, without_status
from importers.tables import find_table, is_transposed
from registry.domain.indicators import Level

OF_THE_FILE = {"hidden_sheets", "stray_bytes"}
UNREAD = {"unmapped", "duplicate", "empty", "serial", "status", "unit", "left_out"}
MILD = {"old_registration_number", "check_digit", "choice_left_out"}


@dataclass
class TypedSheet:
    """A sheet's rows as a frame: `row` (the sheet's own number), and one column per assigned column, named by letter."""

    name: str
    frame: pl.DataFrame
    columns: list[Assigned] = field(default_factory=list)
    header_top: int = 0
    header_row: int = 0
    issues: list[Issue] = field(default_factory=list)
    title_year: int | None = None
    title_text: str = ""
    across: Across | None = None  # set where years run across the top: turned.py reads such a sheet
    raw: dict[str, list[Cell]] = field(default_factory=dict)  # cells of columns with a role, by letter

    def letter_of(self, code: str) -> str | None:
        """The column of an indicator code or of a role such as `year` or `title:batch`."""
        for column in self.columns:
            if code == (column.mapping.indicator or column.mapping.reason):
                return column.mapping.letter
        return None

    def mapping(self, letter: str) -> ColumnMapping:
        """The mapping of one column."""
        return next(column.mapping for column in self.columns if column.mapping.letter == letter)

    @property
    def is_dated(self) -> bool:
        """Whether it has figures that belong to a year."""
        return any(column.indicator and column.indicator.level is Level.ANNUAL for column in self.columns)

    @property
    def rows_read(self) -> int:
        """Rows that are firms, repeats included."""
        return self.frame.height


def read_sheet(sheet: RawSheet, vocabulary: Vocabulary, today: date) -> TypedSheet:
    """The sheet with typed columns and all issues of its cells; without columns when it has no header that can be used."""
    notes = [
        Issue(code, WARNING, "" if code in OF_THE_FILE else sheet.name, facts=facts) for code, facts in sheet.notes
    ]
    table = find_table(sheet, vocabulary)
    if is_transposed(sheet, vocabulary, table):
        across = find_years_across(sheet, vocabulary)
        rest = [] if across else [Issue("transposed", WARNING, sheet.name)]
        return TypedSheet(sheet.name, pl.DataFrame(), issues=[*notes, *rest], across=across)
    if table is None:
        return TypedSheet(sheet.name, pl.DataFrame(), issues=[*notes, Issue("no_table", WARNING, sheet.name)])
    sheet = without_status(sheet, table)
    columns, issues = assign(sheet, table, vocabulary)
    rows = data_rows(sheet, table, vocabulary)
    typed = TypedSheet(sheet.name, pl.DataFrame(), columns, table.top + 1, table.first, notes + issues + rows.issues)
    typed.title_year, typed.title_text = table.title_year, table.title_text
    frame = {"row": pl.Series([index + 1 for index in rows.kept], dtype=pl.Int64)}
    for column in columns:
        if column.mapping.reason in UNREAD:
            continue
        cells = _cells(sheet, table, column, rows.kept)
        if column.indicator is None:
            typed.raw[column.mapping.letter] = cells
        else:
            frame[column.mapping.letter] = typed_column(sheet, column, cells, rows.kept, today, typed.issues)
    typed.frame = pl.DataFrame(frame)
    return typed


def _cells(sheet: RawSheet, table: Table, column: Assigned, kept: list[int]) -> list[Cell]:
    """The cells of the data rows; what is merged downwards in a column of the firm itself counts for every row."""
    cells = sheet.columns[column.position]
    if column.indicator is None or column.indicator.level is Level.FIRM:
        areas = [area for area in sheet.merged if area[1] == column.position == area[3] and area[0] >= table.first]
        if areas:
            cells = list(cells)
        for top, _, bottom, _ in areas:
            cells[top : bottom + 1] = [cells[top]] * (bottom + 1 - top)
    if kept and kept[-1] - kept[0] == len(kept) - 1:
        return cells[kept[0] : kept[-1] + 1]
    return [cells[index] for index in kept]


def typed_column(
    sheet: RawSheet, column: Assigned, cells: list[Cell], kept: list[int], today: date, issues: list[Issue]
) -> pl.Series:
    """The typed values; faults become issues at their place."""
    assert column.indicator is not None
    if column.indicator.code == "credit_code":
        codes = parse_codes(cells)
        result = Column(codes.values, codes.faults)
    else:
        percent = _percent(sheet, column.position, kept)
        result = parse_column(cells, column.indicator, column.unit, today, percent)
    blank = Issue("", WARNING, sheet.name, 0, column.mapping.letter, column.mapping.header)
    issues += [
        replace(
            blank, code=code, facts={"unit": column.mapping.unit}, level=INFO if code == "unit_assumed" else WARNING
        )
        for code in result.notes
    ]
    unit = {"unit_name": column.mapping.unit} if column.mapping.unit else {}
    for index, fault in sorted(result.faults, key=lambda item: item[0]):
        issues.append(cell_issue(blank, fault, kept[index] + 1, cells[index], unit))
    return result.values


def cell_issue(blank: Issue, fault: CellFault, row: int, cell: Cell, facts: dict[str, str]) -> Issue:
    """The issue of one refused or remarkable cell."""
    level = WARNING if fault.code in MILD else ERROR
    return replace(
        blank, code=fault.code, level=level, row=row, value=shown(cell).strip(), facts={**facts, **fault.facts}
    )


def _percent(sheet: RawSheet, position: int, kept: list[int]) -> frozenset[int] | None:
    """Positions among the kept rows whose cells are shown as percent; None where formats are not known."""
    if not sheet.knows_formats:
        return None
    rows = sheet.percent.get(position)
    return frozenset(i for i, index in enumerate(kept) if index in rows) if rows else frozenset()
