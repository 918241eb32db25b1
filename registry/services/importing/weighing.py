"""The accepted rows weighed against what is stored: values that count more there are held, the rest is compared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl
from sqlmodel import Session

from registry.domain.indicators import Indicators
from registry.services.importing.accepting import codes_of
from registry.services.importing.comparing import Comparison, beside
from registry.services.importing.naming import FORMER, added_former_names, effective_names
from registry.services.importing.origins import held_cells, origin_changes, without_held
from registry.services.importing.ranking import Ranking
from registry.services.importing.stored import (
    FIRM,
    YEARLY,
    stored_figures,
    stored_former_names,
    stored_titles,
    value_type,
)
from registry.services.importing.title_rows import compare_titles


@dataclass(frozen=True)
class Weighed:
    """What is to be written, the cells that rank below what is stored, and the origins to record; `rows` are the file's
    without what is held, `stored` what they were compared with."""

    comparison: Comparison
    held: pl.DataFrame
    origins: pl.DataFrame
    rows: pl.DataFrame
    stored: pl.DataFrame


def weigh_firms(
    session: Session,
    indicators: Indicators,
    firms: pl.DataFrame,
    stored: pl.DataFrame,
    origins: pl.DataFrame,
    ranking: Ranking,
    *,
    override: bool,
) -> Weighed:
    """The facts of the firms themselves, their names among them."""
    codes = codes_of(firms, indicators)
    former = stored_former_names(session, stored["firm_id"].to_list())
    rows = effective_names(_typed(firms, FIRM, codes, indicators), stored, former)
    rows = added_former_names(rows, stored, former)
    stored = stored.with_columns(pl.lit(None, dtype=pl.String).alias(FORMER))
    return _weighed(rows, stored, ["firm_id"], ["name", *codes], origins, ranking, override)


def weigh_figures(
    session: Session,
    indicators: Indicators,
    figures: pl.DataFrame,
    ids: Sequence[int],
    origins: pl.DataFrame,
    ranking: Ranking,
    *,
    override: bool,
) -> Weighed:
    """The figures of their years."""
    codes = codes_of(figures, indicators)
    rows, stored = _typed(figures, YEARLY, codes, indicators), stored_figures(session, indicators, ids, codes)
    return _weighed(rows, stored, ["firm_id", "year"], codes, origins, ranking, override)


def weigh_titles(session: Session, titles: pl.DataFrame, ids: Sequence[int]) -> Comparison:
    """Titles have no ranks: what is said last counts."""
    return compare_titles(titles, stored_titles(session, ids))


def _weighed(
    rows: pl.DataFrame,
    stored: pl.DataFrame,
    keys: list[str],
    codes: list[str],
    origins: pl.DataFrame,
    ranking: Ranking,
    override: bool,
) -> Weighed:
    both = beside(rows, stored, keys, codes)
    held = held_cells(both, origins, ranking)
    if held.height and not override:
        rows = without_held(rows, held)
        both = beside(rows, stored, keys, codes)
    return Weighed(both.compared(), held, origin_changes(both, origins, ranking), rows, stored)


def _typed(frame: pl.DataFrame, table: object, codes: Sequence[str], indicators: Indicators) -> pl.DataFrame:
    """The values in the types of the store, so that equal is equal."""
    return frame.with_columns(pl.col(code).cast(value_type(table, indicators[code])) for code in codes)
