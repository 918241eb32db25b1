"""Names in a file that mean no firm for certain, each with the firms that it may mean: what a person is to settle."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl
from sqlalchemy import select
from sqlmodel import Session

from registry.services.importing.stored import FIRM
from registry.store.bulk import read_frame_where

WAITING = ("name_similar", "name_ambiguous")  # the findings of rows whose name waits for a person


@dataclass(frozen=True)
class Offer:
    """A firm that a name may mean; `likeness` is a fraction 0–1, 1 where the names are the same."""

    firm_id: int
    name: str
    credit_code: str
    division_code: str | None
    park: str | None
    likeness: float


@dataclass(frozen=True)
class UnsettledName:
    """A name as the file writes it first, the rows (sheet, row) that it stands in, and the firms offered, likest first."""

    key: str
    name: str
    rows: tuple[tuple[str, int], ...]
    offers: tuple[Offer, ...]


def unsettled_names(session: Session, rows: pl.DataFrame, offers: pl.DataFrame) -> tuple[UnsettledName, ...]:
    """The names of `offers` in the order of the file; `rows` are sheet, row, name, name_key."""
    if offers.is_empty():
        return ()
    firms = _firms(session, offers["firm_id"].unique().to_list())
    offered: dict[str, list[Offer]] = {}
    for key, firm_id, likeness in offers.select("name_key", "firm_id", "likeness").iter_rows():
        offered.setdefault(key, []).append(Offer(firm_id, *firms[firm_id], likeness))
    lost = rows.filter(pl.col("name_key").is_in(list(offered)))
    grouped = lost.group_by("name_key", maintain_order=True).agg("name", pl.struct("sheet", "row").alias("rows"))
    return tuple(
        UnsettledName(key, names[0], tuple((at["sheet"], at["row"]) for at in places), tuple(offered[key]))
        for key, names, places in grouped.iter_rows()
    )


def _firms(session: Session, ids: list[int]) -> dict[int, tuple[str, str, str | None, str | None]]:
    columns = FIRM.c["id", "name", "credit_code", "division_code", "park"]
    found = read_frame_where(session, select(*columns), FIRM.c.id, ids)
    return {firm_id: (name, code, division, park) for firm_id, name, code, division, park in found.iter_rows()}
