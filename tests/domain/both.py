"""The two ways of working out an expression, held against each other: over columns and over one firm's values."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl

from registry.domain.expressions import Expression
from registry.domain.ladder import tier_details
from registry.domain.outcomes import Case
from registry.domain.over_columns import polars_of
from registry.domain.over_values import value_of
from registry.domain.standards import Occasion, Standards
from registry.domain.tier_rows import rows_of_few

Told = Mapping[int, tuple[str, Mapping[str, Any]]]  # by firm its rule set and its row


def worked(expression: Expression, frame: pl.DataFrame) -> list[Any]:
    """The value for every row of the frame, which both ways agree on."""
    over_columns = frame.with_columns(polars_of(expression).alias("worked"))["worked"].to_list()
    over_values = value_of(expression)
    one_by_one = [over_values(row) for row in frame.iter_rows(named=True)]
    differing = [
        (row, *pair) for row, *pair in zip(frame.rows(), over_columns, one_by_one, strict=True) if differs(*pair)
    ]
    assert not differing, differing[:3]
    return over_columns


def differs(one: Any, other: Any) -> bool:
    """Whether two values are not exactly the same; what is no number is the same as itself."""
    return not (one == other or (one != one and other != other)) or (one is None) != (other is None)


def told_by_both(
    standards: Standards, frame: pl.DataFrame, tier: str, *, as_of: date, data_year: int, case: Case = Case.NEW
) -> list[dict[str, Any]]:
    """Every column of the evaluation for each firm to whom the tier's rule sets apply, in the frame's order, by both ways."""
    details = tier_details(standards, frame, as_of=as_of, data_year=data_year, case=case, tiers=[tier])
    over_columns = {row["firm_id"]: (rules.id, row) for rules, found in details for row in found.to_dicts()}
    same_one_by_one(standards, frame, Occasion(as_of, data_year, case), tier, over_columns)
    return [over_columns[firm_id][1] for firm_id in sorted(over_columns)]


def same_one_by_one(standards: Standards, frame: pl.DataFrame, occasion: Occasion, tier: str, told: Told) -> None:
    """Each firm of the frame alone gets the rule set and every column that it is told beside others."""
    few = rows_of_few(standards, frame.to_dicts(), occasion, [tier])
    one_by_one = {row["firm_id"]: (rules.id, row) for rules, rows in few for row in rows}
    assert told.keys() == one_by_one.keys()
    for firm_id, (rules_id, row) in told.items():
        other_id, other = one_by_one[firm_id]
        differing = {name: (value, other.get(name)) for name, value in row.items() if differs(value, other.get(name))}
        assert rules_id == other_id
        assert not differing, differing
