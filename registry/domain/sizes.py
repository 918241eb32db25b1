"""The size bands of 工信部联企业〔2011〕300号 (large bounds): which firms are small or medium.

A firm is large only where every indicator of its industry's row is known and at or above the row's large bound; one known
indicator below is enough to be an SME. Where the industry is unknown, too coarse, or outside the table, a firm below the
bounds that hold in every row is an SME, and any other is unknown.
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass

import polars as pl

from registry.domain import operations
from registry.domain.expressions import Expression, all_of, any_of, apply, col, first_known, lit, looked_up, when
from registry.domain.industries import clean


@dataclass(frozen=True)
class SizeRow:
    """One industry of the table: its code prefixes and the lower bound of large for each indicator."""

    label: str
    prefixes: tuple[str, ...]
    large: tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class SizeTable:
    """All rows, and the bounds below which a firm is an SME in every row."""

    rows: tuple[SizeRow, ...]
    any_industry: tuple[tuple[str, float], ...]

    def is_sme(self, row: Expression, present: Container[str]) -> Expression:
        """True, false or null per firm, from its row and the row's bounds (see `bounds`) and the data year's figures."""
        below_everywhere = all_of(_below(code, lit(bound), present) for code, bound in self.any_industry)
        not_large = any_of(
            when(col(_bound(code)).is_not_null()).then(_below(code, col(_bound(code)), present)).otherwise(False)
            for code in self.indicators()
        )
        return when(below_everywhere).then(True).when(row.is_not_null()).then(not_large)

    def bounds(self, row: Expression) -> dict[str, Expression]:
        """For each indicator of the table the large bound of a row, by its column; null where the row does not use it."""
        found = {}
        for code in self.indicators():
            by_row = {index: dict(each.large)[code] for index, each in enumerate(self.rows) if code in dict(each.large)}
            found[_bound(code)] = looked_up(row, by_row, pl.Float64)
        return found

    def indicators(self) -> list[str]:
        """Codes of all indicators of the table."""
        return list(dict.fromkeys(code for size_row in self.rows for code, _ in size_row.large))

    def inputs(self, row: int | None) -> tuple[str, ...]:
        """What the class of a firm rests on: its row's indicators; without a row the industry and the any-industry bounds."""
        if row is None:
            return ("industry_code", *(code for code, _ in self.any_industry))
        return tuple(code for code, _ in self.rows[row].large)

    def row_index(self, industry: Expression) -> Expression:
        """Index of the row whose prefix the code begins with; null where none does."""
        codes = {prefix: index for index, row in enumerate(self.rows) for prefix in row.prefixes}
        text = clean(industry)
        digits = apply(operations.WITHOUT_LETTER, text)
        lengths = sorted({len(prefix) for prefix in codes if prefix.isdigit()}, reverse=True)
        found = [looked_up(apply(operations.beginning(length), digits), codes, pl.Int8) for length in lengths]
        letter = looked_up(when(digits.eq("")).then(text), codes, pl.Int8)
        return first_known(*found, letter)


def _bound(code: str) -> str:
    return f"@large:{code}"


def _below(code: str, bound: Expression, present: Container[str]) -> Expression:
    column = f"{code}@0"
    return col(column) < bound if column in present else lit(None, pl.Boolean)
