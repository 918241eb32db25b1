"""Names that a person decided in a result list serve every later file, as those decided in an import do."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlmodel import Session, col, select

from registry.domain.access import Person
from registry.domain.names import name_key
from registry.services import journal
from registry.store.memory import NameDecision


def remember_names(session: Session, person: Person, meant: Mapping[str, int | None], *, now: datetime) -> None:
    """Remember name → firm (None: no firm of the registry) for the person's office."""
    keys = {name_key(name): name for name in meant}
    own = NameDecision.division == person.division, NameDecision.park == person.park
    held = {
        one.name_key: one
        for one in session.exec(select(NameDecision).where(*own, col(NameDecision.name_key).in_(keys)))
    }
    for key, name in keys.items():
        answer = {
            "name": name,
            "firm_id": meant[name],
            "decided_by": person.name,
            "account_id": person.account_id,
            "decided_at": now,
        }
        fresh = NameDecision(division=person.division, park=person.park, name_key=key, **answer)
        session.add(held[key].sqlmodel_update(answer) if key in held else fresh)
        journal.note(session, person, "name.settle", now=now, firm_id=meant[name], text=name)
