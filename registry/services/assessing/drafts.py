"""Drafts of self-assessments: kept only when asked, reached by an unguessable link, gone after thirty days or at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import CursorResult, delete, select
from sqlmodel import Session, col

from registry.domain.access import SYSTEM
from registry.domain.errors import NotFound
from registry.domain.texts import mark
from registry.services import journal
from registry.services.submissions.keys import fresh_key, hash_of
from registry.services.submissions.receiving import STRANGER
from registry.store.drafts import AssessmentDraft

LASTS = timedelta(days=30)
DOOR = "firm"


@dataclass(frozen=True)
class Draft:
    """What was kept: the key of its link, the texts by field, and until when."""

    key: str
    texts: Mapping[str, str]
    expires_at: datetime


def save_draft(session: Session, texts: Mapping[str, str], *, key: str = "", now: datetime) -> Draft:
    """Keep the texts for thirty days from now: in the draft of that key where there is one, else in a new one."""
    forget_expired(session, now)
    record = _find(session, key, now)
    if record is None:
        key = fresh_key()
        record = AssessmentDraft(key_hash=hash_of(key), texts={}, saved_at=now, expires_at=now + LASTS)
    record.texts, record.saved_at, record.expires_at = dict(texts), now, now + LASTS
    session.add(record)
    journal.note(session, STRANGER, "draft.save", now=now, door=DOOR)
    return Draft(key, record.texts, record.expires_at)


def open_draft(session: Session, key: str, *, now: datetime) -> Draft:
    """The draft of a key. Raises NotFound where there is none, or none any more."""
    record = _find(session, key, now)
    if record is None:
        raise NotFound(what=mark("这份草稿，它可能已过期或已删除"))
    return Draft(key, record.texts, record.expires_at)


def delete_draft(session: Session, key: str, *, now: datetime) -> None:
    """Delete a draft at once. Raises NotFound where there is none."""
    open_draft(session, key, now=now)
    session.execute(delete(AssessmentDraft).where(col(AssessmentDraft.key_hash) == hash_of(key)))
    journal.note(session, STRANGER, "draft.delete", now=now, door=DOOR)


def forget_expired(session: Session, now: datetime) -> int:
    """Delete what has expired, and say how many it were. Every worker does this once an hour, and so does every saving."""
    gone = session.execute(delete(AssessmentDraft).where(col(AssessmentDraft.expires_at) <= now))
    assert isinstance(gone, CursorResult)
    if gone.rowcount:
        journal.note(session, SYSTEM, "draft.expire", now=now, text=journal.said({"drafts": gone.rowcount}))
    return int(gone.rowcount)


def has_expired(session: Session, now: datetime) -> bool:
    """Whether there is anything to forget; asked first, so that nobody takes the write lock for nothing."""
    expired = select(col(AssessmentDraft.id)).where(col(AssessmentDraft.expires_at) <= now).limit(1)
    return session.execute(expired).first() is not None


def _find(session: Session, key: str, now: datetime) -> AssessmentDraft | None:
    if not key:
        return None
    kept = select(AssessmentDraft).where(
        col(AssessmentDraft.key_hash) == hash_of(key), col(AssessmentDraft.expires_at) > now
    )
    return session.execute(kept).scalars().first()
