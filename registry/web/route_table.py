"""The table of addresses: which action each needs, what it is about, and what decides whether that is reached."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from registry.catalogue.strict import read_file

FILE = Path(__file__).with_name("routes.yaml")
REACHES = ("public", "key", "own", "scope", "jurisdiction", "all")


@dataclass(frozen=True)
class Route:
    """One endpoint's entry; `action` is as the decorator of the view says it."""

    action: str
    object: str
    reach: str


@cache
def route_table() -> Mapping[str, Route]:
    """Every entry by its endpoint. Raises CatalogueError for a line that is not one."""
    held = read_file(FILE)
    entries = {endpoint: held.entry(endpoint).only(("action", "object", "reach")) for endpoint in held}
    return {
        endpoint: Route(str(entry.need("action")), str(entry.need("object")), entry.word("reach", REACHES))
        for endpoint, entry in entries.items()
    }
