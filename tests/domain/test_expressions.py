"""Every operation means the same to Polars and to the plain values of one firm, whatever it is given."""

from __future__ import annotations

import random
import struct
from collections.abc import Callable, Sequence
from datetime import date
from itertools import product
from math import inf, nan
from typing import Any

import polars as pl
import pytest

from registry.domain import operations
from registry.domain.expressions import (
    Expression,
    all_of,
    any_of,
    apply,
    col,
    first_known,
    greatest,
    least,
    lit,
    looked_up,
    total,
    when,
)
from registry.domain.over_values import Program
from tests.domain.both import worked

NUMBERS = (None, nan, inf, -inf, 0.0, -0.0, 1.0, -2.5, 3.0, 0.1, 5e-10, 2.0000000005, 1e300, -1e-300)
FINITE = tuple(number for number in NUMBERS if number is None or abs(number) < 1e9)
TRUTHS = (None, True, False)
TEXTS = (None, "", " c3912 ", "C", "C3912", "39", "3912", "中", "ä70")
DAYS = (None, date(2020, 2, 29), date(2021, 12, 31), date(2030, 1, 1))
a, b, c = col("a"), col("b"), col("c")

# what is worked out of a, b and c; the values that each of them takes
OPERATIONS: list[tuple[Expression, Sequence[Any]]] = [
    (a + b, NUMBERS),
    (a - b, NUMBERS),
    (a * b, NUMBERS),
    (a / b, NUMBERS),
    (-a, NUMBERS),
    (a.abs(), NUMBERS),
    (a >= b, NUMBERS),
    (a > b, NUMBERS),
    (a <= b, NUMBERS),
    (a < b, NUMBERS),
    (a.eq(b), NUMBERS),
    (a.ne(b), NUMBERS),
    (a >= 1.0, NUMBERS),
    (a.round(9), NUMBERS),
    (a.at_most(2.0), NUMBERS),
    (a.at_least(2.0), NUMBERS),
    (a.abs().power(1 / 3), NUMBERS),
    (a.fill_null(b), NUMBERS),
    (first_known(a, b, c), FINITE),
    (least([a, b]), NUMBERS),
    (greatest([a, b, c]), NUMBERS),
    (total([a.fill_null(0.0), b.fill_null(0.0)]), NUMBERS),
    (a.is_null(), NUMBERS),
    (a.is_not_null(), NUMBERS),
    (when(a > b).then(a).when(b.is_null()).then(-1.0).otherwise(c), FINITE),
    (when(a > b).then(a), NUMBERS),
    (~a, TRUTHS),
    (a & b, TRUTHS),
    (a | b, TRUTHS),
    (all_of([a, b, c]), TRUTHS),
    (any_of([a, b, c]), TRUTHS),
    (when(a).then(lit(1, pl.UInt8)).otherwise(lit(0, pl.UInt8)), TRUTHS),
    (a.cast(pl.UInt8) * lit(99, pl.UInt8), TRUTHS),
    (a.eq(b), TRUTHS),
    (a.eq("C"), TEXTS),
    (a.is_in(("C", "39")), TEXTS),
    (apply(operations.CLEAN, a), TEXTS),
    (apply(operations.WITHOUT_LETTER, a), TEXTS),
    (apply(operations.BEGINS_WITH, a, b), TEXTS),
    (apply(operations.BYTES, a).cast(pl.Float64), TEXTS),
    (apply(operations.beginning(2), a), TEXTS),
    (looked_up(a, {"C": 7, "39": 8}, pl.Int8), TEXTS),
    (apply(operations.YEAR, a), DAYS),
    (apply(operations.MONTH, a), DAYS),
    (apply(operations.DAY, a), DAYS),
    (apply(operations.DAYS_UNTIL, a, lit(date(2026, 6, 30))), DAYS),
    (a <= lit(date(2021, 12, 31)), DAYS),
]


@pytest.mark.parametrize(("expression", "values"), OPERATIONS, ids=[str(place) for place in range(len(OPERATIONS))])
def test_an_operation_means_the_same_to_a_column_and_to_a_value(expression: Expression, values: Sequence[Any]) -> None:
    kind = pl.UInt8 if 3 in values and 0.1 not in values else None
    rows = list(product(values, repeat=3))
    worked(expression, pl.DataFrame(rows, schema=dict.fromkeys("abc", kind), orient="row", infer_schema_length=None))


def test_both_round_every_number_to_the_same_one() -> None:
    chance = random.Random(9)
    makers: tuple[Callable[[], float], ...] = (
        lambda: chance.randint(-(10**12), 10**12) / 10 ** chance.randint(0, 12),
        lambda: chance.uniform(-1, 1) * 10 ** chance.randint(-12, 15),
        lambda: (chance.randint(-(10**9), 10**9) + 0.5) / 1e9,
        lambda: struct.unpack("d", chance.randbytes(8))[0],
    )
    worked(a.round(9), pl.DataFrame({"a": [maker() for maker in makers for _ in range(5_000)]}))


def test_a_step_reads_what_was_there_before_it() -> None:
    program = Program([{"a": a + 1.0, "b": a}, {"c": a + b}])
    assert program.run({"a": 1.0}) == {"a": 2.0, "b": 1.0, "c": 3.0}


def test_a_fact_that_is_not_there_is_unknown() -> None:
    assert Program([{"c": a.is_null() & b.is_null()}]).run({})["c"] is True
