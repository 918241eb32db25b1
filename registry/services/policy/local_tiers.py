"""The tiers that offices added, as part of the ladder."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, select
from sqlmodel import Session

from registry.domain.indicators import Text
from registry.domain.tiers import Tier, Validity
from registry.services.remembering import remembered_by_readers
from registry.store.database import rows_of
from registry.store.policy import LocalTier

TIER = LocalTier.__table__  # type: ignore[attr-defined]
BY_CODE = select(TIER).order_by(TIER.c.code)


def local_tiers(session: Session) -> tuple[Tier, ...]:
    """The tiers that offices added."""
    return remembered_by_readers(
        session, "local tiers", lambda: tuple(_tier(record) for record in rows_of(session, BY_CODE))
    )


def _tier(record: Row[Any]) -> Tier:
    return Tier(
        code=record.code,
        label=Text(record.label, record.label_en),
        track=record.track,
        order=record.place,
        feeders=tuple(record.feeders),
        authority=Text(record.authority, record.authority) if record.authority else None,
        jurisdiction=record.jurisdiction,
        validity=Validity(record.validity),
        validity_years=record.validity_years,
        margin=record.margin,
        retired_on=record.retired_on,
    )
