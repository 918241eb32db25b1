"""Figures of a file that leap from the stored ones of the year before or after: a slip of the unit, most often."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import polars as pl

from importers.issues import Issue
from importers.jumps import jumps
from importers.places import Places
from importers.readout import SheetReadout
from registry.domain.indicators import Indicators
from registry.services.importing.column_places import column_for


def stored_jumps(
    figures: pl.DataFrame,
    stored: pl.DataFrame,
    indicators: Indicators,
    codes: Sequence[str],
    sheets: Iterable[SheetReadout],
) -> list[Issue]:
    """A warning with both readings for each, at its cell; `figures` and `stored` have firm_id, year and the codes."""
    years = figures["year"].unique()
    if not stored.filter(
        (pl.col("year") - 1).is_in(years.implode()) | (pl.col("year") + 1).is_in(years.implode())
    ).height:
        return []
    by_name = {sheet.name: sheet for sheet in sheets}
    heads = {(sheet.name, column.letter): column.header for sheet in by_name.values() for column in sheet.columns}
    found = jumps(figures, stored, indicators, _places(figures, codes, by_name))
    return [replace(issue, header=heads.get((issue.sheet, issue.column), "")) for issue in found]


def _places(figures: pl.DataFrame, codes: Sequence[str], sheets: dict[str, SheetReadout]) -> Places:
    """The column of each code and year of each sheet."""
    told = figures.group_by("sheet").agg(pl.col("year").unique())
    found = {
        (name, code, year): column_for(sheets[name], code, year, years)
        for name, years in told.iter_rows()
        if name in sheets
        for year in years
        for code in codes
    }
    return {place: (column.letter, 0) for place, column in found.items() if column is not None}
