"""What of a journal entry is sealed: all of it, as one line of text that SQLite, PostgreSQL and a frame make alike.

The number of an entry is no part of its line: a span has no gaps, so its place says it. Free texts come after their length,
so that no text can pretend to be a boundary.
"""

from __future__ import annotations

import polars as pl
from sqlalchemy import ColumnElement, Select, Text, cast, func, literal, select

from registry.store.journal import JournalEntry

JOURNAL = JournalEntry.__table__  # type: ignore[attr-defined]
FREE = {"actor_name", "door", "action", "sheet", "note"}
NAMES = [column.name for column in JOURNAL.c if column.name != "id"]
BETWEEN, MISSING, END = "\x1f", "\x1e", "\n"
MOMENT_OF_POSTGRES, MOMENT_OF_POLARS = "YYYY-MM-DD HH24:MI:SS.US", "%Y-%m-%d %H:%M:%S%.6f"


def sealed_lines(dialect: str) -> Select[tuple[str]]:
    """The line of each entry, made by the database."""
    line: ColumnElement[str] = literal("")
    for name in NAMES:
        line = line.concat(_told(name, dialect)).concat(literal(BETWEEN))
    return select(line.concat(literal(END)))


def frame_lines(entries: pl.DataFrame) -> str:
    """The lines of all entries of a frame, one after the other; it may lack columns that are missing in every entry."""
    parts: list[pl.Expr] = []
    for name in NAMES:
        parts += [_told_of_frame(name, entries), pl.lit(BETWEEN)]
    lines = entries.select(pl.concat_str(*parts, pl.lit(END)).alias("line"))
    return "".join(lines["line"])


def _told(name: str, dialect: str) -> ColumnElement[str]:
    column = JOURNAL.c[name]
    if name == "at" and dialect == "postgresql":
        return func.to_char(func.timezone("UTC", column), MOMENT_OF_POSTGRES)
    held = cast(column, Text)
    told = cast(func.length(held), Text).concat(literal(":")).concat(held) if name in FREE else held
    return func.coalesce(told, MISSING)


def _told_of_frame(name: str, entries: pl.DataFrame) -> pl.Expr:
    if name not in entries.columns:
        return pl.lit(MISSING)
    if name == "at":
        return pl.col(name).dt.strftime(MOMENT_OF_POLARS)
    held = pl.col(name).cast(pl.String)
    told = pl.concat_str(held.str.len_chars(), pl.lit(":"), held) if name in FREE else held
    return told.fill_null(MISSING)
