"""Numbers as people write them: separators, full width, units in the cell, percent signs; never a guess.

An approximate number, a range or a foreign currency is refused with its reason, not read as the nearest number.
"""

from __future__ import annotations

import re
import unicodedata

from importers.faults import CellFault
from importers.words import Unit, find_unit, words

NUMBER = re.compile(
    r"([+-]?)((?:\d{1,3}(?:,\d{3})+|\d{1,4}(?:,\d{4})+|\d+)(?:\.\d*)?|\.\d+)(e[+-]?\d{1,3})?(?![\d.,])(.*)"
)
LOOKS_LIKE_RANGE = re.compile(r"\d[\d,.]*\D{0,4}[-—–~～至到]\D{0,4}\d")


def six_places(value: float) -> float:
    """Rounded to one fen, in the same way as the column parser rounds.

    >>> six_places(0.1 + 0.2)
    0.3
    """
    return round(value * 1e6) / 1e6 if abs(value) < 1e9 else round(value, 6)


def read_number(text: str) -> tuple[float, Unit | None] | CellFault:
    """A number and the unit written behind it, if any.

    >>> read_number("1,234.5")
    (1234.5, None)
    >>> read_number("３０ 万元")[1].power
    4
    >>> read_number("约30万").code, read_number("100-499人").code, read_number("三十").code
    ('approximate_number', 'number_range', 'not_a_number')
    """
    compact = "".join(unicodedata.normalize("NFKC", text).lower().split()).replace("，", ",").lstrip("'第")
    signed, compact = _money_sign(compact)
    if compact.startswith("(") and compact.endswith(")") and NUMBER.fullmatch(compact[1:-1]):
        compact = "-" + compact[1:-1]  # how bookkeepers write a negative number
    match = NUMBER.fullmatch(compact.replace("−", "-"))
    if match is None:
        return _refusal(text, compact)
    sign, digits, exponent, rest = match.groups()
    value = float(sign + digits.replace(",", "") + (exponent or ""))
    if not rest:
        return value, find_unit("美元") if signed == "dollar" else None
    unit = find_unit(rest.strip("()[]【】")) or find_unit(rest.replace("(", "").replace(")", ""))
    if unit and signed not in ("", unit.dimension):  # $20万 are dollars; 人民币20万美元 is nothing
        unit = find_unit(unit.name.removesuffix("元") + "美元") if signed == "dollar" else None
    return (value, unit) if unit else _refusal(text, compact)


def _money_sign(compact: str) -> tuple[str, str]:
    """Which money a sign before the number names, and the text without it."""
    for sign, dimension in words().money_signs.items():
        if compact.startswith(sign) and len(compact) > len(sign):
            return dimension, compact.removeprefix(sign).lstrip(":：")
    return "", compact


def _refusal(text: str, compact: str) -> CellFault:
    known = words()
    if compact in known.cell_errors:
        return CellFault("error_cell", {"value": text})
    if compact.startswith("="):
        return CellFault("formula_not_calculated", {"value": text})
    if LOOKS_LIKE_RANGE.search(compact):
        return CellFault("number_range", {"value": text})
    if not any(char.isdigit() for char in compact):
        return CellFault("not_a_number", {"value": text})
    for currency in known.currencies:
        if currency in compact:
            return CellFault("foreign_currency", {"value": text, "currency": currency})
    if any(word in compact for word in known.approximate):
        return CellFault("approximate_number", {"value": text})
    return CellFault("not_a_number", {"value": text})


def converted(value: float, source: Unit, target: Unit) -> float | None:
    """The value in the target unit; None where the two count different things.

    >>> converted(120000.0, find_unit("元"), find_unit("万元"))
    12.0
    """
    if source.dimension != target.dimension:
        return None
    shift = source.power - target.power
    return value * float(10**shift) if shift >= 0 else value / float(10**-shift)
