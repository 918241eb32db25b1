"""Lists whose file may take longer than a page can wait, so that a job can write it: how many rows, and who writes them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

from registry.domain.errors import NotFound
from registry.domain.texts import mark
from registry.services.lists.asking import Asked


@dataclass(frozen=True)
class LongList:
    """A list: what it is called, how many rows it has, and who writes it and notes the export."""

    label: str
    count: Callable[[Asked], int]
    write: Callable[[Asked, BinaryIO], object]


_lists: dict[str, LongList] = {}


def register_long_list(code: str, found: LongList) -> None:
    """Add a list; its functions ask for the permission and keep to the scope themselves."""
    _lists[code] = found


def long_list(code: str) -> LongList:
    """The list of that code. Raises NotFound."""
    if code not in _lists:
        raise NotFound(what=mark("这份名单"))
    return _lists[code]
