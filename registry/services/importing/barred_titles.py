"""New titles of a file that begin while a revocation or a restriction keeps their firm from applying, to be looked at first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl
from sqlmodel import Session

from registry.domain.tiers import Ladder
from registry.services.importing.comparing import PLACE, Comparison
from registry.services.importing.findings import WARNING, Finding, Places
from registry.services.titles.bars import bars_of

BEGUN = ["recognised_on", "valid_from"]


def barred_titles(session: Session, titles: Comparison, ladder: Ladder, places: Places) -> list[Finding]:
    """A warning at each row; nothing is refused, since a list may know more than the register."""
    new = titles.new.filter(pl.col("firm_id") > 0)
    if not new.height:
        return []
    days = [code for code in BEGUN if code in new.columns]
    begun = new.select(*PLACE, "firm_id", "tier", pl.coalesce(*days).alias("day")).drop_nulls("day")
    bars = _bars(session, begun["firm_id"].unique().to_list())
    same_tier = (pl.col("bar_tier") == "") | (pl.col("bar_tier") == pl.col("tier"))
    within = (pl.col("day") >= pl.col("since")) & (pl.col("until").is_null() | (pl.col("day") <= pl.col("until")))
    inside = begun.join(bars, on="firm_id", maintain_order="left").filter(same_tier & within)
    return [
        places.finding(_code(row), row, "name", WARNING, tier=ladder[row["tier"]].label.zh, **_days_and_reason(row))
        for row in inside.unique(PLACE, keep="first", maintain_order=True).iter_rows(named=True)
    ]


def _code(row: Mapping[str, Any]) -> str:
    if row["is_revocation"]:
        return "barred_title"
    return "restricted_title" if row["until"] is not None else "restricted_title_open"


def _days_and_reason(row: Mapping[str, Any]) -> dict[str, Any]:
    told = {"since": row["since"]} | ({"until": row["until"]} if row["until"] is not None else {})
    return told if row["is_revocation"] else told | {"reason": row["reason"]}


def _bars(session: Session, firm_ids: list[int]) -> pl.DataFrame:
    kinds = {"firm_id": pl.Int64, "bar_tier": pl.String, "since": pl.Date, "until": pl.Date}
    kinds |= {"is_revocation": pl.Boolean, "reason": pl.String}
    rows = [
        (bar.firm_id, bar.tier, bar.since, bar.until, bar.is_revocation, bar.reason)
        for bar in bars_of(session, firm_ids)
    ]
    return pl.DataFrame(rows, schema=kinds, orient="row")
