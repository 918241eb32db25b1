"""Which year a figure belongs to: the column's own head, a 年度 column, the sheet's name, the caller, the title line."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import polars as pl

from importers.bounds import data_year_bounds
from importers.dates import read_year
from importers.issues import ERROR, INFO, WARNING, Issue
from importers.lines import year_in
from importers.raw import shown
from importers.sheets import TypedSheet


def add_years(sheet: TypedSheet, *, year: int | None, today: date) -> None:
    """Gives the sheet's frame its `year`: of the row, else of the sheet, else null, with the issues that go with it.

    A text file's sheet is named after the file.
    """
    stated = year_in(sheet.name)
    base = year if stated is None else stated
    if base is None and sheet.title_year is not None and sheet.is_dated:
        base = sheet.title_year
        facts = {"text": sheet.title_text.strip()[:40], "year": base}
        sheet.issues.append(Issue("year_from_title", INFO, sheet.name, facts=facts))
    _leave_out_future_columns(sheet, today)
    if base is not None and sheet.letter_of("year") is None and _is_in_future(base, today) and sheet.is_open:
        sheet.issues.append(Issue("future_sheet", ERROR, sheet.name, facts={"year": base}))
    values = _row_years(sheet, base, today)
    sheet.frame = sheet.frame.with_columns(pl.Series("year", values, dtype=pl.Int64))


def _is_in_future(year: int, today: date) -> bool:
    high = data_year_bounds(today).high
    return high is not None and year > high


def _leave_out_future_columns(sheet: TypedSheet, today: date) -> None:
    """A column whose head names a year that has not been is no more read; that is said, and not what its cells say."""
    for index, column in enumerate(sheet.columns):
        mapping = column.mapping
        if mapping.indicator is None or mapping.year is None or not _is_in_future(mapping.year, today):
            continue
        left_out = replace(mapping, indicator=None, reason="future_year", question="")
        sheet.columns[index] = replace(column, mapping=left_out, indicator=None)
        sheet.issues[:] = [issue for issue in sheet.issues if issue.column != mapping.letter]
        sheet.issues.append(Issue("future_year", WARNING, sheet.name, 0, mapping.letter, mapping.header))


def _row_years(sheet: TypedSheet, base: int | None, today: date) -> list[int | None]:
    letter = sheet.letter_of("year")
    if letter is None:
        return [base] * sheet.frame.height
    bounds = data_year_bounds(today)
    header = sheet.mapping(letter).header
    memo: dict[object, tuple[int | None, str]] = {}
    years: list[int | None] = []
    for row, cell in zip(sheet.frame["row"], sheet.raw[letter], strict=True):
        if cell not in memo:
            memo[cell] = _year(shown(cell), base, bounds.low, bounds.high)
        found, code = memo[cell]
        years.append(found)
        if code:
            text = shown(cell).strip()
            sheet.issues.append(Issue(code, ERROR, sheet.name, row, letter, header, text, {"value": text}))
    return years


def _year(text: str, base: int | None, low: float | None, high: float | None) -> tuple[int | None, str]:
    if not text.strip():
        return base, "" if base is not None else "missing_row_year"
    found = read_year(text)
    if found is None or (low is not None and found < low):
        return None, "not_a_year"
    if high is not None and found > high:
        return None, "year_in_future"
    return found, ""
