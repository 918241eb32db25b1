"""Firms that became eligible since an officer last said "seen": counted by tier, and the mark itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, bindparam, func, select
from sqlmodel import Session, col

from registry.domain.access import Action, Person, require
from registry.services import journal
from registry.services.newly_eligible import ELIGIBLE_CLASSES, newest_place
from registry.services.remembering import remembered_by_readers
from registry.store.database import rows_of
from registry.store.evaluations import Standing
from registry.store.firms import FirmRecord
from registry.store.morning import NewlyEligible, SeenMark
from registry.store.scope import firms_in_scope

STANDING = Standing.__table__  # type: ignore[attr-defined]
NEWLY = NewlyEligible.__table__  # type: ignore[attr-defined]
KEPT = 500  # statements


@dataclass(frozen=True)
class Seen:
    """How far an officer has looked, and when they said so; `at` is None for somebody who never did."""

    place: int = 0
    at: datetime | None = None


@dataclass(frozen=True)
class Fresh:
    """How many firms became eligible for each tier since the mark; `place` is what a new mark would say."""

    since: Seen
    place: int
    tiers: dict[str, int]


def fresh(session: Session, person: Person) -> Fresh:
    """What is new for this officer: written down after the mark, and still eligible."""
    return remembered_by_readers(session, ("fresh", person), lambda: _fresh(session, person))


def _fresh(session: Session, person: Person) -> Fresh:
    since = seen(session, person)
    found = rows_of(session, _since(person), place=since.place)
    return Fresh(since, newest_place(session), dict(found.all()))  # type: ignore[arg-type]


@lru_cache(KEPT)
def _since(person: Person) -> Select[Any]:
    return (
        select(NEWLY.c.tier, func.count())
        .select_from(NewlyEligible)
        .join(Standing, (STANDING.c.firm_id == NEWLY.c.firm_id) & (STANDING.c.tier == NEWLY.c.tier))
        .join(FirmRecord, col(FirmRecord.id) == NEWLY.c.firm_id)
        .where(
            NEWLY.c.id > bindparam("place"), STANDING.c.candidate_class.in_(ELIGIBLE_CLASSES), firms_in_scope(person)
        )
        .group_by(NEWLY.c.tier)
    )


def seen(session: Session, person: Person) -> Seen:
    """The officer's mark."""
    row = session.get(SeenMark, person.account_id) if person.account_id is not None else None
    return Seen(row.place, row.at) if row else Seen()


def mark_seen(session: Session, person: Person, place: int, *, now: datetime) -> None:
    """Say that everything up to the place was looked at; never further than what is written down, never backwards."""
    require(person, Action.VIEW_CANDIDATES)
    if person.account_id is None:
        return
    row = session.get(SeenMark, person.account_id) or SeenMark(account_id=person.account_id, place=0, at=now)
    reached = min(place, newest_place(session))
    if reached <= row.place:
        return
    journal.note(session, person, "morning.seen", now=now, changes={"place": (row.place, reached)})
    row.place, row.at = reached, now
    session.add(row)


def mark_taken_back(session: Session, person: Person, place: int, *, now: datetime) -> None:
    """Put an earlier mark back, so that what was marked by mistake is new again."""
    require(person, Action.VIEW_CANDIDATES)
    row = session.get(SeenMark, person.account_id) if person.account_id is not None else None
    if row is None or not 0 <= place < row.place:
        return
    journal.note(session, person, "morning.unseen", now=now, changes={"place": (row.place, place)})
    row.place, row.at = place, now
    session.add(row)
