"""Writing the journal. Every use case that changes something leaves an entry here, in the same transaction."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, select

from registry.domain.access import Person
from registry.services.importing.fresh_changes import tell_changes
from registry.services.personal_values import hidden
from registry.store.journal import JournalEntry
from registry.store.sealing import will_write

Changes = Mapping[str, tuple[Any, Any]]


def note(
    session: Session,
    person: Person,
    action: str,
    *,
    now: datetime,
    firm_id: int | None = None,
    year: int | None = None,
    batch_id: int | None = None,
    changes: Changes | None = None,
    text: str | None = None,
    door: str | None = None,
) -> None:
    """Add one entry; `changes` maps a code to its old and new value, `door` is the person's own unless another is named. Names
    and numbers of people are kept apart (personal_values.py)."""
    packed = {code: [plain(old), plain(new)] for code, (old, new) in (changes or {}).items()}
    will_write(session)
    session.add(
        JournalEntry(
            at=now,
            actor_id=person.account_id,
            actor_name=person.name,
            door=door or person.door,
            action=action,
            firm_id=firm_id,
            year=year,
            batch_id=batch_id,
            changes=hidden(session, firm_id, packed) or None,
            note=text,
        )
    )


def said(facts: Mapping[str, object]) -> str:
    """The facts of a filter or a count as the journal keeps them.

    >>> said({"tier": "hnte", "rows": 12})
    'tier=hnte rows=12'
    """
    return " ".join(f"{name}={fact}" for name, fact in facts.items())


def plain(value: Any) -> Any:
    """The value as JSON can hold it: a day becomes its ISO form."""
    return value.isoformat() if isinstance(value, date) else value


def differing(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Old and new value of each code of `new` that differs from `old`."""
    return {code: (old.get(code), value) for code, value in new.items() if old.get(code) != value}


def of_firm(session: Session, firm_id: int, *, limit: int = 100) -> list[JournalEntry]:
    """The newest entries of a firm; whether the reader may see the firm is the caller's question."""
    statement = select(JournalEntry).where(col(JournalEntry.firm_id) == firm_id)
    entries = list(session.exec(statement.order_by(col(JournalEntry.id).desc()).limit(limit)))
    tell_changes(session, entries)
    return entries
