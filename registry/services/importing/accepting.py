"""Which rows of a file the registry takes: those whose firm is known or can be made, in scope, at odds with no other row."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl
from sqlmodel import Session

from importers.reading import Readout
from registry.catalogue.reader import Catalogue
from registry.domain.access import Person
from registry.domain.indicators import Indicators
from registry.services.importing.belonging import at_home, leaving_out, owned
from registry.services.importing.findings import Issue, Places, rows_of
from registry.services.importing.matching import match
from registry.services.importing.refusals import conflicting, nameless, outside, strangers
from registry.services.importing.regions import with_division_codes

Frames = tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]


@dataclass(frozen=True)
class Accepted:
    """Rows with their `firm_id`, below zero where the firm is new; the errors of the others and remarks on these."""

    firms: pl.DataFrame
    figures: pl.DataFrame
    titles: pl.DataFrame
    errors: tuple[Issue, ...]
    remarks: tuple[Issue, ...]

    @property
    def known_firms(self) -> list[int]:
        """The firms that the registry has already."""
        return self.firms.filter(pl.col("firm_id") > 0)["firm_id"].unique().to_list()


def accept(
    session: Session, person: Person, catalogue: Catalogue, readout: Readout, left_out: pl.DataFrame, places: Places
) -> Accepted:
    """Find the firm of each row and refuse those that cannot be taken; `left_out` rows (sheet, row) are not looked at."""
    firms, figures, titles = _remaining((readout.firms, readout.figures, readout.titles), left_out)
    matching = match(session, person, (firms, figures, titles), places)
    firms, remarks = with_division_codes(firms, catalogue.divisions, places)
    firms = at_home(owned(firms, matching.rows, keep_all=True), person)
    frames = firms, owned(figures, matching.rows), owned(titles, matching.rows)
    refused: list[Issue] = [*outside(firms, matching.rows, person, places)]
    frames = _remaining(frames, rows_of(refused))
    torn = [
        *conflicting(frames[0], ["firm_id"], codes_of(frames[0], catalogue.indicators), catalogue, places),
        *conflicting(frames[1], ["firm_id", "year"], codes_of(frames[1], catalogue.indicators), catalogue, places),
    ]
    frames = _remaining(frames, rows_of(torn))
    lost = nameless(frames[0], places)
    frames = _remaining(frames, rows_of(lost))
    strange = strangers(frames[0], places) if readout.is_list else []
    frames = _remaining(frames, rows_of(strange))
    return Accepted(
        *frames, errors=(*matching.findings, *refused, *torn, *lost, *strange), remarks=(*matching.remarks, *remarks)
    )


def codes_of(frame: pl.DataFrame, indicators: Indicators) -> list[str]:
    """The indicators among the columns; those that identify a firm are not compared like values."""
    return [name for name in frame.columns if name in indicators and name not in ("credit_code", "name")]


def _remaining(frames: Frames, rows: pl.DataFrame) -> Frames:
    firms, figures, titles = (leaving_out(frame, rows) for frame in frames)
    return firms, figures, titles
