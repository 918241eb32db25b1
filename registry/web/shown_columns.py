"""Which columns a list shows: chosen in its address (`column=…`, once for each), else the usual ones."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from flask import request


@dataclass(frozen=True)
class ShownColumn:
    """A column that the list can show, and whether it does."""

    code: str
    label: str
    is_shown: bool


def shown_columns(offered: Mapping[str, str], usual: Collection[str]) -> list[ShownColumn]:
    """The columns in their order; an address without a known one means the usual ones."""
    asked = {code for code in request.args.getlist("column") if code in offered}
    shown = asked or set(usual)
    return [ShownColumn(code, label, code in shown) for code, label in offered.items()]


def chosen(columns: list[ShownColumn], usual: Collection[str]) -> list[str]:
    """The codes as the address must say them; none where they are the usual ones."""
    shown = [column.code for column in columns if column.is_shown]
    return [] if set(shown) == set(usual) else shown


def other_arguments(*left_out: str) -> list[tuple[str, str]]:
    """The other arguments of this address, for a form that changes only some."""
    return [
        (name, value) for name, value in request.args.items(multi=True) if value and name not in (*left_out, "page")
    ]
