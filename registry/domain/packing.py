"""What is kept of an evaluation: a few columns, and the outcomes of all conditions as one text, a digit each."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from registry.domain.evaluation import CLASS, VERDICT
from registry.domain.rulesets import RuleSet

ANSWER: dict[str, pl.DataType | type[pl.DataType]] = {
    "verdict": VERDICT,
    "candidate_class": CLASS,
    "holds": pl.Boolean,
    "score_low": pl.Float64,
    "score_high": pl.Float64,
    "fixes": pl.UInt8,
}
MOST_DIGITS = 37  # and a leading one in sixteen bytes
_WIDTHS = ((2, pl.UInt8), (4, pl.UInt16), (9, pl.UInt32), (19, pl.UInt64), (38, pl.UInt128))


def answer_columns(rule_set: RuleSet, prefix: str) -> list[pl.Expr]:
    """The answer of a rule set whose columns stand under the prefix."""
    return [
        pl.col("firm_id"),
        pl.lit(rule_set.tier).alias("tier"),
        pl.lit(rule_set.id).alias("rule_set"),
        *(pl.col(prefix + name).alias(name) for name in ANSWER),
        packed_outcomes(rule_set, prefix).alias("outcomes"),
    ]


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
