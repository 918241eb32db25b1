"""Statements about a few rows or very many, for lists that are shown by the page and written whole into files."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import CursorResult, Select
from sqlmodel import Session

from registry.store.database import rows_of
from registry.store.membership import as_some, is_one_of_some


class AboutSome:
    """A statement about rows whose column is one of some values: built once, the values are one parameter of it."""

    def __init__(self, statement: Select[Any], column: Any) -> None:
        self._statement, self._column = statement, column
        self._of: dict[str, Select[Any]] = {}

    def rows(self, session: Session, values: Sequence[Any]) -> CursorResult[Any]:
        """The plain rows of the statement."""
        dialect = session.get_bind().dialect.name
        if dialect not in self._of:
            self._of[dialect] = self._statement.where(is_one_of_some(dialect, self._column))
        return rows_of(session, self._of[dialect], some=as_some(dialect, values))
