"""The journal of pools: one entry per firm and act, and one for a bulk act as a whole that keeps what it left out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select
from sqlmodel import Session, col

from registry.domain.access import Person
from registry.services import journal
from registry.services.pools.own_fields import COLUMNS
from registry.services.pools.refusals import Outcome
from registry.store.accounts import Account
from registry.store.journal import JournalEntry
from registry.store.pools import PoolMember
from registry.store.sealing import will_write

FIELDS = ("entered_on", "basis", "officer_id", "expected_year", *COLUMNS, "exited_on", "exit_kind", "exit_reason")
BULK = ("pools.enter", "pools.leave", "pools.recognised")


def note_firms(
    session: Session,
    person: Person,
    action: str,
    changed: Iterable[tuple[int, str, Mapping[str, tuple[Any, Any]]]],
    *,
    now: datetime,
) -> None:
    """One entry for each firm: (firm, tier, {field: (old, new)})."""
    signed = {"at": now, "actor_id": person.account_id, "actor_name": person.name, "door": person.door}
    listed = list(changed)
    names = _officer_names(session, {one for *_, changes in listed for one in changes.get("officer_id", ()) if one})
    rows = [
        {**signed, "action": action, "firm_id": firm_id, "note": tier, "changes": _packed(changes, names)}
        for firm_id, tier, changes in listed
    ]
    if rows:
        will_write(session)
        session.execute(insert(JournalEntry), rows)


def note_bulk(
    session: Session, person: Person, action: str, outcome: Outcome, facts: Mapping[str, Any], *, now: datetime
) -> Outcome:
    """Keep what a bulk act did and left out; the outcome with the number of its report."""
    told = journal.said({**facts, "rows": outcome.done})
    left = {reason: [None, list(firms)] for reason, firms in outcome.refused.items() if firms}
    left |= {"outside": [None, outcome.outside]} if outcome.outside else {}
    entry = JournalEntry(
        at=now,
        actor_id=person.account_id,
        actor_name=person.name,
        door=person.door,
        action=action,
        changes=left or None,
        note=told,
    )
    will_write(session)
    session.add(entry)
    session.flush()
    return Outcome(outcome.done, outcome.refused, outcome.outside, entry.id)


def note_stay(session: Session, person: Person, action: str, stay: PoolMember, old: Any, *, now: datetime) -> None:
    """One entry for a stay: what differs from the fields it had before."""
    changes = {name: (old.get(name), getattr(stay, name)) for name in FIELDS if old.get(name) != getattr(stay, name)}
    note_firms(session, person, action, [(stay.firm_id, stay.tier, changes)], now=now)


def fields_of(stay: PoolMember) -> dict[str, Any]:
    """The fields that people fill in."""
    return {name: getattr(stay, name) for name in FIELDS}


def _packed(changes: Mapping[str, tuple[Any, Any]], names: Mapping[int, str]) -> dict[str, list[Any]]:
    told = {**changes}
    if "officer_id" in told:
        told["officer_id"] = tuple(names.get(one, one) for one in told["officer_id"])
    return {f"pool_{name}": [journal.plain(old), journal.plain(new)] for name, (old, new) in told.items()}


def _officer_names(session: Session, ids: set[int]) -> dict[int, str]:
    """The names of officers: the journal outlives their accounts."""
    statement = select(Account.id, Account.display_name).where(col(Account.id).in_(ids))  # type: ignore[call-overload]
    return dict(session.execute(statement).all()) if ids else {}
