"""Rises: firms that came to a tier for the first time, and from which tier below."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import polars as pl

from registry.domain.tiers import Ladder

BEFORE = timedelta(365)  # a title of the calendar year ends before the next step is announced
NO_FEEDER = "-"


def rises(spans: pl.DataFrame, ladder: Ladder) -> pl.DataFrame:
    """firm_id, tier, began, feeder: a row per feeder that the firm held on the day or within a year before; NO_FEEDER for none.

    A firm that held two feeders counts under each; a span whose start is unknown is no rise.
    """
    first = spans.filter(~pl.col("again") & (pl.col("began").dt.year() > 1)).select("firm_id", "tier", "began")
    risen = pl.concat([_of_tier(spans, first, *step) for step in _steps(ladder)] or [_nobody(first)])
    targets = [tier for tier, _ in _steps(ladder)]
    elsewhere = first.filter(pl.col("tier").is_in(targets)).join(risen, on=["firm_id", "tier"], how="anti")
    return pl.concat([risen, elsewhere.with_columns(pl.lit(NO_FEEDER).alias("feeder"))])


def _steps(ladder: Ladder) -> Iterator[tuple[str, str]]:
    return ((code, feeder) for code, tier in ladder.items() for feeder in tier.feeders)


def _of_tier(spans: pl.DataFrame, first: pl.DataFrame, tier: str, feeder: str) -> pl.DataFrame:
    lower = spans.filter(pl.col("tier") == feeder).select("firm_id", since="began", until="last")
    met = first.filter(pl.col("tier") == tier).join(lower, on="firm_id")
    held = (pl.col("since") < pl.col("began")) & (pl.col("until") >= pl.col("began") - BEFORE)
    named = pl.lit(feeder).alias("feeder")
    return met.filter(held).unique(["firm_id", "tier"]).select("firm_id", "tier", "began", named)


def _nobody(first: pl.DataFrame) -> pl.DataFrame:
    return first.clear().with_columns(pl.lit("").alias("feeder"))
