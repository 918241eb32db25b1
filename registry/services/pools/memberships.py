"""Pools as other pages show them: the stays of one firm, and which firms of a page are in a pool."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlmodel import Session

from registry.domain.access import Action, Person, may
from registry.services.pools.standing_titles import POOL, holds_on
from registry.store.about_some import AboutSome
from registry.store.accounts import Account

ACCOUNT = Account.__table__  # type: ignore[attr-defined]
PRESENT = AboutSome(select(*POOL.c["firm_id", "tier", "entered_on"]).where(POOL.c.exited_on.is_(None)), POOL.c.firm_id)


@dataclass(frozen=True)
class Stay:
    """One stay of a firm; `has_title` says that the firm holds the title today though it is still in the pool."""

    id: int
    version: int
    tier: str
    entered_on: date
    basis: str
    expected_year: int | None
    exited_on: date | None
    exit_kind: str | None
    exit_reason: str | None
    officer: str
    has_title: bool
    board: str | None
    progress: str | None


def stays_of(session: Session, person: Person, firm_id: int, *, today: date) -> list[Stay]:
    """The stays of a firm, those that last first; none for whoever does not keep pools. Whether the reader may see the firm is
    the caller's question."""
    if not may(person.role, Action.KEEP_POOLS):
        return []
    columns = POOL.c[
        "id", "version", "tier", "entered_on", "basis", "expected_year", "exited_on", "exit_kind", "exit_reason"
    ]
    statement = select(
        *columns, func.coalesce(ACCOUNT.c.display_name, ""), holds_on(today), *POOL.c["board", "progress"]
    ).outerjoin_from(POOL, ACCOUNT, ACCOUNT.c.id == POOL.c.officer_id)
    ordered = statement.where(POOL.c.firm_id == firm_id).order_by(
        POOL.c.exited_on.is_not(None), POOL.c.entered_on.desc(), POOL.c.id.desc()
    )
    return [Stay(*row) for row in session.execute(ordered)]


def in_pool_since(session: Session, tier: str, firm_ids: Sequence[int]) -> dict[int, date]:
    """Since when those of a few firms that are in the pool of the tier have been there."""
    if not firm_ids:
        return {}
    return {row.firm_id: row.entered_on for row in PRESENT.rows(session, firm_ids) if row.tier == tier}
