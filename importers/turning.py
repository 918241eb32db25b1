"""A sheet turned by 90 degrees, so that lines can be read like columns, and what was said about it turned back."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from importers.across import Across
from importers.headers import read_head
from importers.issues import Issue
from importers.raw import RawSheet, column_of, letter, shown
from importers.rawcells import raw_column
from importers.signatures import distinct_keys, signature_of
from importers.surroundings import Table
from importers.typedcolumns import percent_rows
from importers.vocabulary import Vocabulary


def turn(sheet: RawSheet, across: Across, vocabulary: Vocabulary) -> tuple[RawSheet, Table]:
    """The sheet with rows and columns exchanged, and its lines as the columns of a table."""
    rows = [sheet.row(index) for index in range(sheet.height)]
    percent: dict[int, set[int]] = {}
    for column, shares in sheet.percent.items():
        for row in shares:
            percent.setdefault(row, set()).add(column)
    turned = RawSheet(
        sheet.name,
        rows,
        percent={row: frozenset(columns) for row, columns in percent.items()},
        knows_formats=sheet.knows_formats,
    )
    labels = [shown(row[across.label]).strip() if index > across.top else "" for index, row in enumerate(rows)]
    heads = tuple(read_head((label,)) for label in labels)
    keys = distinct_keys(head.key for head in heads)
    signature = signature_of(keys)
    meanings = tuple(
        meaning if head.names else None
        for head, meaning in zip(heads, vocabulary.meanings(heads, keys, signature), strict=True)
    )
    table = Table(across.label, min(across.years), tuple(labels), heads, meanings, keys, signature, across.units)
    return turned, replace(table, column_units=dict(across.line_units))


def cells_of_lines(sheet: RawSheet, rows: list[int], columns: list[int]) -> pl.DataFrame:
    """The cells of some lines, counted from 0, as they stand there: a row per line."""
    frame = {"row": pl.Series([row + 1 for row in rows], dtype=pl.Int64)}
    for column in columns:
        cells = [sheet.columns[column][row] for row in rows]
        frame[letter(column)] = raw_column(cells, percent_rows(sheet, column, rows))
    return pl.DataFrame(frame)


def turned_back(issue: Issue) -> Issue:
    """What was said about the turned sheet, at its place in the sheet itself."""
    place = {"row": column_of(issue.column) + 1, "column": letter(issue.row - 1) if issue.row else ""}
    if issue.code == "duplicate_column":
        facts = {**issue.facts, "other": column_of(str(issue.facts["other"])) + 1}
        issue = replace(issue, code="duplicate_line", facts=facts)
    return replace(issue, **place)  # type: ignore[arg-type]
