"""The firm's side of a hand-over: how it stands, by the link or by number and credit code; taking it back while it waits."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, col, select

from registry.domain.errors import NotFound
from registry.domain.texts import mark
from registry.services import journal
from registry.services.submissions.deciding import AlreadyDecided
from registry.services.submissions.keys import hash_of
from registry.services.submissions.receiving import DOOR, STRANGER
from registry.services.submissions.states import STATE_LABELS, State
from registry.store.submissions import SubmissionRecord


def by_key(session: Session, key: str) -> SubmissionRecord:
    """The hand-over whose link carries the key; raises NotFound."""
    return _found(session, SubmissionRecord.key_hash == hash_of(key))


def by_number(session: Session, number: str, credit_code: str) -> SubmissionRecord:
    """The hand-over with that number, for whoever knows the firm's credit code too; raises NotFound."""
    code = "".join(credit_code.split()).upper()
    written = "".join(number.split()).upper().replace("-", "")
    if not (
        written.isalnum() and code.isalnum()
    ):  # among others a NUL, which PostgreSQL does not take even to look for
        raise _unknown()
    told = f"{written[:4]}-{written[4:]}"
    return _found(session, col(SubmissionRecord.number) == told, col(SubmissionRecord.credit_code) == code)


def withdraw(session: Session, key: str, *, now: datetime) -> SubmissionRecord:
    """Take it back while nobody has decided; raises NotFound, AlreadyDecided."""
    session.exec(select(SubmissionRecord.id).where(SubmissionRecord.key_hash == hash_of(key)).with_for_update()).first()
    record = by_key(session, key)
    if record.state != State.OPEN:
        raise AlreadyDecided(state=STATE_LABELS[record.state])
    record.state, record.decided_at = State.WITHDRAWN.value, now
    record.version += 1
    session.add(record)
    journal.note(session, STRANGER, "submission.withdrawn", now=now, text=record.number, door=DOOR)
    return record


def _found(session: Session, *wanted: object) -> SubmissionRecord:
    found = session.exec(select(SubmissionRecord).where(*wanted)).first()  # type: ignore[arg-type]
    if found is None:
        raise _unknown()
    return found


def _unknown() -> NotFound:
    return NotFound(what=mark("这份提交"))
