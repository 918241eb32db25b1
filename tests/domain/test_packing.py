"""Outcomes as one text, however many conditions a rule set has."""

from __future__ import annotations

import random

import polars as pl
import pytest

from registry.domain.packing import MOST_DIGITS, packed_outcomes
from tests.domain.standards import condition, requires, rule_set


@pytest.mark.parametrize("conditions", [1, 2, 9, 18, 19, MOST_DIGITS, MOST_DIGITS + 1, 2 * MOST_DIGITS + 1])
def test_a_text_has_a_digit_for_each_condition_in_order(conditions: int) -> None:
    rules = rule_set(requires(*(condition(f"c{place}", "manual: true") for place in range(conditions))))
    chance = random.Random(conditions)
    rows = [[0] * conditions, [4] * conditions, *([chance.randint(0, 4) for _ in range(conditions)] for _ in range(9))]
    columns = {
        f"c{place}.outcome": pl.Series([row[place] for row in rows], dtype=pl.UInt8) for place in range(conditions)
    }
    found = pl.DataFrame(columns).select(packed_outcomes(rules)).to_series().to_list()
    assert found == ["".join(map(str, row)) for row in rows]
