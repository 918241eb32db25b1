"""Lists as the firms they are made of, so that an office's own layout can take them in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from registry.domain.errors import NotFound
from registry.domain.texts import mark
from registry.services.lists.asking import Asked
from registry.services.occasions import Occasion


@dataclass(frozen=True)
class ListRows:
    """The firms of a list, one per row and in its order; a firm may come more than once.

    `tier` is the tier that the list is about, or "". `facts` is the filter as the journal keeps it. `own` has a row per row
    of the list and a column per fact (facts.yaml) that the list knows better than the registry: its title, its class.
    """

    label: str
    firm_ids: Sequence[int]
    occasion: Occasion
    tier: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)
    own: pl.DataFrame | None = None


MakeRows = Callable[[Asked], ListRows]
_lists: dict[str, MakeRows] = {}


def register_list(code: str, make: MakeRows) -> None:
    """Add a list; `make` asks for the permission and keeps to the scope itself."""
    _lists[code] = make


def has_layout(code: str) -> bool:
    """Whether the rows of the list are firms, so that a layout can take them in."""
    return code in _lists


def rows_of_firms(asked: Asked, code: str) -> ListRows:
    """The rows of a list. Raises NotFound for a list that does not exist."""
    if code not in _lists:
        raise NotFound(what=mark("这份名单"))
    return _lists[code](asked)
