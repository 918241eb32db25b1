"""The kinds of exit from a pool, as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from registry.catalogue.strict import read_file
from registry.domain.errors import InvalidInput
from registry.domain.indicators import Text
from registry.domain.texts import mark

KEYS = ("code", "label", "needs_reason", "needs_title")


@dataclass(frozen=True)
class ExitKind:
    """Why a firm leaves; `needs_title` allows it only to firms that hold the title by then."""

    code: str
    label: Text
    needs_reason: bool = False
    needs_title: bool = False


@cache
def exit_kinds(file: Path = Path(__file__).parent / "exits.yaml") -> Mapping[str, ExitKind]:
    """All kinds by code, in the order of the file. Raises CatalogueError for a file that is not in the agreed form."""
    top = read_file(file).only(("kinds",))
    kinds: dict[str, ExitKind] = {}
    for entry in top.entries("kinds"):
        code = entry.only(KEYS).code()
        if code in kinds:
            raise entry.fault(f"「{code}」写了两次", "code")
        kinds[code] = ExitKind(code, entry.text("label"), entry.flag("needs_reason"), entry.flag("needs_title"))
    if sum(kind.needs_title for kind in kinds.values()) != 1:
        raise top.fault("应恰有一种出库写「needs_title: true」")
    return kinds


def get_exit_kind(code: str) -> ExitKind:
    """The kind with that code. Raises InvalidInput for one that does not exist."""
    kind = exit_kinds().get(code)
    if kind is None:
        raise InvalidInput(field=mark("出库类型"), reason=mark("请选择一种出库类型。"))
    return kind


def recognition() -> ExitKind:
    """The kind for firms that were recognised."""
    return next(kind for kind in exit_kinds().values() if kind.needs_title)
