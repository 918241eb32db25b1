"""The stages of the funnel 培育 → 认定 → 升规 → 上市, each as a condition on one stay: counts and lists ask the same sentence."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ColumnElement, and_, case, exists, extract, select

from registry.services.pools.standing_titles import FIRM, POOL, recognised_by
from registry.store.figures import YearlyFigures

FIGURES = YearlyFigures.__table__  # type: ignore[attr-defined]
ENTERED, RECOGNISED, LISTED, UNLISTED, LISTING_UNKNOWN = (
    "entered",
    "recognised",
    "listed",
    "unlisted",
    "listing_unknown",
)
ROSE, BELOW, ABOVE_BEFORE, SCALE_UNKNOWN = "rose", "below", "above_before", "scale_unknown"
STAGES = (
    ENTERED, RECOGNISED, ROSE, BELOW, ABOVE_BEFORE, SCALE_UNKNOWN, LISTED, UNLISTED, LISTING_UNKNOWN,
)  # fmt: skip


def in_stage(stage: str, today: date) -> ColumnElement[bool]:
    """On `pool_member` joined with `firm`: whether the stay counts for the stage; every stay counts as entered."""
    if stage == RECOGNISED:
        return recognised_by(today)
    if stage in (ROSE, BELOW, ABOVE_BEFORE, SCALE_UNKNOWN):
        return scale_since_entry() == stage
    if stage in (LISTED, UNLISTED, LISTING_UNKNOWN):
        return listing_now() == stage
    return and_(True)


def scale_since_entry() -> ColumnElement[str]:
    """What became of 规上: `above_before` where the year before the entry was above already, `rose` where it was below and a later
    year is above, `below` where the later years that are known are not, `scale_unknown` where either side is not known."""
    before = _year_before_entry()
    of_the_firm = FIGURES.c.firm_id == POOL.c.firm_id
    at_entry = (
        select(FIGURES.c.is_above_scale).where(of_the_firm, FIGURES.c.year == before).correlate(POOL).scalar_subquery()
    )
    later = select(FIGURES.c.year).where(of_the_firm, FIGURES.c.year > before)
    rose = exists(later.where(FIGURES.c.is_above_scale.is_(True)).correlate(POOL))
    known = exists(later.where(FIGURES.c.is_above_scale.is_(False)).correlate(POOL))
    return case(
        (at_entry.is_(True), ABOVE_BEFORE),
        (and_(at_entry.is_(False), rose), ROSE),
        (and_(at_entry.is_(False), known), BELOW),
        else_=SCALE_UNKNOWN,
    )


def listing_now() -> ColumnElement[str]:
    """Whether the firm is listed today; the registry does not know the day of a listing."""
    listed = FIRM.c.is_listed
    return case((listed.is_(True), LISTED), (listed.is_(False), UNLISTED), else_=LISTING_UNKNOWN)


def _year_before_entry() -> ColumnElement[int]:
    """The last complete year on the day of entry."""
    return extract("year", POOL.c.entered_on) - 1
