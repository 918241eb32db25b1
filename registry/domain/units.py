"""Units of quantities, so that a share is only ever compared with a share and 万元 are never added to people.

A unit is the text shown beside a number; "%" is a fraction of two like quantities, "" a pure number. A literal number has
no unit of its own (None) and takes that of its neighbour. Flags, texts and dates are not quantities.
"""

from __future__ import annotations

from typing import TypeAlias

from registry.domain.indicators import Indicator, Kind

Unit: TypeAlias = str | None

FLAG, TEXT, DATE = "flag", "text", "date"
NOT_QUANTITIES = (FLAG, TEXT, DATE)
FRACTION = "%"


def unit_of(indicator: Indicator) -> Unit:
    """The unit a formula sees: the catalogue's, or the kind for what is no quantity."""
    match indicator.kind:
        case Kind.FLAG:
            return FLAG
        case Kind.DATE:
            return DATE
        case Kind.TEXT | Kind.CHOICE | Kind.PERSONAL:
            return TEXT
        case Kind.RATIO:
            return FRACTION
    return indicator.unit


def added(left: Unit, right: Unit) -> Unit:
    """Unit of a sum or difference; raises ValueError with the two units when they differ.

    >>> added("年", None)
    '年'
    """
    _quantities(left, right)
    if left is None or right is None or left == right:
        return left if right is None else right
    raise ValueError(f"{left or '无单位'} / {right or '无单位'}")


def multiplied(left: Unit, right: Unit) -> Unit:
    """Unit of a product: one side must be a pure number or a fraction."""
    _quantities(left, right)
    for one, other in ((left, right), (right, left)):
        if one is None or one in ("", FRACTION):
            return other
    raise ValueError(f"{left} × {right}")


def divided(left: Unit, right: Unit) -> Unit:
    """Unit of a quotient: like by like is a fraction.

    >>> divided("万元", "万元")
    '%'
    """
    _quantities(left, right)
    if left == right:
        return None if left is None else FRACTION
    if right is None or right == "":
        return left
    return f"{left or ''}/{right}"


def _quantities(*units: Unit) -> None:
    for unit in units:
        if unit in NOT_QUANTITIES:
            raise ValueError(f"{unit}")
