"""How titles bear on a pool: who may not enter, and who has meanwhile been recognised. Conditions on `pool_member` and `firm`."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlmodel import col

from registry.services.titles import valid_on
from registry.store.firms import FirmRecord
from registry.store.pools import PoolMember
from registry.store.titles import TitleRecord

POOL = PoolMember.__table__  # type: ignore[attr-defined]
FIRM = FirmRecord.__table__  # type: ignore[attr-defined]
TITLE = TitleRecord.__table__  # type: ignore[attr-defined]


def has_title_since(tier: str, entered_on: date, today: date) -> ColumnElement[bool]:
    """On `firm`: a title of the tier that still stands, or did on the day of entry or later."""
    ends, revoked = TITLE.c.valid_to, TITLE.c.revoked_on
    stands = and_(or_(ends.is_(None), ends >= entered_on), or_(revoked.is_(None), revoked > today))
    return FIRM.c.id.in_(select(TITLE.c.firm_id).where(TITLE.c.tier == tier, stands))


def holds_on(day: date) -> ColumnElement[bool]:
    """On `pool_member`: its firm holds a valid title of its tier on the day."""
    return exists(select(TITLE.c.id).where(_of_the_stay(), valid_on(day)))


def recognised_by(today: date) -> ColumnElement[bool]:
    """On `pool_member`: a title of its tier began on the day of entry or later, and not after today; it may have ended since."""
    begins = func.coalesce(TITLE.c.valid_from, TITLE.c.recognised_on)
    since = or_(TITLE.c.valid_from >= POOL.c.entered_on, TITLE.c.recognised_on >= POOL.c.entered_on)
    never = and_(TITLE.c.revoked_on.is_not(None), TITLE.c.revoked_on <= begins)
    return exists(select(TITLE.c.id).where(_of_the_stay(), since, begins <= today, ~never))


def _of_the_stay() -> ColumnElement[bool]:
    return and_(col(TitleRecord.firm_id) == POOL.c.firm_id, col(TitleRecord.tier) == POOL.c.tier)
