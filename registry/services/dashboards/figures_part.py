"""The part of the figures: of each indicator how many firms have filled it in a year, and whose value it is."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import polars as pl
from sqlalchemy import ColumnElement, select
from sqlmodel import Session

from registry.catalogue.reader import Catalogue
from registry.domain.sources import VERIFIED
from registry.services.dashboards.cells import PLACE, as_cells, no_cells
from registry.services.dashboards.figure_bits import OF_YEAR, is_set, read_bits
from registry.services.dashboards.figure_codes import bits_of, columns_of, told_codes, years_of
from registry.services.dashboards.kept import Counted
from registry.services.dashboards.places import read_places
from registry.services.origins import origin_of
from registry.store.bulk import read_frame
from registry.store.firms import FirmRecord
from registry.store.origins import ValueOrigin

FIRM, ORIGIN = FirmRecord.__table__, ValueOrigin.__table__  # type: ignore[attr-defined]
FILLED, CHECKED, REPORTED = "filled", "verified", "self"


def count_figures(session: Session, catalogue: Catalogue, firms: ColumnElement[bool], day: date) -> Counted:
    """Every cell of this part: firms, and by indicator and year those with a value, a verified one, one of the firm's own;
    and firm by firm the bits that were counted."""
    places, codes = read_places(session, firms), told_codes(catalogue, day)
    bits = read_bits(session, catalogue, firms, day)
    every = as_cells("firms", places.group_by(PLACE).agg(pl.len().alias("number")))
    told = bits.join(places, on="firm_id").join(_origins(session, firms, day), on=OF_YEAR, how="left")
    grouped = told.group_by("year", *PLACE, "sources", *columns_of(codes)).agg(pl.len().alias("number"))
    return Counted(pl.concat([no_cells(), every, *_cells(catalogue, grouped, codes)]), bits)


def _origins(session: Session, firms: ColumnElement[bool], day: date) -> pl.DataFrame:
    wanted = select(ORIGIN.c.firm_id, ORIGIN.c.year, ORIGIN.c.sources).join_from(ORIGIN, FIRM)
    return read_frame(session, wanted.where(ORIGIN.c.year.in_(years_of(day)), firms))


def _cells(catalogue: Catalogue, grouped: pl.DataFrame, codes: list[str]) -> Iterator[pl.DataFrame]:
    yield _counted(FILLED, grouped, codes)
    whose = _whose(catalogue, grouped["sources"].unique().to_list(), codes)
    for kind in (CHECKED, REPORTED):
        masks = whose.select("sources", *(pl.col(f"{kind}:{name}").alias(f"mask:{name}") for name in columns_of(codes)))
        masked = grouped.join(masks, on="sources", nulls_equal=True)
        yield _counted(
            kind, masked.with_columns(pl.col(name) & pl.col(f"mask:{name}") for name in columns_of(codes)), codes
        )


def _counted(kind: str, grouped: pl.DataFrame, codes: list[str]) -> pl.DataFrame:
    """By year, place and indicator the number of firms whose bit is set."""
    sums = [(is_set(*place) * pl.col("number")).sum().alias(code) for code, place in bits_of(codes).items()]
    wide = grouped.group_by("year", *PLACE).agg(sums)
    long = wide.unpivot(codes, index=["year", *PLACE], variable_name="word", value_name="number")
    return as_cells(kind, long.filter(pl.col("number") > 0))


def _whose(catalogue: Catalogue, sources: Sequence[str | None], codes: list[str]) -> pl.DataFrame:
    """For each text of sources that occurs: the bits of the values that somebody verified, and of those of the firm itself."""
    own = catalogue.sources.of_door("firm").code
    rows = []
    for text in sources:
        held: dict[str, Any] = json.loads(text) if text else {}
        row: dict[str, Any] = {f"{kind}:{name}": 0 for kind in (CHECKED, REPORTED) for name in columns_of(codes)}
        for code, (column, bit) in bits_of(codes).items() if held else ():
            origin = origin_of(held, code) or ""
            kind = CHECKED if origin.endswith(VERIFIED) else REPORTED if origin == own else None
            if kind:
                row[f"{kind}:{column}"] |= bit
        rows.append({"sources": text, **row})
    names = [f"{kind}:{name}" for kind in (CHECKED, REPORTED) for name in columns_of(codes)]
    return pl.DataFrame(rows, schema={"sources": pl.String, **dict.fromkeys(names, pl.Int64)})
