"""Engines of SQLite that share what SQLAlchemy makes of statements: each test has a new engine, which would begin anew."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import URL, Engine
from sqlalchemy.util import LRUCache

Create = Callable[..., Engine]


def sharing_statements(create: Create) -> Create:
    """What stands in for SQLAlchemy's `create_engine`. A cache belongs to one dialect, so that is shared as well."""
    first = create("sqlite://")
    first.connect().close()  # which is when a dialect asks what the library can do
    cache: LRUCache[Any, Any] = LRUCache(4000)

    def created(url: URL, **options: Any) -> Engine:
        engine = create(url, **options)
        if engine.dialect.name == first.dialect.name:
            engine.dialect, engine._compiled_cache = first.dialect, cache
        return engine

    return created
