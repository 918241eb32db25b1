"""The titles of firms as columns: one tier's title field by field, and all of them in one text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

import polars as pl
from sqlalchemy import select
from sqlmodel import Session

from registry.catalogue.reader import Catalogue
from registry.services.layouts.columns import FACT, TITLE
from registry.services.titles import valid_on
from registry.services.wording import Wording
from registry.store.bulk import read_frame_where
from registry.store.titles import TitleRecord

RECORD = TitleRecord.__table__  # type: ignore[attr-defined]
TITLE_FIELDS = ("batch", "number", "document", "recognised_on", "valid_from", "valid_to")


def titles_of(session: Session, firm_ids: list[int], tiers: Sequence[str], day: date) -> Iterator[pl.DataFrame]:
    """A frame per tier with its title that is valid on the day, the latest where there are several; `held` for every firm."""
    held = _valid(session, firm_ids, day, tiers)
    everyone = pl.DataFrame({"firm_id": firm_ids}, schema={"firm_id": pl.Int64})
    for tier in tiers:
        latest = held.filter(pl.col("tier") == tier).unique("firm_id", keep="last", maintain_order=True)
        named = latest.select(
            "firm_id",
            pl.lit(True).alias(f"{TITLE}{tier}:held"),
            *(pl.col(field).alias(f"{TITLE}{tier}:{field}") for field in TITLE_FIELDS),
        )
        joined = everyone.join(named, on="firm_id", how="left", maintain_order="left")
        yield joined.with_columns(pl.col(f"{TITLE}{tier}:held").fill_null(False))


def all_titles(
    session: Session, catalogue: Catalogue, firm_ids: list[int], day: date, wording: Wording
) -> pl.DataFrame:
    """firm_id and the titles valid on the day, each with its years, in one text."""
    names = {code: wording.text(tier.label) for code, tier in catalogue.ladder.items()}
    held = _valid(session, firm_ids, day, list(names))
    start, end = (pl.col(end).dt.strftime("%Y-%m").fill_null("") for end in ("valid_from", "valid_to"))
    span = pl.when(pl.col("valid_from").is_null() & pl.col("valid_to").is_null()).then(pl.lit(""))
    name = pl.col("tier").replace_strict(names, default=None, return_dtype=pl.String)
    text = pl.concat_str(name, span.otherwise(pl.format("（{}—{}）", start, end)))
    told = held.with_columns(text.alias("text"))
    return told.group_by("firm_id", maintain_order=True).agg(pl.col("text").str.join("；").alias(f"{FACT}titles"))


def _valid(session: Session, firm_ids: list[int], day: date, tiers: Sequence[str]) -> pl.DataFrame:
    columns = (RECORD.c.firm_id, RECORD.c.tier, *(RECORD.c[field] for field in TITLE_FIELDS))
    statement = select(*columns).where(valid_on(day), RECORD.c.tier.in_(list(tiers)))
    ordered = statement.order_by(RECORD.c.valid_from.nulls_first(), RECORD.c.id)
    return read_frame_where(session, ordered, RECORD.c.firm_id, firm_ids)
