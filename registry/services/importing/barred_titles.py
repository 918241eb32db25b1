"""New titles of a file that begin while a revocation still keeps their firm from applying: to be looked at before they go in."""

from __future__ import annotations

import polars as pl
from sqlmodel import Session, col, select

from registry.domain.tiers import Ladder
from registry.services.importing.comparing import PLACE, Comparison
from registry.services.importing.findings import WARNING, Finding, Places
from registry.store.membership import is_one_of
from registry.store.titles import TitleRecord

BEGUN = ["recognised_on", "valid_from"]


def barred_titles(session: Session, titles: Comparison, ladder: Ladder, places: Places) -> list[Finding]:
    """A warning at each row; nothing is refused, since a list may know more than the register."""
    new = titles.new.filter(pl.col("firm_id") > 0)
    if not new.height:
        return []
    days = [code for code in BEGUN if code in new.columns]
    begun = new.select(*PLACE, "firm_id", "tier", pl.coalesce(*days).alias("day")).drop_nulls("day")
    bars = _bars(session, begun["firm_id"].unique().to_list())
    inside = begun.join(bars, on=["firm_id", "tier"]).filter(pl.col("day").is_between("since", "until"))
    return [
        places.finding(
            "barred_title",
            row,
            "name",
            WARNING,
            tier=ladder[row["tier"]].label.zh,
            since=row["since"],
            until=row["until"],
        )
        for row in inside.unique(PLACE, keep="first", maintain_order=True).iter_rows(named=True)
    ]


def _bars(session: Session, firm_ids: list[int]) -> pl.DataFrame:
    columns = (TitleRecord.firm_id, TitleRecord.tier, TitleRecord.revoked_on, TitleRecord.barred_until)
    wanted = is_one_of(session, col(TitleRecord.firm_id), firm_ids), col(TitleRecord.barred_until).is_not(None)
    kinds = {"firm_id": pl.Int64, "tier": pl.String, "since": pl.Date, "until": pl.Date}
    return pl.DataFrame(
        [tuple(row) for row in session.exec(select(*columns).where(*wanted))], schema=kinds, orient="row"
    )
