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
SPREAD = 10_000_000  # more days than lie between the first and the last that a date can be


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
    numbered = _numbered(begun)
    ends = (_days("last") * 2 + pl.col("revoked").cast(pl.Int64)).max()  # the title that ends last says how it ended
    spans = numbered.group_by("span").agg(
        pl.col("firm_id", "tier", "began").first(),
        pl.col("last").max(),
        (ends % 2 == 1).alias("revoked"),
        ~pl.col("fresh").first(),
    )
    return spans.rename({"fresh": "again"}).drop("span")


def _numbered(begun: pl.DataFrame) -> pl.DataFrame:
    """The sorted titles with the number of their span; `fresh` where a firm and tier begin.

    Window functions over half a million groups take a minute; sorted rows tell the same by looking at the row before. The
    latest day so far is carried in one number with the group, so that a group never sees the days of another.
    """
    fresh = pl.any_horizontal(pl.col(name) != pl.col(name).shift(1) for name in FIRM_TIER).fill_null(True)
    grouped = begun.with_columns(fresh.alias("fresh")).with_columns(
        pl.col("fresh").cum_sum().cast(pl.Int64).alias("group")
    )
    reached = (pl.col("group") * SPREAD + _days("last")).cum_max().shift(1) - pl.col("group") * SPREAD
    breaks = pl.col("fresh") | (_days("began") > reached + 1)
    return grouped.with_columns(breaks.cum_sum().alias("span"))


def _days(name: str) -> pl.Expr:
    return pl.col(name).dt.epoch("d").cast(pl.Int64)


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
