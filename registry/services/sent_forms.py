"""A form acts once: what it did and the note that it was sent are one transaction, so a second sending finds the note.

Whoever wants an act twice opens the page again: each page that is shown has a number of its own, which its forms carry.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Engine, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from registry.domain.errors import RegistryError
from registry.domain.texts import mark
from registry.store.database import reading, try_to_write
from registry.store.sent_forms import SentForm

KEPT = timedelta(days=2)
INSERTS: dict[str, Callable[..., Any]] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


class SentBefore(RegistryError):
    """The same form with the same content has acted already, or is just acting elsewhere.

    No Conflict: nothing is to be mended in the form, so no page may show it again.
    """

    template = mark("这张表单已经提交过，没有重复处理。")


def refuse_repeat(session: Session, key: str) -> None:
    """Raise SentBefore where the form has acted."""
    if session.get(SentForm, key) is not None:
        raise SentBefore()


def note_sent(session: Session, key: str, now: datetime) -> None:
    """Write down, in the transaction of the act, that the form has acted. Raises SentBefore where another was faster."""
    session.execute(delete(SentForm).where(col(SentForm.sent_at) < now - KEPT))
    insert = INSERTS[session.get_bind().dialect.name](SentForm).values(key=key, sent_at=now)
    if session.execute(insert.on_conflict_do_nothing().returning(SentForm.key)).first() is None:
        raise SentBefore()


def outcome_of(engine: Engine, key: str) -> str | None:
    """The address that the form led to; None where it is not known (yet)."""
    with reading(engine) as session:
        return session.scalar(select(SentForm.outcome).where(col(SentForm.key) == key))


def note_outcome(engine: Engine, key: str, address: str) -> None:
    """Keep where the form led to. Does without where another writer holds the database."""
    try_to_write(engine, update(SentForm).where(col(SentForm.key) == key).values(outcome=address))


def forget(engine: Engine, key: str) -> None:
    """Let the form act again: its answer was no address to return to, but a page or a file."""
    try_to_write(engine, delete(SentForm).where(col(SentForm.key) == key))
