"""Thresholds as people write them: `3%`, `5000 万元`, `365 天`, `70`."""

from __future__ import annotations

import re

from registry.domain.units import FRACTION

_QUANTITY = re.compile(r"^\s*(-?\d+(?:\.\d+)?)\s*(%|[^\d\s.%]*)\s*$")


def read_quantity(text: object) -> tuple[float, str]:
    """Value and unit; a percentage becomes a fraction. Raises ValueError for anything else.

    >>> read_quantity("3%")
    (0.03, '%')
    >>> read_quantity("5000 万元")
    (5000.0, '万元')
    """
    if isinstance(text, int | float) and not isinstance(text, bool):
        return float(text), ""
    match = _QUANTITY.match(str(text))
    if not match:
        raise ValueError(str(text))
    number, unit = float(match[1]), match[2]
    return (round(number / 100, 12), FRACTION) if unit == FRACTION else (number, unit)
