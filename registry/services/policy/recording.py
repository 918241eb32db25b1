"""Who changed a draft, and what it said before: kept with every change."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, select

from registry.domain.access import Person
from registry.store.policy import DraftRevision, RuleDraft


def remember(session: Session, draft: RuleDraft) -> None:
    """Keep the text as it is at this version, once."""
    known = select(DraftRevision.id).where(DraftRevision.draft_id == draft.id, DraftRevision.version == draft.version)
    if session.exec(known).first() is None:
        session.add(
            DraftRevision(
                draft_id=draft.id,
                version=draft.version,
                text=draft.text,
                written_by=draft.updated_by,
                written_at=draft.updated_at,
            )
        )


def touch(session: Session, person: Person, draft: RuleDraft, now: datetime) -> None:
    """Note who changed the draft; whoever did may not be the one who publishes it."""
    draft.version += 1
    draft.updated_by, draft.updated_at = person.name, now
    draft.authors = list(dict.fromkeys([*draft.authors, person.account_id]))
    session.add(draft)
