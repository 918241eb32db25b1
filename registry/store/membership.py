"""A condition that a column is one of very many values, which go to the database as one parameter."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, any_, bindparam, func, select
from sqlmodel import Session


def is_one_of(session: Session, column: Any, values: Sequence[Any]) -> ColumnElement[bool]:
    """`column IN (values)` without a parameter for each: a hundred thousand of those take longer than the query itself."""
    dialect = session.get_bind().dialect.name
    return _is_among(dialect, column, None, as_some(dialect, values))


def is_one_of_some(dialect: str, column: Any) -> ColumnElement[bool]:
    """The same for a statement that is built once: its parameter `some` takes what `as_some` gives."""
    return _is_among(dialect, column, "some")


def as_some(dialect: str, values: Sequence[Any]) -> Any:
    """The values as one parameter."""
    return list(values) if dialect == "postgresql" else json.dumps(list(values), default=_as_text)


def _is_among(dialect: str, column: Any, name: str | None, *given: Any) -> ColumnElement[bool]:
    if dialect == "postgresql":
        listed: ColumnElement[bool] = column == any_(bindparam(name, *given, type_=ARRAY(column.type)))
        return listed
    told = func.json_each(bindparam(name, *given)).table_valued("value")
    found: ColumnElement[bool] = column.in_(select(told.c.value))
    return found


def _as_text(day: date) -> str:
    return day.isoformat()
