"""A measured impact in numbers: by effect, place and deciding condition, holders at renewal, and the tiers above."""

from __future__ import annotations

from typing import Any

import polars as pl

from registry.services import impact

EFFECTS = ("gained", "lost", "unknown", "other", "unchanged")


def counted(firms: pl.DataFrame, holders: pl.DataFrame, above: pl.DataFrame) -> dict[str, Any]:
    """Everything that the page of an impact counts."""
    effects = dict(firms.group_by("change").len().iter_rows())
    renewal = holders.drop_nulls("renewal").group_by("renewal").len().sort("len", descending=True)
    return {
        "total": firms.height,
        "holds": int(firms["holds"].sum() or 0),
        "effects": {effect: effects.get(effect, 0) for effect in EFFECTS},
        "divisions": _by(firms, "division_code"),
        "parks": _by(firms, "park"),
        "deciding": _deciding(firms),
        "renewal": dict(renewal.rows()),
        "renewal_lost": holders.filter(impact.fails_renewal()).height,
        "tiers": _steps(above),
    }


def _by(firms: pl.DataFrame, column: str) -> list[dict[str, Any]]:
    """Counts of every effect for each value of a column, the most moved first."""
    counts = firms.group_by(column, "change").len().pivot(on="change", index=column, values="len")
    have = [effect for effect in EFFECTS if effect in counts.columns]
    missing = [pl.lit(0).alias(effect) for effect in EFFECTS if effect not in counts.columns]
    full = counts.with_columns(pl.col(have).fill_null(0), *missing)
    moved = pl.col("gained") + pl.col("lost") + pl.col("unknown")
    return full.sort(moved, column, descending=[True, False]).rename({column: "key"}).to_dicts()


def _steps(above: pl.DataFrame) -> list[dict[str, Any]]:
    """Counts for each tier above in the order of the climb, with the titles that move it and those that it loses itself."""
    counted_by = {row["key"]: row for row in _by(above, "tier")} if above.height else {}
    found = []
    for tier in above["tier"].unique(maintain_order=True):
        rows = above.filter(pl.col("tier") == tier)
        because = rows["because"].str.split(",").explode().unique(maintain_order=True).to_list()
        losing = rows.filter(impact.fails_renewal()).height
        found.append(counted_by[tier] | {"because": because, "losing": losing})
    return found


def _deciding(firms: pl.DataFrame) -> list[dict[str, Any]]:
    moved = firms.filter(pl.col("change").is_in(["gained", "lost", "unknown"]) & pl.col("deciding").is_not_null())
    deciders = moved.group_by("change", "deciding").len(name="firms")
    return deciders.sort("firms", "change", "deciding", descending=[True, False, False]).to_dicts()
