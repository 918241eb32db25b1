"""Which of the firms that an import made nobody has used since."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
from sqlalchemy import select
from sqlmodel import Session

from registry.services.importing.stored import LOCAL, TITLE, YEARLY
from registry.services.undoing.later_edits import spoken_of
from registry.services.undoing.verdicts import PUT_BACK, REASONS, any_of
from registry.store.bulk import read_frame_where


def unused_firms(
    session: Session,
    firms: pl.DataFrame,
    firm_codes: Sequence[str],
    figures: pl.DataFrame,
    figure_codes: Sequence[str],
    titles: pl.DataFrame,
    written_about: pl.Series,
) -> pl.Series:
    """Ids of firms that were new, stand as they were written, and of which nothing is left but what goes with them."""
    made = firms.filter(~pl.col("exists") & pl.col("reached"))
    ids = made["firm_id"].to_list()
    if not ids:
        return pl.Series("firm_id", [], dtype=pl.Int64)
    used = [
        written_about,
        spoken_of(session, ids),
        made.filter(any_of(firm_codes, *REASONS))["firm_id"],
        figures.filter(any_of(figure_codes, *REASONS))["firm_id"],
        _titles_left(session, titles, ids),
        _years_left(session, figures, ids),
    ]
    return made.filter(~pl.col("firm_id").is_in(pl.concat(used).unique().implode()))["firm_id"]


def _titles_left(session: Session, titles: pl.DataFrame, ids: list[int]) -> pl.Series:
    held = read_frame_where(session, select(TITLE.c.firm_id, TITLE.c.id.label("key")), TITLE.c.firm_id, ids)
    return held.join(titles.filter(pl.col("verdict") == PUT_BACK), on="key", how="anti")["firm_id"]


def _years_left(session: Session, figures: pl.DataFrame, ids: list[int]) -> pl.Series:
    """Firms with figures of years that the import did not bring."""
    left = []
    for table in (YEARLY, LOCAL):
        held = read_frame_where(session, select(table.c.firm_id, table.c.year).distinct(), table.c.firm_id, ids)
        left.append(held.filter(pl.col("year") > 0).join(figures, on=["firm_id", "year"], how="anti")["firm_id"])
    return pl.concat(left)
