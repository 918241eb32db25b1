"""The tiers that offices added, as part of the ladder."""

from __future__ import annotations

from sqlmodel import Session, col, select

from registry.domain.indicators import Text
from registry.domain.tiers import Tier, Validity
from registry.store.policy import LocalTier


def local_tiers(session: Session) -> tuple[Tier, ...]:
    """The tiers that offices added."""
    return tuple(_tier(record) for record in session.exec(select(LocalTier).order_by(col(LocalTier.code))))


def _tier(record: LocalTier) -> Tier:
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
