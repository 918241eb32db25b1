"""Column heads that sort: each is a link to the same list in another order, and says which order is in force."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request

from registry.web.listing import address


@dataclass(frozen=True)
class SortHead:
    """One head: where a click leads, and "ascending", "descending" or "" for aria-sort."""

    url: str
    direction: str


def sort_head(ascending: str, default: str = "", current: str = "") -> SortHead:
    """The head that sorts by a key, its reverse with a minus before it. `default` is the order of an address without one,
    `current` the order in force where the address may say one that the list does not know.

    A first click sorts upwards, the next downwards.
    """
    current = current or request.args.get("sort", "") or default
    descending = f"-{ascending}"
    wanted = descending if current == ascending else ascending
    direction = {ascending: "ascending", descending: "descending"}.get(current, "")
    return SortHead(address(sort=None if wanted == default else wanted), direction)
