"""In which column of a sheet an indicator stands."""

from __future__ import annotations

from collections.abc import Mapping

# sheet, indicator, year (None: any) -> column letter, and the row where it is not the row of the figures
Places = Mapping[tuple[str, str, int | None], tuple[str, int]]


def place(places: Places, sheet: str, indicator: str, year: int | None) -> tuple[str, int]:
    """The column letter and, where lines are turned, the row; empty and 0 where it is not known.

    >>> place({("台账", "revenue", None): ("D", 0)}, "台账", "revenue", 2025)
    ('D', 0)
    """
    return places.get((sheet, indicator, year), places.get((sheet, indicator, None), ("", 0)))
