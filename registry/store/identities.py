"""Ids for rows that are inserted in bulk, known before they are written, so that nothing has to be read back."""

from __future__ import annotations

from typing import Any

import polars as pl
from sqlalchemy import Table, func, select, text
from sqlmodel import Session

from registry.store.database import on_postgresql
from registry.store.firms import FirmRecord
from registry.store.journal import JournalEntry

FIRM = FirmRecord.__table__  # type: ignore[attr-defined]
JOURNAL = JournalEntry.__table__  # type: ignore[attr-defined]


def fresh_firm_ids(session: Session, count: int) -> pl.Series:
    """Ids for firms, never one that the journal has seen: it still speaks of firms that were removed."""
    return fresh_ids(session, FIRM, count, beyond=JOURNAL.c.firm_id)


def fresh_ids(session: Session, table: Table, count: int, *, beyond: Any = None) -> pl.Series:
    """Ids that no row of the table has. `beyond` is another column whose ids are not given again, as the journal's are not.

    On SQLite the writer is alone, so counting on is safe; on PostgreSQL they come from the table's own sequence.
    """
    if not count:
        return pl.Series("id", [], dtype=pl.Int64)
    if on_postgresql(session):
        drawn = text("SELECT nextval(pg_get_serial_sequence(:table, 'id')) FROM generate_series(1, :count)")
        rows = session.execute(drawn, {"table": table.name, "count": count})
        return pl.Series("id", [number for (number,) in rows], dtype=pl.Int64)
    session.flush()
    held = [session.execute(select(func.max(column))).scalar() for column in (table.c.id, beyond) if column is not None]
    first = max((number for number in held if number is not None), default=0) + 1
    return pl.int_range(first, first + count, eager=True).alias("id")
