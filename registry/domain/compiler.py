"""Formulas to Polars expressions: one match over the tree, one builder per function.

Unknown is null and stays null: a division by zero is null, sums are built with `+` so that a missing year is never a zero.
Only where a rule says that an unmade claim counts as nothing (`unclaimed_is_zero`) does a missing year add nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import reduce
from operator import add

import polars as pl

from registry.domain.facts import ACTIVE_YEARS, at
from registry.domain.formulas import Call, Formula, Name, Number, Operation, Tree
from registry.domain.units import FLAG, TEXT, Unit

PLACES = 9


@dataclass(frozen=True)
class Reading:
    """How names are read: which columns there are, which codes are yearly, and how many years back we stand."""

    columns: frozenset[str]
    annual: frozenset[str]
    units: dict[str, Unit]
    lag: int = 0
    unclaimed_is_zero: bool = False

    def back(self, years: int) -> Reading:
        """The same reading, some years earlier."""
        return replace(self, lag=self.lag + years)

    def column(self, name: Name) -> str:
        """The column that holds the name for the year we stand in."""
        return at(name.code, self.lag + name.lag) if name.code in self.annual else name.code


def value_of(formula: Formula, reading: Reading) -> pl.Expr:
    """The formula's value, rounded once to nine places if it is a number."""
    built = build(formula.tree, reading)
    return built if formula.unit in (FLAG, TEXT) else built.round(PLACES)


def build(tree: Tree, reading: Reading) -> pl.Expr:
    """The unrounded expression of a tree."""
    match tree:
        case Number(value):
            return pl.lit(value)
        case Name():
            return _name(tree, reading)
        case Operation("/", left, right):
            return _quotient(build(left, reading), build(right, reading))
        case Operation(symbol, left, right):
            one, other = build(left, reading), build(right, reading)
            return {"+": one + other, "-": one - other, "*": one * other}[symbol]
        case Call("title", _, _, tier):
            return _title(tier, reading)
        case Call(function, arguments, years):
            return BUILDERS[function](arguments, years, reading)


def _name(name: Name, reading: Reading) -> pl.Expr:
    column = reading.column(name)
    if column in reading.columns:
        return pl.col(column)
    kinds: dict[Unit, pl.DataType] = {FLAG: pl.Boolean(), TEXT: pl.String()}
    return pl.lit(None, dtype=kinds.get(reading.units.get(name.code), pl.Float64()))


def _title(tier: str, reading: Reading) -> pl.Expr:
    """The register is the authority: without a valid record the title is not held."""
    column = f"title:{tier}"
    return pl.col(column).fill_null(False) if column in reading.columns else pl.lit(False)


def _quotient(above: pl.Expr, below: pl.Expr) -> pl.Expr:
    return pl.when(below != 0).then(above / below)


def _yearly(tree: Tree, years: int, reading: Reading) -> list[pl.Expr]:
    values = [build(tree, reading.back(lag)) for lag in range(years)]
    return [value.fill_null(0.0) for value in values] if reading.unclaimed_is_zero else values


def _sum(arguments: tuple[Tree, ...], years: int, reading: Reading) -> pl.Expr:
    return reduce(add, _yearly(arguments[0], years, reading))


def _mean(arguments: tuple[Tree, ...], years: int, reading: Reading) -> pl.Expr:
    return _sum(arguments, years, reading) / years


def _growth(arguments: tuple[Tree, ...], _years: int, reading: Reading) -> pl.Expr:
    now, before = build(arguments[0], reading), build(arguments[0], reading.back(1))
    return pl.when(before > 0).then(now / before - 1)


def _mean_growth(arguments: tuple[Tree, ...], years: int, reading: Reading) -> pl.Expr:
    return reduce(add, [_growth(arguments, 1, reading.back(lag)) for lag in range(years)]) / years


def _cagr(arguments: tuple[Tree, ...], years: int, reading: Reading) -> pl.Expr:
    now, before = build(arguments[0], reading), build(arguments[0], reading.back(years))
    return pl.when((before > 0) & (now >= 0)).then((now / before).pow(1 / years) - 1)


def _first(arguments: tuple[Tree, ...], _years: int, reading: Reading) -> pl.Expr:
    return pl.coalesce(build(arguments[0], reading), build(arguments[1], reading))


def _years_since(arguments: tuple[Tree, ...], _years: int, reading: Reading) -> pl.Expr:
    return pl.col("as_of_year") - build(arguments[0], reading)


def _active_sum(arguments: tuple[Tree, ...], years: int, reading: Reading) -> pl.Expr:
    """Years before the founding year are left out; a firm founded after the data year has no value."""
    active = pl.col(ACTIVE_YEARS)
    values = [
        pl.when(active > lag).then(value).otherwise(0.0)
        for lag, value in enumerate(_yearly(arguments[0], years, reading))
    ]
    return pl.when(active >= 1).then(reduce(add, values))


def _active_mean(arguments: tuple[Tree, ...], years: int, reading: Reading) -> pl.Expr:
    return _active_sum(arguments, years, reading) / pl.col(ACTIVE_YEARS).clip(1, years)


def _active_growth(arguments: tuple[Tree, ...], _years: int, reading: Reading) -> pl.Expr:
    """½(V2/V1 + V3/V2) - 1; two years: V3/V2 - 1; one year or V2 = 0: nothing grew; V1 = 0: the last two years."""
    third, second, first = (build(arguments[0], reading.back(lag)) for lag in range(3))
    active = pl.col(ACTIVE_YEARS)
    last_step = _quotient(third, second)
    return (
        pl.when((active == 1) | ((active >= 2) & (second == 0)))
        .then(0.0)
        .when((active == 2) | ((active > 2) & (first == 0)))
        .then(last_step - 1)
        .when(active > 2)
        .then((_quotient(second, first) + last_step) / 2 - 1)
    )


def _active_base(arguments: tuple[Tree, ...], _years: int, reading: Reading) -> pl.Expr:
    """The lower of V1 and V2; a negative one is enough to know the sign. V2 = 0 settles the growth, so it is zero then."""
    second, first = (build(arguments[0], reading.back(lag)) for lag in (1, 2))
    active = pl.col(ACTIVE_YEARS)
    lower = pl.when((first < 0) | (second < 0)).then(pl.min_horizontal(first, second))
    both = lower.when(first.is_not_null() & second.is_not_null()).then(pl.min_horizontal(first, second))
    return pl.when((active == 1) | (second == 0)).then(0.0).when(active == 2).then(second).when(active > 2).then(both)


Builder = Callable[[tuple[Tree, ...], int, Reading], pl.Expr]

BUILDERS: dict[str, Builder] = {
    "sum": _sum,
    "mean": _mean,
    "growth": _growth,
    "mean_growth": _mean_growth,
    "cagr": _cagr,
    "first": _first,
    "years_since": _years_since,
    "active_sum": _active_sum,
    "active_mean": _active_mean,
    "active_growth": _active_growth,
    "active_base": _active_base,
}
