"""What becomes of a firm between two verdicts."""

from __future__ import annotations

from enum import StrEnum

import polars as pl

from registry.domain.outcomes import Verdict

RIPE = [Verdict.ELIGIBLE.value, Verdict.REVIEW.value]


class Change(StrEnum):
    """What becomes of a firm. Ripe means eligible, or eligible but for a person's review."""

    GAINED = "gained"  # ripe now, and was not
    LOST = "lost"  # was ripe, and now fails or has no rule
    UNKNOWN = "unknown"  # was known, and now lacks an input
    OTHER = "other"  # verdict or class moved otherwise: nearer, farther, known to fail, review or not
    UNCHANGED = "unchanged"


CHANGES = tuple(change.value for change in Change)


def change_of() -> pl.Expr:
    """The change between the columns before_verdict, before_class and after_verdict, after_class."""
    was, now = pl.col("before_verdict"), pl.col("after_verdict")
    was_ripe, is_ripe = (verdict.is_in(RIPE).fill_null(False) for verdict in (was, now))
    unknown = Verdict.UNDETERMINED.value
    same = was.eq_missing(now) & pl.col("before_class").eq_missing(pl.col("after_class"))
    return (
        pl.when(is_ripe & ~was_ripe)
        .then(pl.lit(Change.GAINED.value))
        .when(now.eq_missing(pl.lit(unknown)) & was.ne_missing(pl.lit(unknown)))
        .then(pl.lit(Change.UNKNOWN.value))
        .when(was_ripe & ~is_ripe)
        .then(pl.lit(Change.LOST.value))
        .when(same)
        .then(pl.lit(Change.UNCHANGED.value))
        .otherwise(pl.lit(Change.OTHER.value))
    )
