"""What the names in a file change: a new name moves the old one to the former names, an old name changes nothing."""

from __future__ import annotations

import polars as pl

from registry.domain.names import name_key, name_keys
from registry.services.firm_names import split_names

FORMER = "former_names"


def effective_names(rows: pl.DataFrame, stored: pl.DataFrame, former: pl.DataFrame) -> pl.DataFrame:
    """The rows with `name` only where it creates or renames a firm: the first name that the file gives, if it is news.

    Another spelling is no news, neither is a name that the firm is known to have had, nor a name without the firm's code:
    that only says whom the row means.
    """
    keyed = rows.with_columns(name_keys(rows["name"]).alias("key"))
    chosen = (
        keyed.filter(pl.col("name").is_not_null() & pl.col("credit_code").is_not_null())
        .group_by("firm_id", maintain_order=True)
        .agg(pl.col("name").first().alias("chosen"), pl.col("key").first().alias("chosen_key"))
    )
    current = stored.select("firm_id", pl.col("name_key").alias("current_key"))
    known = former.select("firm_id", pl.col("name_key").alias("chosen_key"), pl.lit(True).alias("is_former"))
    chosen = chosen.join(current, on="firm_id", how="left").join(known, on=["firm_id", "chosen_key"], how="left")
    news = pl.col("chosen_key").ne_missing(pl.col("current_key")) & pl.col("is_former").is_null()
    renamed = chosen.filter(news).select("firm_id", "chosen", "chosen_key")
    joined = keyed.join(renamed, on="firm_id", how="left", maintain_order="left")
    is_meant = (pl.col("key") == pl.col("chosen_key")) | (pl.col("firm_id") < 0)
    return joined.with_columns(pl.when(is_meant).then(pl.col("chosen")).alias("name")).drop(
        "key", "chosen", "chosen_key"
    )


def added_former_names(rows: pl.DataFrame, stored: pl.DataFrame, former: pl.DataFrame) -> pl.DataFrame:
    """The rows with `former_names` reduced to those that the registry does not know yet."""
    if FORMER not in rows.columns:
        return rows
    known: dict[int, set[str]] = {}
    for firm_id, key in pl.concat([former, stored.select("firm_id", "name_key")]).iter_rows():
        known.setdefault(firm_id, set()).add(key)
    added = [
        "；".join(name for name in split_names(text) if name_key(name) not in known.get(firm_id, ())) or None
        if text
        else None
        for firm_id, text in rows.select("firm_id", FORMER).iter_rows()
    ]
    return rows.with_columns(pl.Series(FORMER, added, dtype=pl.String))
