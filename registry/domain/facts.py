"""The facts that the engine reads, and their names.

One row per firm. Facts of the firm stand under their code, yearly facts under `code@0` (the data year), `code@-1` … `code@-3`.
`title:<tier>` says whether the tier is held on the as-of date. A column that is not there is unknown for every firm.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import polars as pl

from registry.domain.formulas import OLDEST
from registry.domain.indicators import Indicators, Kind, Level
from registry.domain.industries import Industries
from registry.domain.sizes import SizeTable
from registry.domain.units import FLAG, TEXT, Unit

DERIVED: dict[str, Unit] = {
    "age": "年",
    "days_registered": "天",
    "data_year": "年",
    "as_of_year": "年",
    "is_sme": FLAG,
    "industry_section": TEXT,
}
ACTIVE_YEARS = "@active_years"
SIZE_ROW = "@size_row"
INDUSTRY = "@industry"  # the digits of its code
SIZE_INPUTS = "@size_inputs"  # added to the row that is explained
SINCE_ALWAYS = 99


def at(code: str, lag: int) -> str:
    """Column of a yearly fact.

    >>> at("revenue", 1)
    'revenue@-1'
    """
    return f"{code}@{-lag}" if lag else f"{code}@0"


@dataclass(frozen=True)
class Derivation:
    """What is needed to derive facts: the as-of date, the data year and the tables of the catalogue."""

    as_of: date
    data_year: int
    indicators: Indicators
    sizes: SizeTable
    industries: Industries
    zero_with: tuple[tuple[str, str], ...] = ()


def typed_columns(indicators: Indicators) -> Iterator[tuple[str, type[pl.DataType]]]:
    """Columns of numbers and flags with the type they are read in."""
    for code, indicator in indicators.items():
        kind = pl.Boolean if indicator.kind is Kind.FLAG else pl.Float64 if indicator.kind.is_numeric else None
        if kind is not None:
            for name in [code] if indicator.level is Level.FIRM else [at(code, lag) for lag in range(OLDEST + 1)]:
                yield name, kind
