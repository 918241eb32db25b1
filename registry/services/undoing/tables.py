"""What hangs on a firm in the database: tables that go with it, and tables that show that somebody uses it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from registry.services.importing.origins import ORIGIN
from registry.services.importing.stored import FIRM, FORMER, LOCAL, TITLE, YEARLY
from registry.store.base import Record
from registry.store.evaluations import Standing
from registry.store.morning import NewlyEligible
from registry.store.schema import TABLES

STANDING = Standing.__table__  # type: ignore[attr-defined]
NEWLY_ELIGIBLE = NewlyEligible.__table__  # type: ignore[attr-defined]
GOING_WITH_A_FIRM = (STANDING, NEWLY_ELIGIBLE, ORIGIN, FORMER, LOCAL, YEARLY)


def speaking_of_firms() -> Iterator[Any]:
    """The columns of all other tables that mean a firm; of titles the import itself may have brought some."""
    return (column for column in meaning(FIRM) if column.table not in (*GOING_WITH_A_FIRM, TITLE))


def meaning(table: Any) -> Iterator[Any]:
    """Every column of the database that names a row of the table."""
    for model in TABLES:
        keys = Record.metadata.tables[str(model.__tablename__)].foreign_keys
        yield from (key.parent for key in keys if key.column.table is table)
