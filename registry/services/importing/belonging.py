"""Which firm and place the rows of a file belong to."""

from __future__ import annotations

import polars as pl

from registry.domain.access import Person
from registry.services.importing.comparing import PLACE


def leaving_out(frame: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """The frame without the rows (sheet, row) that are refused or left out."""
    return frame.join(rows, on=PLACE, how="anti", maintain_order="left") if rows.height else frame


def owned(frame: pl.DataFrame, rows: pl.DataFrame, *, keep_all: bool = False) -> pl.DataFrame:
    """The frame's rows with their firm; `keep_all` adds the rows of other frames, which at least name the firm."""
    values = frame.drop("credit_code", "name")
    owners = rows if keep_all else rows.select(*PLACE, "firm_id")
    return owners.join(values, on=PLACE, how="left" if keep_all else "inner", maintain_order="left")


def at_home(firms: pl.DataFrame, person: Person) -> pl.DataFrame:
    """New firms whose row says no division or park belong where the importer does."""
    defaults = {"division_code": person.division.ljust(6, "0") if person.division else "", "park": person.park}
    for code, value in defaults.items():
        if not value:
            continue
        if code not in firms.columns:
            firms = firms.with_columns(pl.lit(None, dtype=pl.String).alias(code))
        is_open = (pl.col("firm_id") < 0) & pl.col(code).is_null().all().over("firm_id")
        firms = firms.with_columns(pl.when(is_open).then(pl.lit(value)).otherwise(pl.col(code)).alias(code))
    return firms
