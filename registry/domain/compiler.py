"""Formulas to expressions: one match over the tree, one builder per function.

Unknown is null and stays null: a division by zero is null, sums are built with `+` so that a missing year is never a zero.
Only where a rule says that an unmade claim counts as nothing (`unclaimed_is_zero`) does a missing year add nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Container
from dataclasses import dataclass, replace
from functools import reduce
from operator import add

import polars as pl

from registry.domain.expressions import Expression, col, first_known, least, lit, when
from registry.domain.facts import ACTIVE_YEARS, at
from registry.domain.formulas import Call, Formula, Name, Number, Operation, Tree
from registry.domain.units import FLAG, TEXT, Unit

PLACES = 9


class Everything(Container[str]):
    """Every name: for a row in which what is not known stands as null."""

    def __contains__(self, name: object) -> bool:
        return True


EVERYTHING = Everything()


@dataclass(frozen=True)
class Reading:
    """How names are read: which columns there are, which codes are yearly, and how many years back we stand."""

    columns: Container[str]
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


def value_of(formula: Formula, reading: Reading) -> Expression:
    """The formula's value, rounded once to nine places if it is a number."""
    built = build(formula.tree, reading)
    return built if formula.unit in (FLAG, TEXT) else built.round(PLACES)


def build(tree: Tree, reading: Reading) -> Expression:
    """The unrounded expression of a tree."""
    match tree:
        case Number(value):
            return lit(value)
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


def _name(name: Name, reading: Reading) -> Expression:
    column = reading.column(name)
    if column in reading.columns:
        return col(column)
    kinds: dict[Unit, pl.DataType] = {FLAG: pl.Boolean(), TEXT: pl.String()}
    return lit(None, kinds.get(reading.units.get(name.code), pl.Float64()))


def _title(tier: str, reading: Reading) -> Expression:
    """The register is the authority: without a valid record the title is not held."""
    column = f"title:{tier}"
    return col(column).fill_null(False) if column in reading.columns else lit(False)


def _quotient(above: Expression, below: Expression) -> Expression:
    return when(below.ne(0)).then(above / below)


def _yearly(tree: Tree, years: int, reading: Reading) -> list[Expression]:
    values = [build(tree, reading.back(lag)) for lag in range(years)]
    return [value.fill_null(0.0) for value in values] if reading.unclaimed_is_zero else values


def _sum(arguments: tuple[Tree, ...], years: int, reading: Reading) -> Expression:
    return reduce(add, _yearly(arguments[0], years, reading))


def _mean(arguments: tuple[Tree, ...], years: int, reading: Reading) -> Expression:
    return _sum(arguments, years, reading) / years


def _growth(arguments: tuple[Tree, ...], _years: int, reading: Reading) -> Expression:
    now, before = build(arguments[0], reading), build(arguments[0], reading.back(1))
    return when(before > 0).then(now / before - 1)


def _mean_growth(arguments: tuple[Tree, ...], years: int, reading: Reading) -> Expression:
    return reduce(add, [_growth(arguments, 1, reading.back(lag)) for lag in range(years)]) / years


def _cagr(arguments: tuple[Tree, ...], years: int, reading: Reading) -> Expression:
    now, before = build(arguments[0], reading), build(arguments[0], reading.back(years))
    return when((before > 0) & (now >= 0)).then((now / before).power(1 / years) - 1)


def _first(arguments: tuple[Tree, ...], _years: int, reading: Reading) -> Expression:
    return first_known(build(arguments[0], reading), build(arguments[1], reading))


def _years_since(arguments: tuple[Tree, ...], _years: int, reading: Reading) -> Expression:
    return col("as_of_year") - build(arguments[0], reading)


def _active_sum(arguments: tuple[Tree, ...], years: int, reading: Reading) -> Expression:
    """Years before the founding year are left out; a firm founded after the data year has no value."""
    active = col(ACTIVE_YEARS)
    values = [
        when(active > lag).then(value).otherwise(0.0) for lag, value in enumerate(_yearly(arguments[0], years, reading))
    ]
    return when(active >= 1).then(reduce(add, values))


def _active_mean(arguments: tuple[Tree, ...], years: int, reading: Reading) -> Expression:
    return _active_sum(arguments, years, reading) / col(ACTIVE_YEARS).at_least(1).at_most(years)


def _active_growth(arguments: tuple[Tree, ...], _years: int, reading: Reading) -> Expression:
    """½(V2/V1 + V3/V2) - 1; two years: V3/V2 - 1; one year or V2 = 0: nothing grew; V1 = 0: the last two years."""
    third, second, first = (build(arguments[0], reading.back(lag)) for lag in range(3))
    active = col(ACTIVE_YEARS)
    last_step = _quotient(third, second)
    return (
        when(active.eq(1) | ((active >= 2) & second.eq(0)))
        .then(0.0)
        .when(active.eq(2) | ((active > 2) & first.eq(0)))
        .then(last_step - 1)
        .when(active > 2)
        .then((_quotient(second, first) + last_step) / 2 - 1)
    )


def _active_base(arguments: tuple[Tree, ...], _years: int, reading: Reading) -> Expression:
    """The lower of V1 and V2; a negative one is enough to know the sign. V2 = 0 settles the growth, so it is zero then."""
    second, first = (build(arguments[0], reading.back(lag)) for lag in (1, 2))
    active = col(ACTIVE_YEARS)
    lower = when((first < 0) | (second < 0)).then(least([first, second]))
    both = lower.when(first.is_not_null() & second.is_not_null()).then(least([first, second]))
    return when(active.eq(1) | second.eq(0)).then(0.0).when(active.eq(2)).then(second).when(active > 2).then(both)


Builder = Callable[[tuple[Tree, ...], int, Reading], Expression]

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
