"""What each operation of an expression means, to Polars and to the plain values of one firm, line beside line.

A new operation is one line here; `tests/domain/test_expressions.py` holds both meanings against each other. An operation on an
unknown value is unknown without being asked, unless it is marked as one that asks itself.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache, reduce
from math import inf, nan
from typing import Any, TypeAlias

import polars as pl

Kind: TypeAlias = "pl.DataType | type[pl.DataType]"


@dataclass(frozen=True, eq=False)
class Meaning:
    """Of an operation: `columns` makes a Polars expression of Polars expressions, `values` a value of values.

    Unless it `asks_null`, `values` is only called with known ones.
    """

    columns: Callable[..., pl.Expr]
    values: Callable[..., Any]
    asks_null: bool = False


def _divided(above: float, below: float) -> float:
    """As processors divide: by zero it is infinite, and zero by zero is no number."""
    if below:
        return above / below
    return nan if not above or above != above else inf if (above > 0) == (str(below)[0] != "-") else -inf


def rounded(value: float, places: int) -> float:
    """Rounded by the steps that Polars takes, so that both land on the same number.

    >>> rounded(0.3 - 0.2, 9)
    0.1
    """
    scale = 10.0**places
    moved = value * scale
    return round(moved) / scale if moved - moved == 0 else value


def _raised(value: float, exponent: float) -> float:
    try:
        return float(value**exponent)
    except (OverflowError, ZeroDivisionError):
        return inf


# What is no number is above every number and equal to itself, as in Polars.
def _at_least(one: Any, other: Any) -> Any:
    return one >= other or one != one


def _above(one: Any, other: Any) -> Any:
    return one > other or (one != one and other == other)


def _equal(one: Any, other: Any) -> Any:
    return one == other or (one != one and other != other)


def _all(*tests: bool | None) -> bool | None:
    return False if False in tests else None if None in tests else True


def _any(*tests: bool | None) -> bool | None:
    return True if True in tests else None if None in tests else False


def _first_known(*values: Any) -> Any:
    return next((value for value in values if value is not None), None)


def _numbers(values: Iterable[Any]) -> list[Any]:
    """Those that are known; what is no number only where nothing else is."""
    known = [value for value in values if value is not None]
    return [value for value in known if value == value] or known


def _least(*values: Any) -> Any:
    return min(_numbers(values), default=None)


def _greatest(*values: Any) -> Any:
    return max(_numbers(values), default=None)


ADD = Meaning(operator.add, operator.add)
SUBTRACT = Meaning(operator.sub, operator.sub)
MULTIPLY = Meaning(operator.mul, operator.mul)
DIVIDE = Meaning(operator.truediv, _divided)
NEGATE = Meaning(operator.neg, operator.neg)
ABSOLUTE = Meaning(pl.Expr.abs, abs)
AT_LEAST = Meaning(operator.ge, _at_least)
AT_MOST = Meaning(operator.le, lambda one, other: _at_least(other, one))
ABOVE = Meaning(operator.gt, _above)
BELOW = Meaning(operator.lt, lambda one, other: _above(other, one))
EQUAL = Meaning(operator.eq, _equal)
UNEQUAL = Meaning(operator.ne, lambda one, other: not _equal(one, other))
NOT = Meaning(operator.invert, operator.not_)
ALL = Meaning(lambda *tests: pl.all_horizontal(tests) if len(tests) != 2 else tests[0] & tests[1], _all, True)
ANY = Meaning(lambda *tests: pl.any_horizontal(tests) if len(tests) != 2 else tests[0] | tests[1], _any, True)
IS_NULL = Meaning(pl.Expr.is_null, lambda value: value is None, True)
IS_NOT_NULL = Meaning(pl.Expr.is_not_null, lambda value: value is not None, True)
FILL = Meaning(lambda value, other: value.fill_null(other), _first_known, True)
FIRST_KNOWN = Meaning(lambda *values: pl.coalesce(values), _first_known, True)
LEAST = Meaning(lambda *values: pl.min_horizontal(values), _least, True)
GREATEST = Meaning(lambda *values: pl.max_horizontal(values), _greatest, True)
TOTAL = Meaning(lambda *values: pl.sum_horizontal(values), lambda *values: reduce(operator.add, values))
YEAR = Meaning(lambda day: day.dt.year(), lambda day: day.year)
MONTH = Meaning(lambda day: day.dt.month(), lambda day: day.month)
DAY = Meaning(lambda day: day.dt.day(), lambda day: day.day)
DAYS_UNTIL = Meaning(lambda day, until: (until - day).dt.total_days(), lambda day, until: (until - day).days)
CLEAN = Meaning(lambda text: text.str.strip_chars().str.to_uppercase(), lambda text: text.strip().upper())
WITHOUT_LETTER = Meaning(lambda text: text.str.replace(r"^[A-Z]", ""), lambda text: text["A" <= text[:1] <= "Z" :])
BEGINS_WITH = Meaning(lambda text, start: text.str.starts_with(start), lambda text, start: text.startswith(start))
BYTES = Meaning(lambda text: text.str.len_bytes(), lambda text: len(text.encode()))

_CASTS: Mapping[Any, Callable[[Any], Any]] = {pl.Float64: float, pl.UInt8: int, pl.Int32: int}


@cache
def rounding(places: int) -> Meaning:
    """To so many decimal places."""
    return Meaning(lambda value: value.round(places), lambda value: rounded(value, places))


@cache
def power(exponent: float) -> Meaning:
    """To a power; the base is not negative."""
    return Meaning(lambda value: value.pow(exponent), lambda value: _raised(value, exponent))


@cache
def upper_bound(bound: float) -> Meaning:
    """No more than the bound."""
    return Meaning(lambda value: value.clip(upper_bound=bound), lambda value: min(value, bound))


@cache
def lower_bound(bound: float) -> Meaning:
    """No less than the bound."""
    return Meaning(lambda value: value.clip(lower_bound=bound), lambda value: max(value, bound))


@cache
def casting(kind: Kind) -> Meaning:
    """Another kind of number."""
    return Meaning(lambda value: value.cast(kind), _CASTS[kind])


@cache
def membership(wanted: tuple[Any, ...]) -> Meaning:
    """One of these."""
    return Meaning(lambda value: value.is_in(wanted), frozenset(wanted).__contains__)


@cache
def beginning(length: int) -> Meaning:
    """So many signs from the start of a text."""
    return Meaning(lambda text: text.str.slice(0, length), lambda text: text[:length])


def looking_up(table: Mapping[Any, Any], kind: Kind) -> Meaning:
    """What a table says; null where it says nothing."""
    return Meaning(
        lambda value: value.replace_strict(table, default=None, return_dtype=kind), lambda value: table.get(value)
    )
