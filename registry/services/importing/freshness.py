"""Whether a plan would come out the same now, by what was noted in the journal since it was made."""

from __future__ import annotations

from typing import Any

import polars as pl
from sqlalchemy import or_
from sqlmodel import Session, col, func, select

from registry.domain.access import Person
from registry.services.importing.plan_frames import OF_PLAN, Frames
from registry.store.journal import JournalEntry

UNSETTLING = ("firm.%", "name%", "import.undo", "evaluation.run")  # may change whose row it is, or what is foretold
MOST_ASKED = 10_000  # entries looked at one by one; after more than these a plan is made anew unasked
RECENT = 1_000  # entries before the last one among which a transaction still open may yet put its own (PostgreSQL)


def basis_of(session: Session, person: Person) -> dict[str, Any]:
    """What a plan made now rests on: the journal's last number, how full it is just before, and whose scope it is."""
    position = session.exec(select(func.max(JournalEntry.id))).one() or 0
    return {"position": position, "recent": _recent(session, position), **_eyes(person)}


def is_current(session: Session, person: Person, frames: Frames, source: str) -> bool:
    """Whether the plan would come out the same now for the person; never for one that was carried out."""
    basis = frames.contents["basis"]
    whose = {**_eyes(person), "source": source}
    if f"{OF_PLAN}rows" not in frames or any(basis.get(key) != value for key, value in whose.items()):
        return False
    return _recent(session, basis["position"]) == basis.get("recent") and not _is_disturbed(
        session, frames, basis["position"]
    )


def _is_disturbed(session: Session, frames: Frames, position: int) -> bool:
    since = col(JournalEntry.id) > position
    unsettled = or_(*(col(JournalEntry.action).like(pattern) for pattern in UNSETTLING))
    if session.exec(select(JournalEntry.id).where(since, unsettled).limit(1)).first() is not None:
        return True
    about = select(JournalEntry.firm_id).where(since, col(JournalEntry.firm_id).is_not(None)).limit(MOST_ASKED)
    touched = session.exec(about).all()
    if not touched or len(touched) == MOST_ASKED:
        return bool(touched)
    stored = frames.scan(f"{OF_PLAN}stored").select(pl.col("firm_id").is_in(touched).any())
    return bool(stored.collect().item())


def _recent(session: Session, position: int) -> int:
    number = col(JournalEntry.id)
    return session.exec(select(func.count(number)).where(number > position - RECENT, number <= position)).one()


def _eyes(person: Person) -> dict[str, str]:
    """Whose scope the plan was made for."""
    return {"division": person.division, "park": person.park}
