"""The size bands of 工信部联企业〔2011〕300号 (large bounds): which firms are small or medium.

A firm is large only where every indicator of its industry's row is known and at or above the row's large bound; one known
indicator below is enough to be an SME. Where the industry is unknown, too coarse, or outside the table, a firm below the
bounds that hold in every row is an SME, and any other is unknown.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

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

    def is_sme(self, row: pl.Expr, present: frozenset[str]) -> pl.Expr:
        """True, false or null per firm, from its row and the row's bounds (see `bounds`) and the data year's figures."""
        below_everywhere = pl.all_horizontal(_below(code, pl.lit(bound), present) for code, bound in self.any_industry)
        not_large = pl.any_horizontal(
            pl.when(pl.col(_bound(code)).is_not_null())
            .then(_below(code, pl.col(_bound(code)), present))
            .otherwise(False)
            for code in self.indicators()
        )
        return pl.when(below_everywhere).then(True).when(row.is_not_null()).then(not_large)

    def bounds(self, row: pl.Expr) -> list[pl.Expr]:
        """For each indicator of the table the large bound of a row; null where the row does not use it."""
        found = []
        for code in self.indicators():
            by_row = {index: dict(each.large)[code] for index, each in enumerate(self.rows) if code in dict(each.large)}
            found.append(row.replace_strict(by_row, default=None, return_dtype=pl.Float64).alias(_bound(code)))
        return found

    def indicators(self) -> list[str]:
        """Codes of all indicators of the table."""
        return list(dict.fromkeys(code for size_row in self.rows for code, _ in size_row.large))

    def inputs(self, row: int | None) -> tuple[str, ...]:
        """What the class of a firm rests on: its row's indicators; without a row the industry and the any-industry bounds."""
        if row is None:
            return ("industry_code", *(code for code, _ in self.any_industry))
        return tuple(code for code, _ in self.rows[row].large)

    def row_index(self, industry: pl.Expr) -> pl.Expr:
        """Index of the row whose prefix the code begins with; null where none does."""
        codes = {prefix: index for index, row in enumerate(self.rows) for prefix in row.prefixes}
        text = clean(industry)
        digits = text.str.replace(r"^[A-Z]", "")
        lengths = sorted({len(prefix) for prefix in codes if prefix.isdigit()}, reverse=True)
        found = [
            digits.str.slice(0, length).replace_strict(codes, default=None, return_dtype=pl.Int8) for length in lengths
        ]
        letter = pl.when(digits == "").then(text).replace_strict(codes, default=None, return_dtype=pl.Int8)
        return pl.coalesce(*found, letter)


def _bound(code: str) -> str:
    return f"@large:{code}"


def _below(code: str, bound: pl.Expr, present: frozenset[str]) -> pl.Expr:
    column = f"{code}@0"
    return pl.col(column) < bound if column in present else pl.lit(None, dtype=pl.Boolean)
