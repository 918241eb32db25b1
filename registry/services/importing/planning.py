"""The plan of an import: what every row of a file would do to the registry, computed the same for preview and commit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import polars as pl
from sqlmodel import Session

from importers.reading import Readout
from registry.catalogue.reader import Catalogue
from registry.domain.access import Person
from registry.services.importing.accepting import accept, codes_of
from registry.services.importing.barred_titles import barred_titles
from registry.services.importing.comparing import CHANGED, NEW, PLACE, UNCHANGED, Comparison
from registry.services.importing.findings import Issue, Places, rows_of
from registry.services.importing.naming import FORMER
from registry.services.importing.origins import stored_origins
from registry.services.importing.ranking import Ranking
from registry.services.importing.stored import stored_firms
from registry.services.importing.stored_jumps import stored_jumps
from registry.services.importing.weighing import weigh_figures, weigh_firms, weigh_titles

__all__ = ["COMPARING", "MATCHING", "PLACE", "Plan", "Watch", "make_plan"]

Watch = Callable[[str, int, int], None]
MATCHING, COMPARING = "matching", "comparing"


@dataclass(frozen=True)
class Plan:
    """What an import does. `rows`: sheet, row, firm_id, credit_code, name, status; `stored` the firms as they are now.

    `held` are the cells (`origins.HELD`; old and new as JSON texts, year 0 the firm itself) whose stored value counts more and
    stays; `overridden` those that are written all the same because that was asked for. `rejected` are rows (sheet, row) that
    are refused or were left out; `origins` what is to be recorded about whose figures the values are.
    """

    source: str
    rows: pl.DataFrame
    firms: Comparison
    figures: Comparison
    titles: Comparison
    stored: pl.DataFrame
    held: pl.DataFrame
    overridden: pl.DataFrame
    origins: pl.DataFrame
    rejected: pl.DataFrame
    merged: int
    read: int
    issues: tuple[Issue, ...]


def make_plan(
    session: Session,
    person: Person,
    catalogue: Catalogue,
    readout: Readout,
    *,
    source: str = "",
    override: bool = False,
    without: pl.DataFrame | None = None,
    watch: Watch | None = None,
) -> Plan:
    """Match, check scope and conflicts, and compare with what is stored. Writes nothing.

    `source` says whose figures they are (by default a ledger's); a stored value that counts more stays unless `override`.
    `without` are rows (sheet, row) to leave out. `watch` is told of each step and ends the planning by raising.
    """
    tell = watch or _unwatched
    tell(MATCHING, 0, readout.rows_read)
    ranking = Ranking(catalogue.sources, source or catalogue.sources.of_door("import").code)
    refused = readout.rejected if without is None else pl.concat([readout.rejected, without.select(PLACE)]).unique()
    places = Places(readout.sheets)
    accepted = accept(session, person, catalogue, readout, refused, places)
    tell(COMPARING, 0, readout.rows_read)
    ids = accepted.known_firms
    codes = [code for code in codes_of(accepted.firms, catalogue.indicators) if code != FORMER]
    stored = stored_firms(session, catalogue.indicators, ids, codes)
    origins = stored_origins(session, ids)
    firms = weigh_firms(session, catalogue.indicators, accepted.firms, stored, origins, ranking, override=override)
    figures = weigh_figures(session, catalogue.indicators, accepted.figures, ids, origins, ranking, override=override)
    titles = weigh_titles(session, accepted.titles, ids)
    tell(COMPARING, readout.rows_read, readout.rows_read)
    leaps = stored_jumps(figures.rows, figures.stored, catalogue.indicators, figures.comparison.codes, readout.sheets)
    barred = barred_titles(session, titles, catalogue.ladder, places)
    rejected = pl.concat([refused, rows_of(accepted.errors)]).unique(maintain_order=True)
    held = pl.concat([firms.held, figures.held])
    return Plan(
        source=ranking.coming,
        rows=_statuses(accepted.firms, (firms.comparison, figures.comparison, titles)),
        firms=firms.comparison,
        figures=figures.comparison,
        titles=titles,
        stored=stored,
        held=held.clear() if override else held,
        overridden=held if override else held.clear(),
        origins=pl.concat([firms.origins, figures.origins]),
        rejected=rejected,
        merged=_merged(readout, rejected),
        read=readout.rows_read,
        issues=(*readout.issues, *accepted.errors, *accepted.remarks, *leaps, *barred),
    )


def _unwatched(step: str, done: int, total: int) -> None:
    pass


def _statuses(firms: pl.DataFrame, comparisons: Sequence[Comparison]) -> pl.DataFrame:
    """One status per row: of a new firm all are new; else a change weighs more than a new year or title."""
    every = pl.concat([comparison.rows.select(*PLACE, "status") for comparison in comparisons])
    if (firms["firm_id"] < 0).all():
        every = every.clear()  # nothing else is asked of new firms
    has = {status: (pl.col("status") == status).any() for status in (NEW, CHANGED)}
    seen = every.group_by(PLACE).agg(has[NEW].alias(NEW), has[CHANGED].alias(CHANGED))
    status = (
        pl.when(pl.col("firm_id") < 0)
        .then(pl.lit(NEW))
        .when(CHANGED)
        .then(pl.lit(CHANGED))
        .when(NEW)
        .then(pl.lit(NEW))
        .otherwise(pl.lit(UNCHANGED))
        .alias("status")
    )
    rows = firms.select(*PLACE, "firm_id", "credit_code", "name").join(
        seen, on=PLACE, how="left", maintain_order="left"
    )
    return rows.with_columns(status).drop(NEW, CHANGED)


def _merged(readout: Readout, rejected: pl.DataFrame) -> int:
    """Rows that went into another row of the same firm, refused ones not counted."""
    merged = rows_of(issue for issue in readout.issues if issue.code == "merged_repeat")
    return merged.join(rejected, on=PLACE, how="anti").height
