"""The service officer of a firm: who serves it now, and who served it before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlmodel import Session, col

from registry.domain.access import Action, Person, require
from registry.services.plans.people import Officer
from registry.store.about_some import AboutSome
from registry.store.accounts import Account
from registry.store.plans import ServiceOfficer
from registry.store.scope import get_firm_in_scope

OFFICERS, ACCOUNT = ServiceOfficer.__table__, Account.__table__  # type: ignore[attr-defined]
CURRENT = AboutSome(
    select(OFFICERS.c.firm_id, ACCOUNT.c.display_name).join_from(OFFICERS, ACCOUNT).where(OFFICERS.c.until.is_(None)),
    OFFICERS.c.firm_id,
)


@dataclass(frozen=True)
class Service:
    """One stretch of a firm's service: who, from when to when (None: still), and with what words it was handed over."""

    name: str
    since: date
    until: date | None
    note: str
    assigned_by: str


def current_officer(session: Session, firm_id: int) -> Officer | None:
    """Who serves the firm now; whether the reader may see the firm is the caller's question."""
    statement = (
        select(Account.id, Account.display_name)  # type: ignore[call-overload]
        .join(ServiceOfficer, col(ServiceOfficer.account_id) == col(Account.id))
        .where(ServiceOfficer.firm_id == firm_id, col(ServiceOfficer.until).is_(None))
    )
    found = session.execute(statement).first()
    return Officer(found.id, found.display_name, found.display_name) if found else None


def officer_name(session: Session, firm_id: int) -> str:
    """The name of the firm's officer, "" where nobody serves it."""
    officer = current_officer(session, firm_id)
    return officer.name if officer else ""


def officer_names(session: Session, firm_ids: Sequence[int]) -> dict[int, str]:
    """The names of the officers of a few firms, for a list; firms without one are left out."""
    return {row.firm_id: row.display_name for row in CURRENT.rows(session, firm_ids)} if firm_ids else {}


def service_history(session: Session, person: Person, firm_id: int) -> list[Service]:
    """Everybody who served the firm, the present officer first."""
    require(person, Action.KEEP_PLANS)
    get_firm_in_scope(session, person, firm_id)
    statement = (
        select(Account.display_name, *OFFICERS.c["since", "until", "handover_note", "assigned_by"])  # type: ignore[call-overload]
        .join_from(ServiceOfficer, Account)
        .where(ServiceOfficer.firm_id == firm_id)
        .order_by(OFFICERS.c.id.desc())
    )
    return [Service(*row) for row in session.execute(statement)]
