"""What the sheets of a file came to, and all of it put together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from importers.crosschecks import cross_check
from importers.firms import FIGURE_SCHEMA, FIRM_SCHEMA
from importers.issues import Issue
from importers.places import Places
from importers.readout import Readout, SheetReadout
from importers.titles import TITLE_SCHEMA
from importers.turned import Turned
from registry.domain.indicators import Indicators


@dataclass(frozen=True)
class Part:
    """One sheet; frames are None where it holds none of the kind."""

    readout: SheetReadout
    issues: list[Issue]
    firms: pl.DataFrame | None = None
    figures: pl.DataFrame | None = None
    titles: pl.DataFrame | None = None
    turned: Turned | None = None
    cells: pl.DataFrame | None = None


def together(parts: list[Part], indicators: Indicators, *, is_list: bool = False) -> Readout:
    """The readout of a whole file, with the checks that look across sheets."""
    figures = _concat([part.figures for part in parts], FIGURE_SCHEMA)
    order = {"": -1} | {part.readout.name: index for index, part in enumerate(parts)}
    issues = [issue for part in parts for issue in part.issues]
    places = _places(parts)
    by_row = [part.turned.by_year if part.turned else part.figures for part in parts]
    issues += cross_check(_concat(by_row, FIGURE_SCHEMA), indicators, places)
    return Readout(
        sheets=tuple(part.readout for part in parts),
        firms=_concat([part.firms for part in parts], FIRM_SCHEMA),
        figures=figures,
        titles=_concat([part.titles for part in parts], TITLE_SCHEMA),
        issues=tuple(
            sorted(issues, key=lambda issue: (order[issue.sheet], issue.row, len(issue.column), issue.column))
        ),
        rows_read=sum(part.readout.rows_read for part in parts if part.readout.kind != "ignored"),
        merged=sum(part.readout.merged for part in parts),
        cells={part.readout.name: part.cells for part in parts if part.cells is not None and part.cells.width > 1},
        places=places,
        is_list=is_list,
    )


def _places(parts: list[Part]) -> Places:
    """The column letter of an indicator of a sheet, under its year and, for any other year, under None."""
    places: dict[tuple[str, str, int | None], tuple[str, int]] = {}
    for part in parts:
        places |= part.turned.places if part.turned else {}
        for column in part.readout.columns:
            if column.indicator:
                places.setdefault((part.readout.name, column.indicator, column.year), (column.letter, 0))
                places.setdefault((part.readout.name, column.indicator, None), (column.letter, 0))
    return places


def _concat(frames: list[pl.DataFrame | None], schema: Mapping[str, pl.DataType]) -> pl.DataFrame:
    present = [frame for frame in frames if frame is not None]
    return pl.concat(present, how="diagonal") if present else pl.DataFrame(schema=dict(schema))
