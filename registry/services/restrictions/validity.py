"""When a restriction holds and for which tiers, in one place: for a row in hand and as a condition on the table."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, or_
from sqlmodel import col

from registry.domain.texts import mark
from registry.store.restrictions import Restriction

HOLDS, LATER, ENDED, LIFTED = "holds", "later", "ended", "lifted"
STATES = {HOLDS: mark("限制中"), LATER: mark("尚未开始"), ENDED: mark("已期满"), LIFTED: mark("已解除")}


def state_of(first_on: date, last_on: date | None, lifted_on: date | None, today: date) -> str:
    """What a restriction is on the day.

    >>> first, lifted = date(2026, 1, 1), date(2026, 3, 1)
    >>> state_of(first, None, None, first), state_of(first, None, lifted, lifted)
    ('holds', 'lifted')
    """
    if lifted_on is not None and lifted_on <= today:
        return LIFTED
    if last_on is not None and last_on < today:
        return ENDED
    return LATER if first_on > today else HOLDS


def in_state(state: str, today: date) -> ColumnElement[bool]:
    """On `restriction`: those that are what `state_of` says."""
    lifted = col(Restriction.lifted_on) <= today
    stands = or_(col(Restriction.lifted_on).is_(None), col(Restriction.lifted_on) > today)
    ended = col(Restriction.last_on) < today
    lasts = or_(col(Restriction.last_on).is_(None), col(Restriction.last_on) >= today)
    begun, later = col(Restriction.first_on) <= today, col(Restriction.first_on) > today
    ways = {
        HOLDS: and_(stands, lasts, begun),
        LATER: and_(stands, lasts, later),
        ENDED: and_(stands, ended),
        LIFTED: lifted,
    }
    return ways[state]


def covers(tier: str) -> ColumnElement[bool]:
    """On `restriction`: those of the tier, or of every tier."""
    return or_(col(Restriction.tiers) == "", col(Restriction.tiers).contains(f",{tier},", autoescape=True))


def last_day(row: Restriction | Row[Any]) -> date | None:
    """The last day on which it holds, None where it is open: lifted on a day, it held until the day before."""
    lifted = row.lifted_on - timedelta(days=1) if row.lifted_on is not None else None
    ends = [day for day in (row.last_on, lifted) if day is not None]
    return min(ends) if ends else None


def tier_codes(tiers: str) -> tuple[str, ...]:
    """The tiers that the column names; none means every tier.

    >>> tier_codes(",hnte,srdi_sme,"), tier_codes("")
    (('hnte', 'srdi_sme'), ())
    """
    return tuple(code for code in tiers.split(",") if code)


def tiers_text(codes: Collection[str]) -> str:
    """The column for these tiers.

    >>> tiers_text(("hnte", "srdi_sme")), tiers_text(())
    (',hnte,srdi_sme,', '')
    """
    return f",{','.join(codes)}," if codes else ""


def share_a_tier(one: Iterable[str], other: Iterable[str]) -> bool:
    """Whether two restrictions speak of a common tier; none means every tier."""
    mine, theirs = set(one), set(other)
    return not mine or not theirs or bool(mine & theirs)
