"""The facts of all firms in portions, so that memory is bounded however many firms there are; their standings beside them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import date
from typing import Any, TypeVar

import polars as pl
from sqlalchemy import ColumnElement, Select, select
from sqlmodel import Session

from registry.catalogue.reader import Catalogue
from registry.services.fact_tables import StoredTables, table_of
from registry.services.facts import Wanted, facts_from
from registry.store.apart import Apart, may_read_apart, reading_apart
from registry.store.bulk import read_frame
from registry.store.firms import FirmRecord

FIRMS_AT_ONCE = 65_536
T = TypeVar("T")


class PortionTables(StoredTables):
    """The tables as they are now, of the firms from one number to another; read apart where that sees the same."""

    def __init__(self, session: Session, apart: Apart | None, first: int, last: int) -> None:
        super().__init__(session)
        self._apart, self._first, self._last = apart, first, last

    def read(self, statement: Select[Any], firm_id: ColumnElement[Any]) -> pl.DataFrame:
        """The statement's rows about the firms meant."""
        within = statement.where(firm_id.between(self._first, self._last))
        return self._apart.frame(within) if self._apart is not None else read_frame(self._session, within)


def facts_in_portions(
    session: Session,
    catalogue: Catalogue,
    *,
    as_of: date,
    data_year: int,
    columns: Wanted = None,
    firms_at_once: int | None = None,
) -> Iterator[pl.DataFrame]:
    """The facts of all firms by firm_id, some at a time; one empty portion where there are no firms."""
    when = {"as_of": as_of, "data_year": data_year}
    return in_portions(session, lambda tables: facts_from(tables, catalogue, **when, columns=columns), firms_at_once)


def in_portions(session: Session, read: Callable[[PortionTables], T], firms_at_once: int | None = None) -> Iterator[T]:
    """What is read about all firms by firm_id, some firms at a time; once about nobody where there are no firms.

    Whether they are read over the session's own connection or beside it is settled before the first portion. Beside it, what the
    caller writes while he takes them is not looked at; he may write about firms that were read and nobody else.
    """
    with ExitStack() as stack:
        apart = stack.enter_context(reading_apart(session)) if may_read_apart(session) else None

        def portion(first: int, last: int) -> T:
            return read(PortionTables(session, apart, first, last))

        ranges = _ranges(session, apart, firms_at_once or FIRMS_AT_ONCE)
        if apart is None:
            yield from (portion(first, last) for first, last in ranges)
        else:
            yield from _ahead(portion, ranges)


def _ahead(portion: Callable[[int, int], T], ranges: Sequence[tuple[int, int]]) -> Iterator[T]:
    """Each portion is read while the one before it is worked on and stored; only that thread uses the connection apart."""
    with ThreadPoolExecutor(1) as reader:
        coming = reader.submit(portion, *ranges[0])
        for place in range(len(ranges)):
            ready = coming.result()
            if place + 1 < len(ranges):
                coming = reader.submit(portion, *ranges[place + 1])
            yield ready


def _ranges(session: Session, apart: Apart | None, size: int) -> list[tuple[int, int]]:
    statement = select(table_of(FirmRecord).c.id)
    found = apart.frame(statement) if apart is not None else read_frame(session, statement)
    ids = found["id"].sort()
    starts = range(0, len(ids), size)
    return [(ids[start], ids[min(start + size, len(ids)) - 1]) for start in starts] or [(0, 0)]
