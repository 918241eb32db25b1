"""One sheet: its table found, its columns typed. The result still has one row per row of the sheet."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import polars as pl

from importers.across import Across, find_years_across
from importers.assignment import Assigned, assign
from importers.issues import INFO, WARNING, Issue
from importers.mapping import ColumnMapping, Vocabulary
from importers.raw import Cell, RawSheet
from importers.stacked import find_tables, others_said
from importers.surroundings import without_status
from importers.tables import is_of_firms, is_transposed
from importers.typedcolumns import cells_of, typed_column
from importers.words import plain, words
from registry.domain.indicators import Level

UNSEEN = {"unseen", "unseen_formulas"}
OF_THE_FILE = {"hidden_sheets", "stray_bytes", "unseen_formulas"}
UNREAD = {"unmapped", "duplicate", "empty", "serial", "status", "unit", "left_out"}


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
    tables: tuple[tuple[int, int, str], ...] = ()
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


def read_sheet(sheet: RawSheet, vocabulary: Vocabulary, today: date, number: int | None = None) -> TypedSheet:
    """The sheet with typed columns and all issues of its cells; without columns when it has no header that can be used."""
    notes = [_of_the_reader(sheet, code, facts) for code, facts in sheet.notes]
    tables = find_tables(sheet, vocabulary)
    table = tables[0].table if tables else None
    if plain(sheet.name) in words().guide_sheets and not (table and is_of_firms(table)):
        return TypedSheet(sheet.name, pl.DataFrame(), issues=[*notes, Issue("guide_sheet", INFO, sheet.name)])
    if is_transposed(sheet, vocabulary, table):
        across = find_years_across(sheet, vocabulary)
        rest = [] if across else [Issue("transposed", WARNING, sheet.name)]
        return TypedSheet(sheet.name, pl.DataFrame(), issues=[*notes, *rest], across=across)
    if number is not None and number > len(tables) > 0:
        return TypedSheet(sheet.name, pl.DataFrame(), issues=[*notes, *others_said(sheet, tables, number)])
    if table is None:
        return TypedSheet(sheet.name, pl.DataFrame(), issues=[*notes, Issue("no_table", WARNING, sheet.name)])
    notes += others_said(sheet, tables, number or 1)
    table, rows = tables[(number or 1) - 1].table, tables[(number or 1) - 1].rows
    sheet = without_status(sheet, table)
    columns, issues = assign(sheet, table, vocabulary)
    typed = TypedSheet(sheet.name, pl.DataFrame(), columns, table.top + 1, table.first, notes + issues + rows.issues)
    typed.tables = tuple(one.outline for one in tables)
    typed.title_year, typed.title_text = table.title_year, table.title_text
    frame = {"row": pl.Series([index + 1 for index in rows.kept], dtype=pl.Int64)}
    for column in columns:
        if column.mapping.reason in UNREAD:
            continue
        cells = cells_of(sheet, table, column, rows.kept)
        if column.indicator is None:
            typed.raw[column.mapping.letter] = cells
        else:
            frame[column.mapping.letter] = typed_column(sheet, column, cells, rows.kept, today, typed.issues)
    typed.frame = pl.DataFrame(frame)
    return typed


def _of_the_reader(sheet: RawSheet, code: str, facts: dict[str, object]) -> Issue:
    level = INFO if code in UNSEEN else WARNING
    return Issue(code, level, "" if code in OF_THE_FILE else sheet.name, facts=facts)
