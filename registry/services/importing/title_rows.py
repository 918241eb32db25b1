"""Titles of a file beside those stored: the same tier with the same number or start is the same title, anything else is new."""

from __future__ import annotations

import polars as pl

from registry.services.importing.comparing import Comparison, compare

FIELDS = ("batch", "number", "document", "recognised_on", "valid_from", "valid_to", "recognised_as")
OF_A_TIER = ["firm_id", "tier"]
NAMED = "recognised_as"  # kept of a title that is new: how another list spells it later is no change


def compare_titles(rows: pl.DataFrame, stored: pl.DataFrame) -> Comparison:
    """Compare title rows (sheet, row, firm_id, tier and fields); `key` of a record is the stored id, or below zero if new."""
    known = _identified(rows, stored)
    held = stored.rename({"id": "key"}).select("key", *FIELDS)
    return compare(known, held, ["key"], FIELDS)


def _identified(rows: pl.DataFrame, stored: pl.DataFrame) -> pl.DataFrame:
    by_number = _first(stored.filter(pl.col("number").is_not_null()), "number", "by_number")
    by_start = _first(stored, "valid_from", "by_start")
    latest = stored.group_by(OF_A_TIER, maintain_order=True).agg(pl.col("id").first().alias("latest"))
    joined = (
        rows.join(by_number, on=[*OF_A_TIER, "number"], how="left", maintain_order="left")
        .join(by_start, on=[*OF_A_TIER, "valid_from"], how="left", nulls_equal=True, maintain_order="left")
        .join(latest, on=OF_A_TIER, how="left", maintain_order="left")
    )
    undated = pl.col("number").is_null() & pl.col("valid_from").is_null()
    same = pl.coalesce("by_number", "by_start", pl.when(undated).then(pl.col("latest")))
    named = pl.when(same.is_null()).then(NAMED) if NAMED in rows.columns else pl.lit(None, dtype=pl.String)
    new = -1 - pl.struct(*OF_A_TIER, "number", "valid_from").rank("dense").cast(pl.Int64)
    return joined.with_columns(pl.coalesce(same, new).alias("key"), named.alias(NAMED)).drop(
        "by_number", "by_start", "latest"
    )


def _first(stored: pl.DataFrame, field: str, name: str) -> pl.DataFrame:
    return stored.group_by(*OF_A_TIER, field, maintain_order=True).agg(pl.col("id").first().alias(name))
