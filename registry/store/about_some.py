"""Statements about a few rows or very many, for lists that are shown by the page and written whole into files."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import CursorResult, Select, bindparam
from sqlmodel import Session

from registry.store.database import rows_of
from registry.store.membership import is_one_of

FEW = 200


class AboutSome:
    """A statement about rows whose column is one of some values: built once for the few of a page, as one parameter for many."""

    def __init__(self, statement: Select[Any], column: Any) -> None:
        self._statement, self._column = statement, column
        self._of_few = statement.where(column.in_(bindparam("some", expanding=True)))

    def rows(self, session: Session, values: Sequence[Any]) -> CursorResult[Any]:
        """The plain rows of the statement."""
        if len(values) <= FEW:
            return rows_of(session, self._of_few, some=list(values))
        return rows_of(session, self._statement.where(is_one_of(session, self._column, values)))
