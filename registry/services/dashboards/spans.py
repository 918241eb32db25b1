"""Spans: how long a firm held a tier without a break, put together from its dated titles."""

from __future__ import annotations

from datetime import date

import polars as pl
from sqlalchemy import ColumnElement, select
from sqlmodel import Session

from registry.store.bulk import read_frame
from registry.store.firms import FirmRecord
from registry.store.titles import TitleRecord

TITLE, FIRM = TitleRecord.__table__, FirmRecord.__table__  # type: ignore[attr-defined]
OPEN, UNKNOWN_START = date(9999, 12, 31), date(1, 1, 1)
FIRM_TIER = ["firm_id", "tier"]


def read_spans(
    session: Session, firms: ColumnElement[bool], day: date, tiers: tuple[str, ...] | None = None
) -> pl.DataFrame:
    """The spans of the firms, of some tiers or of all, as they are on the day; see `spans_of`."""
    columns = ("firm_id", "tier", "recognised_on", "valid_from", "valid_to", "revoked_on")
    statement = select(*(TITLE.c[name] for name in columns)).join_from(TITLE, FIRM).where(firms)
    if tiers is not None:
        statement = statement.where(TITLE.c.tier.in_(tiers))
    return spans_of(read_frame(session, statement), day)


def spans_of(titles: pl.DataFrame, day: date) -> pl.DataFrame:
    """firm_id, tier, began, last (its last day), revoked, again: one row per span that began by the day.

    Titles that meet or overlap make one span; where a day lies between them the firm left and came back (`again`). A start
    that nobody knows is UNKNOWN_START, an open end OPEN. A revoked title ends on the day before it was revoked.
    """
    last = pl.min_horizontal(pl.col("valid_to").fill_null(OPEN), pl.col("revoked_on").dt.offset_by("-1d"))
    dated = titles.select(
        *FIRM_TIER,
        pl.coalesce("valid_from", "recognised_on", pl.lit(UNKNOWN_START)).alias("began"),
        last.alias("last"),
        (pl.col("revoked_on") <= day).fill_null(False).alias("revoked"),
    )
    begun = dated.filter((pl.col("began") <= day) & (pl.col("began") <= pl.col("last"))).sort(
        *FIRM_TIER, "began", "last"
    )
    before = pl.col("last").cum_max().shift(1).over(FIRM_TIER)
    breaks = (pl.col("began").dt.epoch("d") > before.dt.epoch("d") + 1).fill_null(False)
    numbered = begun.with_columns(breaks.cum_sum().over(FIRM_TIER).alias("number"))
    latest = pl.col("revoked").sort_by("last").last()
    spans = numbered.group_by(*FIRM_TIER, "number").agg(pl.col("began").min(), pl.col("last").max(), latest)
    return spans.with_columns((pl.col("number") > 0).alias("again")).drop("number")


def held_on(day: date) -> pl.Expr:
    """On spans: held on the day."""
    return (pl.col("began") <= day) & (pl.col("last") >= day)


def stock_day(year: int, day: date) -> date:
    """The day on which the stock of a year is counted: its last, or the day itself in the year that is not over."""
    return min(date(year, 12, 31), day)


def entered_in(year: int) -> pl.Expr:
    """On spans: began in the year."""
    return pl.col("began").dt.year() == year


def left_in(year: int, day: date) -> pl.Expr:
    """On spans: the first day without the tier lies in the year, and not after the day."""
    return (pl.col("last") < day) & (pl.col("last").dt.offset_by("1d").dt.year() == year)
