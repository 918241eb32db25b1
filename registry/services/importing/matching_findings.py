"""What the matching of rows with firms says: rows without a firm, firms out of scope, names that stand under another code."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import polars as pl
from sqlalchemy import select
from sqlmodel import Session

from registry.domain.access import Person
from registry.services.importing.findings import ERROR, WARNING, Finding, Places
from registry.services.importing.known_firms import firms_named
from registry.services.importing.stored import FIRM
from registry.services.importing.unsettled import UnsettledName
from registry.store.bulk import read_frame_where


def lost_rows(
    rows: pl.DataFrame, places: Places, person: Person, unsettled: Iterable[UnsettledName]
) -> Iterable[Finding]:
    """An error for each row whose firm is not known, not named or out of scope."""
    offered = {name.key: name for name in unsettled}
    scope = " ".join(part for part in (person.division, person.park) if part)
    lost = pl.col("firm_id").is_null()
    nameless = (pl.col("firm_id") < 0) & ~pl.col("is_named").fill_null(False)
    outside = (pl.col("firm_id") > 0) & (pl.col("within") == 0)
    for row in rows.filter(lost | nameless | outside).iter_rows(named=True):
        if row["firm_id"] is None:
            yield _lost(row, places, offered.get(row["name_key"]))
        elif row["firm_id"] < 0:
            yield places.finding("new_without_name", row, "credit_code", ERROR)
        else:
            yield places.finding("out_of_scope", row, "credit_code" if row["credit_code"] else "name", scope=scope)


def _lost(row: dict[str, Any], places: Places, unsettled: UnsettledName | None) -> Finding:
    if row["is_decided"]:
        return places.finding("name_of_none", row, "name")
    if unsettled is None:
        return places.finding("name_unknown", row, "name")
    if (row["count"] or 0) > 1:
        return places.finding("name_ambiguous", row, "name", count=row["count"])
    offers = "、".join(f"{offer.name}（{offer.credit_code}，{offer.likeness:.0%}）" for offer in unsettled.offers)
    return places.finding("name_similar", row, "name", offers=offers)


def names_of_another_code(session: Session, person: Person, rows: pl.DataFrame, places: Places) -> Iterable[Finding]:
    """New firms whose name a firm in scope has under another code, each said once."""
    new = rows.filter((pl.col("firm_id") < 0) & pl.col("name_key").is_not_null()).unique("firm_id", maintain_order=True)
    held = firms_named(session, person, new["name_key"].unique().to_list()).filter(pl.col("within") == 1)
    if held.is_empty():
        return
    codes = select(FIRM.c.id.label("firm_id"), FIRM.c.credit_code.label("other"))
    held = held.join(read_frame_where(session, codes, FIRM.c.id, held["firm_id"].to_list()), on="firm_id")
    others = held.group_by("name_key").agg("other")
    for row in new.join(others, on="name_key", maintain_order="left").iter_rows(named=True):
        yield places.finding("name_of_another_code", row, "credit_code", WARNING, other="、".join(sorted(row["other"])))
