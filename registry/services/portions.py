"""The facts of all firms in portions, so that memory is bounded however many firms there are; their standings beside them."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from datetime import date
from typing import Any, TypeVar

import polars as pl
from sqlalchemy import ColumnElement, Select, select
from sqlmodel import Session

from registry.catalogue.reader import Catalogue
from registry.services.fact_tables import StoredTables, table_of
from registry.services.facts import Wanted, facts_from
from registry.store.apart import Apart, may_read_apart, reading_apart
from registry.store.base import HIGHEST
from registry.store.bulk import read_frame
from registry.store.firms import FirmRecord

FIRMS_AT_ONCE = 65_536
T, U = TypeVar("T"), TypeVar("U")


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
    when = {"as_of": as_of, "data_year": data_year, "columns": columns}
    return in_portions(session, lambda tables: facts_from(tables, catalogue, **when), _as_it_is, firms_at_once)


def in_portions(
    session: Session, read: Callable[[PortionTables], T], work: Callable[[T], U], firms_at_once: int | None = None
) -> Iterator[U]:
    """What is made of all firms by firm_id, some firms at a time; once of nobody where there are no firms.

    Whether they are read over the session's own connection or beside it is settled before the first portion. Beside it, one
    portion is read and the next worked on, each in a thread of its own, while the caller writes: what he writes is not looked at;
    he may write about firms that he was given and nobody else. `work` has no database.
    """
    with ExitStack() as stack:
        apart = stack.enter_context(reading_apart(session)) if may_read_apart(session) else None
        ranges = _ranges(session, apart, firms_at_once or FIRMS_AT_ONCE)
        portions = (read(PortionTables(session, apart, first, last)) for first, last in ranges)
        yield from map(work, portions) if apart is None else _ahead(_worked(work, _ahead(portions)))


def _worked(work: Callable[[T], U], portions: Generator[T, None, None]) -> Generator[U, None, None]:
    with closing(portions):
        for portion in portions:
            yield work(portion)


def _ahead(made: Generator[T, None, None]) -> Generator[T, None, None]:
    """Each is made in a thread of its own while the one before it is used."""
    with closing(made), ThreadPoolExecutor(1) as thread:
        coming = thread.submit(next, made, None)
        while (ready := coming.result()) is not None:
            coming = thread.submit(next, made, None)
            yield ready


def _as_it_is(portion: T) -> T:
    return portion


def _ranges(session: Session, apart: Apart | None, size: int) -> list[tuple[int, int]]:
    """First and last number of each portion. Together they leave no number out: of a firm that is gone something may be left."""
    statement = select(table_of(FirmRecord).c.id)
    found = apart.frame(statement) if apart is not None else read_frame(session, statement)
    ids = found["id"].sort()
    lasts = [*ids.gather_every(size, size - 1)[: (len(ids) - 1) // size], HIGHEST] if len(ids) else [HIGHEST]
    return list(zip([0, *(last + 1 for last in lasts[:-1])], lasts, strict=True))
