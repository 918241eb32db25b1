"""What people have decided about columns, as the caller hands it over: for any table, or asked by a table's signature."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import TypeVar

from importers.words import Unit, find_unit

Value = TypeVar("Value")
Choices = Mapping[str, str | None]  # head key -> indicator or role, None to leave the column out
Units = Mapping[str, str]  # head key -> name of a unit
Years = Mapping[str, int]  # head key -> the year that the column's figures belong to
FRACTION = (
    "1"  # the unit of ratios that are written as fractions; no word of words.yaml, where 1 would be in many heads
)


def by_table(
    given: Mapping[str, Value] | Callable[[str], Mapping[str, Value]] | None,
) -> Callable[[str], Mapping[str, Value]]:
    """What is known of the table with a signature; each signature is asked for once.

    >>> by_table({"营收": "revenue"})("any")
    {'营收': 'revenue'}
    """
    if callable(given):
        return cache(given)
    always = dict(given or {})
    return lambda _: always


def answer(answers: Mapping[str, Value], key: str) -> Value | None:
    """The answer for a head key; that for all heads of its name where a repeated head has none of its own.

    >>> answer({"营收": "万元"}, "营收#2")
    '万元'
    """
    return answers.get(key, answers.get(key.partition("#")[0]))


def unit_named(name: str) -> Unit | None:
    """The unit that an answer names, or None: a fraction of 1 is a hundred percent.

    >>> unit_named("1").power, unit_named("万元").power
    (2, 4)
    """
    return Unit(FRACTION, "share", 2) if name == FRACTION else find_unit(name)
