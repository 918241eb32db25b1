"""What is computed first: values of formulas and memberships of industries, each once however many conditions read it."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from registry.domain.compiler import Reading, value_of
from registry.domain.expressions import Expression, col, lit
from registry.domain.facts import INDUSTRY
from registry.domain.formulas import Formula, Name
from registry.domain.industries import begins_with
from registry.domain.units import FLAG, TEXT


class First:
    """Collects expressions over facts and gives each a column; the same question gets the same column."""

    def __init__(self) -> None:
        self._columns: dict[object, tuple[str, Expression]] = {}

    def value(self, formula: Formula, reading: Reading) -> str:
        """Column of the formula's value; a flag or a text that is simply read stands in the frame already."""
        tree, exact = formula.tree, formula.unit in (FLAG, TEXT)
        if exact and isinstance(tree, Name) and reading.column(tree) in reading.columns:
            return reading.column(tree)
        return self._column((tree, reading.lag, reading.unclaimed_is_zero, exact), value_of(formula, reading))

    def inside(self, industries: Sequence[str], reading: Reading) -> str:
        """Column that says whether the firm's industry lies within; null where it is unknown or too coarse."""
        known = "industry_code" in reading.columns
        section = col("industry_section")
        digits = col(INDUSTRY) if known else lit(None, pl.String)
        return self._column(tuple(industries), begins_with(digits, section, industries))

    def expressions(self) -> dict[str, Expression]:
        """All that was asked for, by its column."""
        return dict(self._columns.values())

    def _column(self, key: object, expression: Expression) -> str:
        name, _ = self._columns.setdefault(key, (f"={len(self._columns)}", expression))
        return name
