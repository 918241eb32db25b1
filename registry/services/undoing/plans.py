"""What taking an import back would do, computed the same for the page that asks and for the undo itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl
from sqlalchemy import select
from sqlmodel import Session

from registry.catalogue.reader import Catalogue
from registry.domain.access import Person
from registry.domain.indicators import Level
from registry.services.importing.before import Written
from registry.services.importing.naming import FORMER
from registry.services.importing.origins import stored_origins
from registry.services.importing.stored import FIRM, YEARLY, stored_figures, stored_firms
from registry.services.undoing.later_edits import later_edits
from registry.services.undoing.names import former_names_judged
from registry.services.undoing.title_verdicts import titles_judged
from registry.services.undoing.usage import unused_firms
from registry.services.undoing.verdicts import IN_USE, PUT_BACK, VERDICT, judged
from registry.store.bulk import read_frame_where
from registry.store.scope import firms_in_scope

IDENTITY = ("name", "division_code", "park")  # what a firm that stays cannot do without


@dataclass(frozen=True)
class UndoPlan:
    """Records with verdicts (see `verdicts`), in the parts of an import; `removed` are the ids of firms that go altogether,
    `origins` those recorded now."""

    written: Written
    firms: pl.DataFrame
    figures: pl.DataFrame
    titles: pl.DataFrame
    former_names: pl.DataFrame
    origins: pl.DataFrame
    removed: pl.Series
    firm_codes: tuple[str, ...]
    figure_codes: tuple[str, ...]


def make_undo_plan(session: Session, person: Person, catalogue: Catalogue, batch_id: int, written: Written) -> UndoPlan:
    """Judge every value that the batch wrote by what is there now and what the journal tells. Writes nothing."""
    indicators = catalogue.indicators
    firm_codes = [code for code in written.firm_codes if code != FORMER and (code in FIRM.c or code in indicators)]
    figure_codes = [code for code in written.figure_codes if code in YEARLY.c or code in indicators]
    ids = _touched(written)
    reached = read_frame_where(
        session, select(FIRM.c.id.label("firm_id")).where(firms_in_scope(person)), FIRM.c.id, ids
    )
    later = later_edits(session, batch_id, _firm_level(catalogue))
    origins = stored_origins(session, ids)
    now = stored_firms(session, indicators, ids, [code for code in firm_codes if code != "name"])
    firms = _of_year_0(_with_reach(written.firms, reached))
    firms = judged(firms, _of_year_0(now), firm_codes, later.cells, origins, written.source)
    figures = judged(
        _with_reach(written.figures, reached),
        stored_figures(session, indicators, ids, figure_codes),
        figure_codes,
        later.cells,
        origins,
        written.source,
    )
    titles = titles_judged(session, _with_reach(written.titles, reached), written.title_codes)
    removed = unused_firms(session, firms, firm_codes, figures, figure_codes, titles, later.firms)
    firms = _keeping_identity(firms, firm_codes, removed)
    former = former_names_judged(session, _with_reach(written.former_names, reached), firms, later.cells)
    return UndoPlan(written, firms, figures, titles, former, origins, removed, tuple(firm_codes), tuple(figure_codes))


def _touched(written: Written) -> list[int]:
    parts = (written.firms, written.figures, written.titles, written.former_names, written.origins)
    return pl.concat([part["firm_id"] for part in parts]).unique().to_list()


def _with_reach(records: pl.DataFrame, reached: pl.DataFrame) -> pl.DataFrame:
    """A firm that is gone and one that left the person's scope are the same to them."""
    return records.with_columns(pl.col("firm_id").is_in(reached["firm_id"].implode()).alias("reached"))


def _of_year_0(records: pl.DataFrame) -> pl.DataFrame:
    return records.with_columns(pl.lit(0, dtype=pl.Int64).alias("year"))


def _keeping_identity(firms: pl.DataFrame, codes: Sequence[str], removed: pl.Series) -> pl.DataFrame:
    """A firm that the import made and that stays keeps its name and place, or nobody would find it any more."""
    stays = ~pl.col("exists") & ~pl.col("firm_id").is_in(removed.implode())
    return firms.with_columns(
        pl.when(stays & (pl.col(code + VERDICT) == PUT_BACK))
        .then(pl.lit(IN_USE, dtype=pl.UInt8))
        .otherwise(code + VERDICT)
        .alias(code + VERDICT)
        for code in IDENTITY
        if code in codes
    )


def _firm_level(catalogue: Catalogue) -> frozenset[str]:
    listed = catalogue.indicators.at_level(Level.FIRM)
    return frozenset({"name", "credit_code", FORMER, *(each.code for each in listed)})
