"""Outcomes of all conditions as one text, a digit each: what is stored and what lists count by."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from registry.domain.rulesets import RuleSet

MOST_DIGITS = 18  # and a leading one in eight bytes
_WIDTHS = ((2, pl.UInt8), (4, pl.UInt16), (9, pl.UInt32), (19, pl.UInt64))


def packed_outcomes(rule_set: RuleSet, prefix: str = "") -> pl.Expr:
    """One digit per condition in reading order, as a text. Added up as numbers: texts are slow to join."""
    digits = [pl.col(f"{prefix}{leaf.code}.outcome") for leaf in rule_set.conditions()]
    parts = [_text(digits[start : start + MOST_DIGITS]) for start in range(0, len(digits), MOST_DIGITS)]
    return parts[0] if len(parts) == 1 else pl.concat_str(parts)


def _text(digits: Sequence[pl.Expr]) -> pl.Expr:
    number = _number(digits)
    width = _width(len(digits) + 1)
    leading = pl.lit(10 ** len(digits), dtype=width)
    return (number.cast(width) + leading).cast(pl.String).str.slice(1)


def _number(digits: Sequence[pl.Expr]) -> pl.Expr:
    """Digits as one number, by halves, in as few bytes as each half needs."""
    if len(digits) == 1:
        return digits[0]
    middle = len(digits) // 2
    width = _width(len(digits))
    high, low = (_number(part).cast(width) for part in (digits[:middle], digits[middle:]))
    return high * pl.lit(10 ** (len(digits) - middle), dtype=width) + low


def _width(digits: int) -> type[pl.DataType]:
    return next(width for most, width in _WIDTHS if digits <= most)
