"""The part of the gaps: which single condition keeps firms from a tier, which unknown condition and which missing figure leave
verdicts open; by the last evaluation, of the firms near a tier and of those far from it."""

from __future__ import annotations

from datetime import date

import polars as pl
from sqlalchemy import ColumnElement
from sqlmodel import Session

from registry.catalogue.reader import Catalogue
from registry.services.dashboards.cells import PLACE, as_cells, no_cells
from registry.services.dashboards.gap_rows import ALONE, LACKING, OPEN, gap_rows
from registry.services.dashboards.kept import Counted
from registry.services.dashboards.places import read_places

KINDS = (ALONE, OPEN, LACKING)


def count_gaps(session: Session, catalogue: Catalogue, firms: ColumnElement[bool], day: date) -> Counted:
    """Every cell of this part, for the firms that the condition names; and the rows that were counted."""
    rows = gap_rows(session, catalogue)
    keys = ["tier", "word", "year", *PLACE]
    placed = rows.join(read_places(session, firms), on="firm_id")
    counted = placed.group_by("kind", *keys).agg(pl.len().alias("number"))
    parts = [as_cells(kind, counted.filter(pl.col("kind") == kind).drop("kind")) for kind in KINDS]
    return Counted(pl.concat([no_cells(), *parts]), rows)


def of_gap(kind: str, tier: str, word: str, year: int) -> pl.Expr:
    """On the rows: those that a cell counts."""
    wanted = (pl.col("kind") == kind) & (pl.col("word") == word) & (pl.col("year") == year)
    return wanted & (pl.col("tier") == tier)
