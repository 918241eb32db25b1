"""What reading a file yields: typed rows, the mapping of every column, all issues."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from importers.issues import ERROR, Issue
from importers.mapping import ColumnMapping
from importers.places import Places


@dataclass(frozen=True)
class SheetReadout:
    """What one visible sheet was taken for; `header_row` is the last header row, from 1, and 0 when there is none."""

    name: str
    kind: str  # firm, figures, titles, mixed or ignored
    header_row: int
    rows_read: int
    columns: tuple[ColumnMapping, ...]
    missing: tuple[str, ...]  # of credit_code, name and year, what the sheet lacks
    merged: int = 0
    header_top: int = 0  # the first header row, from 1
    tables: tuple[tuple[int, int, str], ...] = ()  # header row, last row and heads of every table under one another
    signature: str = (
        ""  # of the table's heads (signatures.py), which its mapping is remembered under; empty without a table
    )
    lines: tuple[
        ColumnMapping, ...
    ] = ()  # where years run across the top: its indicators, the row number as the letter
    first_rows: tuple[tuple[str, ...], ...] = ()  # as they stand, where a person may have to name the header among them


@dataclass(frozen=True)
class Readout:
    """All that a file says. Rows are numbered as in the sheet; null is blank or refused, never zero.

    `cells` has per sheet the cells as they stood there: `row` and a column per column letter that was read, Float64 where
    all are numbers or blank, else texts as a person sees them. `places` says in which column an indicator stands. `is_list`
    says that the file only lists firms which the registry has already.
    """

    sheets: tuple[SheetReadout, ...]
    firms: pl.DataFrame
    figures: pl.DataFrame
    titles: pl.DataFrame
    issues: tuple[Issue, ...]
    rows_read: int
    merged: int
    cells: Mapping[str, pl.DataFrame] = field(default_factory=dict)
    places: Places = field(default_factory=dict)
    is_list: bool = False

    @property
    def rejected(self) -> pl.DataFrame:
        """`sheet`, `row` of every row that may not be stored: one with an error, or of a sheet with an error on row 0."""
        errors = [issue for issue in self.issues if issue.level == ERROR]
        whole = {issue.sheet for issue in errors if issue.row == 0}
        rows = pl.DataFrame(
            list({(issue.sheet, issue.row): None for issue in errors if issue.row}),
            schema={"sheet": pl.String, "row": pl.Int64},
            orient="row",
        )
        everywhere = [
            frame.filter(pl.col("sheet").is_in(whole)).select("sheet", "row")
            for frame in (self.firms, self.figures, self.titles)
        ]
        return pl.concat([rows, *everywhere]).unique(maintain_order=True)
