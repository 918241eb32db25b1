"""A whole rule set in one canonical text: what is hashed, what is stored when it is published, and how it is read back."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from typing import Any

from registry.catalogue.strict import Entry
from registry.domain.errors import CatalogueError

# Where a rule set holds days; JSON knows none.
_DAYS = {"effective": ("from",), "source": ("checked_on",)}


def written(entry: Entry) -> str:
    """The meaning as text: comments, order of keys and layout do not count, nor does the last day.

    That is set by what comes after: a version that ends says nothing else than before.
    """
    effective = {key: day for key, day in entry.entry("effective").items() if key != "to"}
    return json.dumps({**entry, "effective": effective}, sort_keys=True, ensure_ascii=False, default=str)


def hash_of(document: str) -> str:
    """The hash of a canonical text."""
    return hashlib.sha256(document.encode()).hexdigest()


def entry_of(document: str) -> Entry:
    """The entry that a canonical text was written from. Raises CatalogueError."""
    try:
        value = json.loads(document, object_pairs_hook=_entry)
    except json.JSONDecodeError as fault:
        raise CatalogueError(file="rule_set_version", line=fault.lineno, reason="存档的标准已损坏") from None
    if not isinstance(value, Entry):
        raise CatalogueError(file="rule_set_version", line=1, reason="存档的标准已损坏")
    for part, keys in _DAYS.items():
        days = value.entry(part)
        days.update({key: _day(days[key]) for key in keys if key in days})
    return value


def _entry(pairs: list[tuple[str, Any]]) -> Entry:
    entry = Entry("rule_set_version", 1)
    entry.update(pairs)
    entry.lines = dict.fromkeys(entry, 1)
    return entry


def _day(value: Any) -> Any:
    """A day; anything else is left for the reader to refuse."""
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        return value
