"""One at a time at the desk, on both databases: SQLite has one writer anyway, PostgreSQL is asked for a lock."""

from __future__ import annotations

from sqlalchemy import text
from sqlmodel import Session

from registry.store.database import on_postgresql

DESK_LOCK = 7_301_002


def lock_desk(session: Session) -> None:
    """Let those who publish, withdraw or plan an evaluation wait for each other until their transactions end."""
    if on_postgresql(session):
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": DESK_LOCK})
