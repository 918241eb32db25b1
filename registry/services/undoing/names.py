"""What becomes of the former names that an import added: those of a rename go with it, listed ones stand for themselves."""

from __future__ import annotations

import polars as pl
from sqlalchemy import select
from sqlmodel import Session

from registry.services.importing.naming import FORMER
from registry.services.importing.stored import FORMER as FORMER_NAME
from registry.services.undoing.verdicts import EDITED, PUT_BACK, UNREACHABLE, VERDICT
from registry.store.bulk import read_frame_where

OF_A_NAME = ["firm_id", "name_key"]


def former_names_judged(
    session: Session, added: pl.DataFrame, firms: pl.DataFrame, later: pl.DataFrame
) -> pl.DataFrame:
    """The added names with `verdict`; 0 for those of a rename that is kept."""
    columns = select(FORMER_NAME.c.firm_id, FORMER_NAME.c.name_key)
    held = read_frame_where(session, columns, FORMER_NAME.c.firm_id, added["firm_id"].unique().to_list())
    added = added.join(held.with_columns(found=True), on=OF_A_NAME, how="left", maintain_order="left")
    edited = later.filter(pl.col("code") == FORMER)["firm_id"]
    renamed = (
        firms.filter(pl.col(f"name{VERDICT}") == PUT_BACK)["firm_id"]
        if f"name{VERDICT}" in firms.columns
        else edited.clear()
    )
    listed = (
        pl.when(~pl.col("reached"))
        .then(UNREACHABLE)
        .when(pl.col("found").is_null() | pl.col("firm_id").is_in(edited.implode()))
        .then(EDITED)
        .otherwise(PUT_BACK)
    )
    of_rename = (
        pl.when(pl.col("firm_id").is_in(renamed.implode()) & pl.col("found").is_not_null()).then(PUT_BACK).otherwise(0)
    )
    verdict = pl.when(pl.col("cause") == FORMER).then(listed).otherwise(of_rename)
    return added.with_columns(verdict.cast(pl.UInt8).alias("verdict"))
