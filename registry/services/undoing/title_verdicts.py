"""What becomes of the titles that an import wrote."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
from sqlalchemy import select
from sqlmodel import Session

from registry.services.importing.comparing import differs
from registry.services.importing.stored import TITLE
from registry.services.undoing.tables import meaning
from registry.services.undoing.verdicts import EDITED, NOW, PUT_BACK, UNREACHABLE, VERDICT
from registry.store.bulk import read_frame_where

OF_A_TITLE = ["firm_id", "key"]
LATER = [
    "revoked_on",
    "revoke_reason",
    "barred_until",
]  # what an import never writes, so that it is an edit where it is there


def titles_judged(session: Session, titles: pl.DataFrame, codes: Sequence[str]) -> pl.DataFrame:
    """The titles with what is there now and `verdict`: one for the whole of a new title, else one by code as elsewhere."""
    current = read_frame_where(session, select(TITLE), TITLE.c.id, titles["key"].to_list())
    current = current.select(
        "firm_id", pl.col("id").alias("key"), *LATER, *(pl.col(code).alias(code + NOW) for code in codes), found=True
    )
    current = current.with_columns(meant=pl.col("key").is_in(_meant(session, titles).implode()))
    titles = titles.join(current, on=OF_A_TITLE, how="left", maintain_order="left")
    reached = pl.col("reached") & pl.col("found").fill_null(False)
    other = {code: pl.col(code).ne_missing(pl.col(code + NOW)) for code in codes}
    by_code = [
        _verdict(reached, differs(code) & pl.col("exists") & pl.col(code).is_not_null(), other[code]).alias(
            code + VERDICT
        )
        for code in codes
    ]
    touched = pl.any_horizontal(pl.col("meant"), pl.col(LATER).is_not_null(), *other.values())
    return titles.with_columns(*by_code, _verdict(reached, ~pl.col("exists"), touched).alias("verdict"))


def _meant(session: Session, titles: pl.DataFrame) -> pl.Series:
    """The titles that a round's result means, or a title that renews them and is not itself of this import."""
    keys = titles["key"].to_list()
    found = [read_frame_where(session, select(column.label("key")), column, keys)["key"] for column in meaning(TITLE)]
    renewing = read_frame_where(session, select(TITLE.c.id, TITLE.c.renews), TITLE.c.renews, keys)
    renewing = renewing.filter(~pl.col("id").is_in(titles["key"].implode()))
    return pl.concat([titles["key"].clear(), *found, renewing["renews"]])


def _verdict(reached: pl.Expr, is_written: pl.Expr, is_edited: pl.Expr) -> pl.Expr:
    verdict = pl.when(~is_written).then(0).when(~reached).then(UNREACHABLE).when(is_edited).then(EDITED)
    return verdict.otherwise(PUT_BACK).cast(pl.UInt8)
