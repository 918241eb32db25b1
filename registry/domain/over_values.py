"""Expressions as functions of one firm's row: closures over plain Python values, made once for a rule set.

Planning a thousand Polars expressions takes far longer than working them out for one firm. Nothing of Python's is compiled.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from operator import itemgetter
from typing import Any, TypeAlias

from registry.domain.expressions import Applied, Column, Expression, Literal, When
from registry.domain.operations import Meaning

Row: TypeAlias = Mapping[str, Any]
Worked: TypeAlias = Callable[[Row], Any]


class Program:
    """Steps of named expressions as one function: each step reads the facts and what the steps before it made."""

    def __init__(self, steps: Iterable[Mapping[str, Expression]]) -> None:
        listed = list(steps)
        self._steps = [(tuple(step), tuple(map(value_of, step.values()))) for step in listed]
        self._unknown = dict.fromkeys(name for step in listed for each in step.values() for name in names_read(each))

    def run(self, facts: Row) -> dict[str, Any]:
        """The facts with all that the steps make of them; a fact that is not there is unknown."""
        row = {**self._unknown, **facts}
        for names, functions in self._steps:
            row.update(zip(names, [work(row) for work in functions], strict=True))
        return row


def names_read(expression: Expression) -> Iterator[str]:
    """Names of the columns that an expression reads."""
    match expression:
        case Column(name):
            yield name
        case Applied(_, operands):
            for operand in operands:
                yield from names_read(operand)
        case When(branches, last):
            for part in (*(part for branch in branches for part in branch), *((last,) if last else ())):
                yield from names_read(part)


def value_of(expression: Expression) -> Worked:
    """The function that works it out."""
    match expression:
        case Column(name):
            return itemgetter(name)
        case Literal(value):
            return lambda row: value
        case Applied(meaning, operands):
            return _applied(meaning, [value_of(operand) for operand in operands])
        case When(branches, last):
            return _chosen([(value_of(test), value_of(value)) for test, value in branches], last)
    raise AssertionError(f"no value for {expression!r}")


def _applied(meaning: Meaning, operands: Sequence[Worked]) -> Worked:
    if meaning.asks_null:
        return _asking(meaning.values, operands)
    match operands:
        case [one]:
            return _on_one(meaning.values, one)
        case [one, other]:
            return _on_two(meaning.values, one, other)
    return _on_many(meaning.values, operands)


def _asking(values: Callable[..., Any], operands: Sequence[Worked]) -> Worked:
    match operands:
        case [one]:
            return lambda row: values(one(row))
        case [one, other]:
            return lambda row: values(one(row), other(row))
    return lambda row: values(*[operand(row) for operand in operands])


def _on_one(work_on: Callable[[Any], Any], one: Worked) -> Worked:
    def work(row: Row) -> Any:
        value = one(row)
        return None if value is None else work_on(value)

    return work


def _on_two(work_on: Callable[[Any, Any], Any], one: Worked, other: Worked) -> Worked:
    def work(row: Row) -> Any:
        left = one(row)
        if left is None:
            return None
        right = other(row)
        return None if right is None else work_on(left, right)

    return work


def _on_many(work_on: Callable[..., Any], operands: Sequence[Worked]) -> Worked:
    def work(row: Row) -> Any:
        values = [operand(row) for operand in operands]
        return None if None in values else work_on(*values)

    return work


def _chosen(branches: Sequence[tuple[Worked, Worked]], last: Expression | None) -> Worked:
    otherwise = value_of(last) if last is not None else None

    def work(row: Row) -> Any:
        for test, value in branches:
            if test(row):
                return value(row)
        return None if otherwise is None else otherwise(row)

    return work
