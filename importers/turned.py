"""The figures of one firm in a table with years across the top: each line is one indicator in all of its years.

The table is read turned by 90 degrees, with the same parsers as any other; rows and columns are turned back in what is said.
A line with an error is refused in all its years, as a row is elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from importers.across import Across, firm_in
from importers.assignment import Assigned, assign
from importers.bounds import data_year_bounds
from importers.codes import FORM, has_right_digit
from importers.firms import FIGURE_SCHEMA
from importers.issues import ERROR, INFO, WARNING, Issue
from importers.mapping import ColumnMapping
from importers.raw import RawSheet, column_of, letter, shown
from importers.readout import SheetReadout
from importers.surroundings import lines_above
from importers.turning import cells_of_lines, turn, turned_back
from importers.typedcolumns import typed_column
from importers.vocabulary import Vocabulary
from registry.domain.indicators import Level


@dataclass(frozen=True)
class Turned:
    """`figures` has a row per line and year; `by_year` the same with a row per year, for checks; `places` their cells."""

    readout: SheetReadout
    figures: pl.DataFrame
    by_year: pl.DataFrame
    places: dict[tuple[str, str, int | None], tuple[str, int]]
    cells: pl.DataFrame
    issues: list[Issue]


def read_turned(sheet: RawSheet, across: Across, vocabulary: Vocabulary, today: date, firm: str | None) -> Turned:
    """Reads such a table. `firm` is the code or name of the firm where the sheet itself does not say it."""
    turned, table = turn(sheet, across, vocabulary)
    columns, issues = assign(turned, table, vocabulary)
    lines = [column for column in columns if column.position > across.top and column.mapping.header]
    issues = [issue for issue in issues if column_of(issue.column) > across.top and issue.header]
    years = {column: year for column, year in across.years.items() if data_year_bounds(today).holds(year)}
    code, name = _firm(sheet, across, lines, firm)
    frames: list[pl.DataFrame] = []
    places: dict[tuple[str, str, int | None], tuple[str, int]] = {}
    for line in lines:
        if line.indicator is None or line.indicator.level is not Level.ANNUAL:
            continue
        cells = [sheet.columns[column][line.position] for column in years]
        values = typed_column(turned, line, cells, list(years), today, issues)
        frames.append(_figures(sheet.name, line, code, name, list(years.values()), values))
        for column, year in years.items():
            places[sheet.name, line.indicator.code, year] = letter(column), line.position + 1
    figures = pl.concat(frames, how="diagonal") if frames else pl.DataFrame(schema=FIGURE_SCHEMA)
    read = len(frames)
    issues = [turned_back(issue) for issue in issues] + _remarks(sheet, across, years, known=bool(code or name))
    missing = tuple(key for key, value in (("credit_code", code), ("name", name)) if value is None)
    readout = SheetReadout(
        sheet.name,
        "figures",
        across.top + 1,
        read,
        _mappings(sheet, across),
        missing,
        header_top=across.top + 1,
        signature=table.signature,
        lines=tuple(replace(line.mapping, letter=str(line.position + 1)) for line in lines),
    )
    return Turned(
        readout,
        figures,
        _by_year(figures),
        places,
        cells_of_lines(sheet, [line.position for line in lines if line.indicator], list(years)),
        issues,
    )


def _firm(sheet: RawSheet, across: Across, lines: list[Assigned], given: str | None) -> tuple[str | None, str | None]:
    """Credit code and name: of a line of the table, else of the lines above it, else the caller's, else the sheet's name."""
    said = {
        line.mapping.indicator: line.mapping.samples[0]
        for line in lines
        if line.mapping.indicator in ("credit_code", "name") and line.mapping.samples
    }
    texts = [said.get("credit_code", ""), *lines_above(sheet, across.top), given or ""]
    code = next((text for part in texts for text in FORM.findall(part.upper()) if has_right_digit(text)), None)
    names = [said.get("name"), *map(firm_in, lines_above(sheet, across.top))]
    names += [given if given and not FORM.fullmatch(given.upper()) else None, firm_in(sheet.name)]
    return code, next((name for name in names if name), None)


def _figures(
    sheet: str, line: Assigned, code: str | None, name: str | None, years: list[int], values: pl.Series
) -> pl.DataFrame:
    assert line.indicator is not None
    frame = pl.DataFrame({"year": pl.Series(years, dtype=pl.Int64), line.indicator.code: values})
    keys = {"sheet": sheet, "row": line.position + 1, "credit_code": code, "name": name}
    frame = frame.with_columns(pl.lit(value, dtype=FIGURE_SCHEMA[key]).alias(key) for key, value in keys.items())
    return frame.filter(pl.col(line.indicator.code).is_not_null()).select(*FIGURE_SCHEMA, line.indicator.code)


def _by_year(figures: pl.DataFrame) -> pl.DataFrame:
    codes = [name for name in figures.columns if name not in FIGURE_SCHEMA]
    grouped = figures.group_by("sheet", "credit_code", "name", "year", maintain_order=True)
    return grouped.agg(pl.lit(0, dtype=pl.Int64).alias("row"), *(pl.col(code).drop_nulls().first() for code in codes))


def _remarks(sheet: RawSheet, across: Across, years: dict[int, int], *, known: bool) -> list[Issue]:
    """What is to be said about columns that are no whole year, and about a firm that nobody names."""
    heads = [shown(cell).strip() for cell in sheet.row(across.top)]
    said = dict.fromkeys(across.partial, ("partial_year", WARNING))
    said |= {column: ("future_year", WARNING) for column in across.years if column not in years}
    others = range(max(across.years), len(heads))
    said |= {c: ("unmapped_column", INFO) for c in others if heads[c] and c not in across.years and c not in said}
    issues = [Issue(code, level, sheet.name, 0, letter(c), heads[c]) for c, (code, level) in sorted(said.items())]
    return issues if known else [*issues, Issue("missing_firm", ERROR, sheet.name)]


def _mappings(sheet: RawSheet, across: Across) -> tuple[ColumnMapping, ...]:
    mappings = []
    for position, head in enumerate(sheet.row(across.top)):
        reason = "names_down" if position == across.label else "year" if position in across.years else "unmapped"
        plain = ColumnMapping(letter(position), shown(head).strip(), None, reason=reason)
        mappings.append(replace(plain, year=across.years.get(position)))
    return tuple(mappings)
