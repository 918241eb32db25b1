"""What a table is remembered by: a key for each of its heads, and one short signature of them all."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from importers.headers import YEAR
from importers.words import words


def distinct_keys(keys: Iterable[str]) -> tuple[str, ...]:
    """The keys of heads, from left to right, those that repeat an earlier one numbered.

    >>> distinct_keys(["企业名称", "营业收入", "营业收入", ""])
    ('企业名称', '营业收入', '营业收入#2', '')
    """
    met: dict[str, int] = {}
    found = []
    for key in keys:
        met[key] = met.get(key, 0) + 1
        found.append(f"{key}#{met[key]}" if key and met[key] > 1 else key)
    return tuple(found)


def signature_of(keys: Iterable[str]) -> str:
    """A stable short hash of the keys in their order; years, blank heads and the columns of an earlier check do not count.

    >>> signature_of(["企业名称", "2024年"]) == signature_of(["企业名称", "2025年", "", "状态", "状态#2"])
    True
    """
    said = [YEAR.sub("", key) for key in keys if key and key.partition("#")[0] not in words().status_headers]
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:16] if said else ""
