"""Firms that a revocation keeps from applying again: until which day, for which tier."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from registry.store.membership import is_one_of
from registry.store.titles import TitleRecord


@dataclass(frozen=True)
class BarredFirm:
    """A firm that may not apply for a tier until the day, both the day of a revocation and this one included."""

    firm_id: int
    tier: str
    until: date


def barred_from(tier: str, day: date) -> SelectOfScalar[int]:
    """The ids of the firms that may not apply for the tier on the day."""
    return select(TitleRecord.firm_id).where(TitleRecord.tier == tier, *_holds(day))


def bars_on(session: Session, firm_ids: Sequence[int], day: date) -> dict[int, tuple[BarredFirm, ...]]:
    """The bars that hold on the day, by firm, the longest first; whether the reader may see the firms is the caller's question."""
    statement = select(TitleRecord.firm_id, TitleRecord.tier, TitleRecord.barred_until).where(
        is_one_of(session, col(TitleRecord.firm_id), firm_ids),
        *_holds(day),
    )
    found: dict[int, list[BarredFirm]] = {}
    for firm_id, tier, until in session.exec(statement.order_by(col(TitleRecord.barred_until).desc())):
        assert until is not None
        found.setdefault(firm_id, []).append(BarredFirm(firm_id, tier, until))
    return {firm_id: tuple(bars) for firm_id, bars in found.items()}


def _holds(day: date) -> tuple[ColumnElement[bool], ...]:
    """On `title`: a revocation whose bar holds on the day, both ends included."""
    return col(TitleRecord.barred_until) >= day, col(TitleRecord.revoked_on) <= day
