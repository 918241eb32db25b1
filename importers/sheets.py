"""One sheet: its table found, its columns typed. The result still has one row per row of the sheet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date

import polars as pl

from importers.across import Across, find_years_across
from importers.assignment import Assigned, assign
from importers.issues import INFO, WARNING, Issue
from importers.mapping import ColumnMapping
from importers.raw import Cell, RawSheet
from importers.rawcells import raw_column
from importers.stacked import Found, find_tables, named_table, others_said
from importers.surroundings import Table, without_status
from importers.tables import is_of_firms, is_transposed
from importers.typedcolumns import cells_of, percent_rows, typed_column
from importers.vocabulary import Vocabulary
from importers.words import plain, words
from registry.domain.indicators import Kind, Level

UNSEEN = {"unseen", "unseen_formulas"}
OF_THE_FILE = {"hidden_sheets", "stray_bytes", "unseen_formulas"}
NUMBERS = (Kind.AMOUNT, Kind.NUMBER, Kind.COUNT)
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
    cells: pl.DataFrame = field(default_factory=pl.DataFrame)  # of all columns that are read, as they stood there
    signature: str = ""

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
    def is_open(self) -> bool:
        """Whether it has figures whose own column names no year."""
        annual = [column for column in self.columns if column.indicator and column.indicator.level is Level.ANNUAL]
        return any(column.mapping.year is None for column in annual)

    @property
    def rows_read(self) -> int:
        """Rows that are firms, repeats included."""
        return self.frame.height


def read_sheet(
    sheet: RawSheet,
    vocabulary: Vocabulary,
    today: date,
    number: int | None,
    advance: Callable[[], None],
    head: int | None = None,
) -> TypedSheet:
    """The sheet with typed columns and all issues of its cells; without columns when it has no header that can be used.

    `head` is the row, from 1, that a person named as its header, 0 for none; nothing is searched for then.
    """
    notes = [_of_the_reader(sheet, code, facts) for code, facts in sheet.notes]
    if head is not None:
        return _read_table(sheet, named_table(sheet, vocabulary, head), 1, vocabulary, today, notes, advance)
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
    return _read_table(sheet, tables, number or 1, vocabulary, today, notes, advance)


def _read_table(
    sheet: RawSheet,
    tables: list[Found],
    number: int,
    vocabulary: Vocabulary,
    today: date,
    notes: list[Issue],
    advance: Callable[[], None],
) -> TypedSheet:
    """One of the tables of a sheet, counted from 1; the others are named."""
    notes += others_said(sheet, tables, number)
    chosen = tables[number - 1]
    table, rows = chosen.table, chosen.rows
    sheet = without_status(chosen.sheet, table)
    columns, issues = assign(sheet, table, vocabulary)
    typed = TypedSheet(sheet.name, pl.DataFrame(), columns, table.top + 1, table.first, notes + issues + rows.issues)
    typed.tables = tuple(one.outline for one in tables)
    typed.title_year, typed.title_text = table.title_year, table.title_text
    typed.signature = table.signature
    _type_columns(typed, sheet, table, rows.kept, today, advance)
    return typed


def _type_columns(
    typed: TypedSheet, sheet: RawSheet, table: Table, kept: list[int], today: date, advance: Callable[[], None]
) -> None:
    """Types the cells of every column that is read, and keeps them as they stand."""
    numbers = pl.Series([index + 1 for index in kept], dtype=pl.Int64)
    frame, raw = {"row": numbers}, {"row": numbers}
    for index, column in enumerate(typed.columns):
        advance()
        if column.mapping.reason in UNREAD:
            continue
        letter = column.mapping.letter
        cells = cells_of(sheet, table, column, kept)
        if column.indicator is None or column.indicator.kind is not Kind.PERSONAL:
            raw[letter] = raw_column(cells, percent_rows(sheet, column.position, kept))
        if not (column.indicator and column.indicator.kind in NUMBERS and raw[letter].dtype == pl.Float64):
            cells = list(cells)  # the reader's own numbers are never looked at one by one
        if column.indicator is None:
            typed.raw[letter] = list(cells)
        else:
            met = len(typed.issues)
            frame[letter] = typed_column(sheet, column, cells, kept, today, typed.issues, raw.get(letter))
            if any(issue.code == "percent_unclear" for issue in typed.issues[met:]):
                asked = replace(column.mapping, question="mixed_percent")
                typed.columns[index] = replace(column, mapping=asked)
    typed.frame, typed.cells = pl.DataFrame(frame), pl.DataFrame(raw)


def _of_the_reader(sheet: RawSheet, code: str, facts: dict[str, object]) -> Issue:
    level = INFO if code in UNSEEN else WARNING
    return Issue(code, level, "" if code in OF_THE_FILE else sheet.name, facts=facts)
