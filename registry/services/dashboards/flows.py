"""The firms of a flow: who held a tier at the end of a year, came to it, left it, or rose to it, from their spans."""

from __future__ import annotations

from datetime import date

import polars as pl

from registry.domain.tiers import Ladder
from registry.services.dashboards.asked import Behind
from registry.services.dashboards.rises import rises
from registry.services.dashboards.spans import entered_in, held_on, left_in, stock_day


def flow_tiers(ladder: Ladder, asked: Behind) -> tuple[str, ...]:
    """The tiers whose spans have to be read: its own, and of a rise those below."""
    tier = ladder.get(asked.tier)
    return (asked.tier, *(tier.feeders if tier and asked.kind == "rose" else ()))


def in_flow(spans: pl.DataFrame, ladder: Ladder, asked: Behind, day: date) -> pl.DataFrame:
    """The spans that the number counts; of rises those that began."""
    mine = spans.filter(pl.col("tier") == asked.tier)
    match asked.kind:
        case "held":
            return mine.filter(held_on(day))
        case "stock":
            return mine.filter(held_on(stock_day(asked.year, day)))
        case "entered":
            return mine.filter(entered_in(asked.year), _worded(asked.word, "again", pl.col("again")))
        case "left":
            return mine.filter(left_in(asked.year, day), _worded(asked.word, "revoked", pl.col("revoked")))
    risen = rises(spans, ladder).filter(pl.col("tier") == asked.tier, entered_in(asked.year))
    return risen.filter(pl.col("feeder") == asked.word)


def _worded(word: str, yes: str, is_so: pl.Expr) -> pl.Expr:
    if not word:
        return pl.lit(True)
    return is_so if word == yes else ~is_so
