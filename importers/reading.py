"""A file in, typed rows and issues out: the one door of this package for whole files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl

from importers.answers import Choices, Units, Years
from importers.errors import NoHeaderFound
from importers.firms import figure_rows, firm_rows, key_issues, year_issue
from importers.issues import WARNING, Issue
from importers.limits import Limits
from importers.listed import ListedTitle
from importers.mapping import ColumnMapping
from importers.parts import Part, together
from importers.process import read_sheets
from importers.progress import Progress, Watch
from importers.raw import RawSheet, first_rows
from importers.readout import Readout, SheetReadout
from importers.repeats import add_keys, settle_repeats
from importers.sheets import TypedSheet, read_sheet
from importers.tables import SEARCHED_ROWS
from importers.titles import has_titles, title_rows
from importers.turned import read_turned
from importers.vocabulary import Vocabulary
from importers.years import add_years
from registry.domain.indicators import Indicators
from registry.domain.tiers import Ladder

__all__ = ["ColumnMapping", "Issue", "Limits", "Readout", "SheetReadout", "read_file"]


def read_file(
    content: bytes | Path,
    filename: str,
    *,
    indicators: Indicators,
    ladder: Ladder,
    today: date,
    sheet: str | None = None,
    year: int | None = None,
    firm: str | None = None,
    table: int | None = None,
    limits: Limits | None = None,
    remembered: Choices | Callable[[str], Choices] | None = None,
    learned: Mapping[str, str] | None = None,
    units: Units | Callable[[str], Units] | None = None,
    usual_units: Units | Callable[[str], Units] | None = None,
    years: Years | Callable[[str], Years] | None = None,
    heads: Mapping[str, int] | None = None,
    ask_head: bool = False,
    listed: ListedTitle | None = None,
    watch: Watch | None = None,
) -> Readout:
    """Reads every visible sheet, or the one named. `year` is the data year where the file itself says none, `firm`
    the credit code or name of the firm for tables of one firm's years that name none, `table` the number of the table
    to read where several stand under one another (from 1, the first unless said; SheetReadout.tables lists them).

    `remembered` says what the columns of a table are, by their keys (ColumnMapping.key): indicator codes, roles
    (mapping.roles) or None to leave a column out; `units` in which unit they stand, "1" for ratios written as fractions;
    `usual_units` speak only where the file names no unit. All three may be asked by the signature of the table. `learned`
    are heads that mean an indicator in any table. `years` say which years columns belong to, whatever their heads say.
    `heads` are the header rows that a person named, from 1, by sheet, that under "" for all others; 0 says that the columns have
    no heads. With `ask_head` the first rows of every sheet come along, and a file without a header is no UnusableFile.
    `listed` is what a list of recognised firms says for all of its rows; such a file is nothing but that list.
    `watch` hears how far the reading is (progress.STEPS); what it raises ends the reading.
    Raises a kind of UnusableFile when the file cannot be read as tables; everything else is an issue.
    """
    progress = Progress(watch)
    progress.begin("open")
    raw = read_sheets(content, filename, sheet=sheet, limits=limits or Limits(), tell=progress.tell)
    vocabulary = Vocabulary(indicators, remembered, learned, units, usual_units, years)
    heads = heads or {}
    progress.begin("columns", sum(len(one.columns) for one in raw))
    first = [first_rows(one) for one in raw]
    parts = []
    for number, one in enumerate(raw):
        typed = read_sheet(one, vocabulary, today, table, progress.advance, heads.get(one.name, heads.get("")))
        raw[number] = RawSheet(one.name, [])  # millions of cells that nobody needs any more
        if typed.across:
            turned = read_turned(one, typed.across, vocabulary, today, firm)
            parts.append(
                Part(
                    turned.readout,
                    typed.issues + turned.issues,
                    figures=turned.figures,
                    turned=turned,
                    cells=turned.cells,
                )
            )
            continue
        if typed.columns:
            add_years(typed, year=year, today=today)
        parts.append(_part(typed, ladder, listed) if typed.columns else _ignored(typed))
    if not ask_head and all(any(issue.code in ("no_table", "guide_sheet") for issue in part.issues) for part in parts):
        raise NoHeaderFound(file=filename, rows=SEARCHED_ROWS)
    if ask_head:
        parts = [
            replace(part, readout=replace(part.readout, first_rows=rows))
            for part, rows in zip(parts, first, strict=True)
        ]
    progress.begin("checks")
    return together(parts, indicators, is_list=listed is not None and not listed.makes_firms)


def _ignored(sheet: TypedSheet) -> Part:
    return Part(SheetReadout(sheet.name, "ignored", 0, 0, (), ()), sheet.issues)


def _part(sheet: TypedSheet, ladder: Ladder, listed: ListedTitle | None) -> Part:
    columns = [column.mapping for column in sheet.columns]
    known = [column for column in columns if column.indicator or column.reason.startswith("title:")]
    if not known:
        facts = {"columns": len(columns), "rows": sheet.rows_read}
        issues = [*sheet.issues, Issue("no_known_column", WARNING, sheet.name, facts=facts)]
        ignored = _readout(sheet, "ignored", sheet.rows_read)
        return Part(ignored, issues)
    rows_read = sheet.rows_read
    add_keys(sheet)
    titled = has_titles(sheet, ladder, listed)
    merged = 0 if titled else settle_repeats(sheet)
    sheet.issues += key_issues(sheet)
    open_year = year_issue(sheet)
    sheet.issues += [open_year] if open_year else []
    titles = title_rows(sheet, ladder, listed) if titled else None
    merged += sheet.frame.height - titles.height if titles is not None else 0
    firms, figures = firm_rows(sheet), figure_rows(sheet)
    missing = [code for code in ("credit_code", "name") if sheet.letter_of(code) is None]
    missing += ["year"] if open_year else []
    kind = _kind(firms, figures, titles)
    readout = _readout(sheet, kind, rows_read, tuple(missing), merged)
    return Part(readout, sheet.issues, firms, figures, titles, cells=sheet.cells)


def _readout(
    sheet: TypedSheet, kind: str, rows_read: int, missing: tuple[str, ...] = (), merged: int = 0
) -> SheetReadout:
    return SheetReadout(
        sheet.name,
        kind,
        sheet.header_row,
        rows_read,
        tuple(column.mapping for column in sheet.columns),
        missing,
        merged,
        sheet.header_top,
        sheet.tables,
        sheet.signature,
    )


def _kind(firms: pl.DataFrame | None, figures: pl.DataFrame | None, titles: pl.DataFrame | None) -> str:
    kinds = [kind for kind, frame in (("firm", firms), ("figures", figures), ("titles", titles)) if frame is not None]
    return kinds[0] if len(kinds) == 1 else "mixed"
