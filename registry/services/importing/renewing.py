"""Which title each new one continues: the latest of the same firm and tier that lasts until the day before it begins."""

from __future__ import annotations

import polars as pl
from sqlmodel import Session

from registry.services.importing.stored import stored_titles


def renewals(session: Session, new: pl.DataFrame) -> pl.DataFrame:
    """`id` of new titles (key, firm_id, tier, valid_from) that were just written, and `renews`; the others are left out."""
    if new.is_empty():
        return pl.DataFrame(schema={"id": pl.Int64, "renews": pl.Int64})
    dated = new.filter(pl.col("valid_from").is_not_null()).select(
        pl.col("key").alias("id"), "firm_id", "tier", pl.col("valid_from").alias("begins")
    )
    stored = stored_titles(session, dated["firm_id"].unique().to_list()).filter(pl.col("revoked_on").is_null())
    earlier = stored.select(pl.col("id").alias("renews"), "firm_id", "tier", "valid_from", "valid_to")
    lasts = pl.col("valid_to").is_null() | (pl.col("valid_to") >= pl.col("begins").dt.offset_by("-1d"))
    joined = dated.join(earlier, on=["firm_id", "tier"]).filter((pl.col("valid_from") < pl.col("begins")) & lasts)
    latest = joined.sort("valid_from", descending=True).unique("id", keep="first", maintain_order=True)
    return latest.select("id", "renews")
