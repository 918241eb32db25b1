"""Each way in which Polars would quietly say something else than the rules, and that ours does not."""

from __future__ import annotations

import polars as pl
import pytest

from registry.domain.ladder import tier_details
from tests.domain.standards import (
    AS_OF,
    YEAR,
    Standards,
    condition,
    facts,
    group,
    judge,
    outcome,
    requires,
    rule_set,
    value,
    values,
)

SHARE = rule_set(requires(condition("share", "value: rd_expense / revenue, at_least: 3%")))


def shares(frame: pl.DataFrame) -> list[float | None]:
    ((_, answer),) = tier_details(Standards((SHARE,)), frame, as_of=AS_OF, data_year=YEAR, tiers=["tech_sme"])
    return answer["share.value@0"].to_list()


def test_nothing_by_nothing_is_unknown_and_does_not_pass() -> None:
    assert pl.DataFrame({"x": [0.0]}).select((pl.col("x") / pl.col("x")) >= 0.03).item() is True  # the trap
    assert value("rd_expense / revenue", rd_expense__0=0.0, revenue__0=0.0) is None
    assert outcome(SHARE, "share", rd_expense__0=0.0, revenue__0=0.0) == "unknown"


def test_something_by_nothing_is_unknown_and_does_not_pass() -> None:
    assert pl.DataFrame({"x": [1.0], "y": [0.0]}).select((pl.col("x") / pl.col("y")) >= 0.03).item() is True  # the trap
    assert outcome(SHARE, "share", rd_expense__0=1.0, revenue__0=0.0) == "unknown"


@pytest.mark.parametrize("function", ["sum", "mean", "active_sum", "active_mean"])
def test_a_missing_year_is_never_a_zero(function: str) -> None:
    trap = pl.DataFrame({"x": [1.0], "y": [None]}, schema={"x": pl.Float64, "y": pl.Float64})
    assert trap.select(pl.sum_horizontal("x", "y")).item() == 1.0
    assert value(f"{function}(revenue, 3)", revenue__0=1.0, revenue__1=1.0, revenue__2=None) is None


def test_an_unknown_test_is_unknown_and_not_the_other_branch() -> None:
    trap = pl.DataFrame({"x": [None]}, schema={"x": pl.Float64})
    assert trap.select(pl.when(pl.col("x") > 1).then(1).otherwise(2)).item() == 2
    assert outcome(SHARE, "share", rd_expense__0=None, revenue__0=1.0) == "unknown"


def test_an_unknown_figure_does_not_choose_the_last_band() -> None:
    banded = "value: rd_expense, at_least: {by: revenue, bands: [{up_to: 10 万元, value: 5 万元}, {value: 1 万元}]}"
    assert outcome(rule_set(requires(condition("c", banded))), "c", rd_expense__0=2.0, revenue__0=None) == "unknown"


def test_an_unknown_member_is_not_counted_as_a_failing_one() -> None:
    ways = [condition(code, f"value: {code}, is: true") for code in ("is_listed", "self_brand")]
    rules = rule_set(requires(group("some", "any", *ways)))
    assert outcome(rules, "some", is_listed=False, self_brand=None) == "unknown"
    assert outcome(rules, "some", is_listed=True, self_brand=None) == "met"


def test_text_membership_of_an_unknown_is_unknown() -> None:
    rules = rule_set(requires(condition("c", "value: hightech_field, one_of: [新材料]")))
    assert [outcome(rules, "c", hightech_field=text) for text in ("新材料", "别的", None)] == [
        "met",
        "unmet",
        "unknown",
    ]


# numerator, denominator: each exactly 3 %, some a hair below as floats
EXACT = [(8.04, 268.0), (33.66, 1122.0), (129.42, 4314.0), (30.0, 1000.0), (0.3, 10.0), (3e-6, 1e-4), (3e7, 1e9)]


@pytest.mark.parametrize(("above", "below"), EXACT)
def test_exactly_three_per_cent_passes_whatever_floats_say(above: float, below: float) -> None:
    assert outcome(SHARE, "share", rd_expense__0=above, revenue__0=below) == "met"


@pytest.mark.parametrize(("above", "below"), EXACT)
def test_exactly_three_per_cent_is_not_more_than_three(above: float, below: float) -> None:
    rules = rule_set(requires(condition("share", "value: rd_expense / revenue, more_than: 3%")))
    assert outcome(rules, "share", rd_expense__0=above, revenue__0=below) == "unmet"


def test_a_firm_just_below_three_per_cent_does_not_pass() -> None:
    assert outcome(SHARE, "share", rd_expense__0=29.6, revenue__0=1000.0) == "unmet"
    assert outcome(SHARE, "share", rd_expense__0=29.999999, revenue__0=1000.0) == "unmet"


def test_a_float_difference_is_rounded_once_before_it_is_compared() -> None:
    assert 0.3 - 0.2 < 0.1
    rules = rule_set(requires(condition("c", "value: revenue - main_revenue, at_least: 0.1 万元")))
    assert outcome(rules, "c", revenue__0=0.3, main_revenue__0=0.2) == "met"
    assert judge(rules, {"revenue__0": 0.3, "main_revenue__0": 0.2})[0]["c.gap"] == 0.0


def test_a_sum_of_decimals_is_rounded_once() -> None:
    rules = rule_set(requires(condition("c", "value: 'sum(revenue, 3)', at_most: 0.6 万元")))
    assert 0.1 + 0.2 + 0.3 > 0.6
    assert outcome(rules, "c", revenue__0=0.1, revenue__1=0.2, revenue__2=0.3) == "met"


def test_decimals_from_a_store_are_cast_before_they_are_divided() -> None:
    frame = facts({"rd_expense__0": 1.0, "revenue__0": 1.0}).with_columns(
        pl.Series("rd_expense@0", ["29.60"]).str.to_decimal(scale=2),
        pl.Series("revenue@0", ["1000.00"]).str.to_decimal(scale=2),
    )
    assert shares(frame) == [0.0296]


def test_whole_numbers_and_not_a_number_are_read_as_figures_and_unknown() -> None:
    frame = facts({"rd_expense__0": 1.0}, {"rd_expense__0": 1.0}).with_columns(
        pl.Series("revenue@0", [float("nan"), 4.0]), pl.Series("rd_expense@0", [1, 1], dtype=pl.Int64)
    )
    assert shares(frame) == [None, 0.25]


def test_a_column_that_is_absent_is_unknown_for_every_firm() -> None:
    assert values("rd_expense / revenue", [{"rd_expense__0": 1.0}, {"rd_expense__0": 2.0}]) == [None, None]
    assert outcome(SHARE, "share", staff__0=1.0) == "unknown"
