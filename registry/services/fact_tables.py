"""Where the facts frame comes from: the tables as they are stored, for all firms or for some."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Protocol

import polars as pl
from sqlalchemy import ColumnElement, Select, Table, select
from sqlmodel import Session, col

from registry.services.titles import valid_on
from registry.store.bulk import read_frame, read_frame_where
from registry.store.decisions import ManualDecision
from registry.store.figures import LocalFigure, YearlyFigures
from registry.store.firms import FirmRecord
from registry.store.titles import TitleRecord


def table_of(model: Any) -> Table:
    """The table behind a model."""
    table: Table = model.__table__
    return table


class FactTables(Protocol):
    """The tables that facts are made of, as frames; the firms are all or those that somebody asks about."""

    def firms(self, codes: Sequence[str]) -> pl.DataFrame:
        """firm_id and facts of the firm."""

    def figures(self, codes: Sequence[str], first: int, last: int) -> pl.DataFrame:
        """firm_id, year and yearly facts of the years from first to last."""

    def local(self, codes: Sequence[str], first: int, last: int) -> pl.DataFrame:
        """firm_id, year (0 for the firm itself), indicator, number, text, day of local indicators."""

    def holders(self, as_of: date) -> pl.DataFrame:
        """firm_id and tier of the titles valid on the day, each once."""

    def decisions(self, data_year: int) -> pl.DataFrame:
        """id, firm_id, tier, rule_set, condition, met of the judgements that stand."""


class StoredTables:
    """The tables as they are now."""

    def __init__(self, session: Session, firm_ids: Sequence[int] | None = None) -> None:
        self._session, self._firm_ids = session, firm_ids

    def firms(self, codes: Sequence[str]) -> pl.DataFrame:
        """firm_id and facts of the firm."""
        table = table_of(FirmRecord)
        return self.read(select(table.c.id.label("firm_id"), *table.c[tuple(codes)]), table.c.id)

    def figures(self, codes: Sequence[str], first: int, last: int) -> pl.DataFrame:
        """firm_id, year and yearly facts of the years from first to last."""
        table = table_of(YearlyFigures)
        statement = select(table.c.firm_id, table.c.year, *table.c[tuple(codes)])
        return self.read(statement.where(table.c.year.between(first, last)), table.c.firm_id)

    def local(self, codes: Sequence[str], first: int, last: int) -> pl.DataFrame:
        """firm_id, year (0 for the firm itself), indicator, number, text, day of local indicators."""
        table = table_of(LocalFigure)
        wanted = table.c.indicator.in_(list(codes)) & ((table.c.year == 0) | table.c.year.between(first, last))
        return self.read(select(table).where(wanted), table.c.firm_id)

    def holders(self, as_of: date) -> pl.DataFrame:
        """firm_id and tier of the titles valid on the day, each once."""
        owner = col(TitleRecord.firm_id)
        return self.read(select(owner, col(TitleRecord.tier)).where(valid_on(as_of)).distinct(), owner)

    def decisions(self, data_year: int) -> pl.DataFrame:
        """id, firm_id, tier, rule_set, condition, met of the judgements that stand."""
        table = table_of(ManualDecision)
        statement = select(table.c["id", "firm_id", "tier", "rule_set", "condition", "met"]).where(
            table.c.data_year == data_year, table.c.withdrawn_at.is_(None)
        )
        return self.read(statement, table.c.firm_id)

    def read(self, statement: Select[Any], firm_id: ColumnElement[Any]) -> pl.DataFrame:
        """The statement's rows about the firms meant."""
        if self._firm_ids is None:
            return read_frame(self._session, statement)
        return read_frame_where(self._session, statement, firm_id, self._firm_ids)
