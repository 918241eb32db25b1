"""Ages, days of registration and the years a young firm is judged by."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from registry.domain.derived import complete_years
from registry.domain.effective import Period, first_overlap
from registry.domain.expressions import col
from registry.domain.indicators import Text
from registry.domain.tiers import Tier, Validity
from tests.domain.both import worked
from tests.domain.standards import condition, judge, requires, rule_set

# founded on; as of; complete years
AGES = [
    (date(2016, 6, 30), date(2026, 6, 30), 10),
    (date(2016, 7, 1), date(2026, 6, 30), 9),
    (date(2016, 6, 29), date(2026, 6, 30), 10),
    (date(2025, 6, 30), date(2026, 6, 29), 0),
    (date(2026, 6, 30), date(2026, 6, 30), 0),
    (date(2026, 7, 1), date(2026, 6, 30), None),
    (date(2020, 2, 29), date(2021, 2, 28), 0),
    (date(2020, 2, 29), date(2021, 3, 1), 1),
    (date(2020, 2, 29), date(2024, 2, 28), 3),
    (date(2020, 2, 29), date(2024, 2, 29), 4),
    (date(2019, 2, 28), date(2024, 2, 29), 5),
    (date(2019, 3, 1), date(2024, 2, 29), 4),
    (date(1999, 12, 31), date(2026, 12, 30), 26),
    (date(1999, 12, 31), date(2026, 12, 31), 27),
    (None, date(2026, 6, 30), None),
]


@pytest.mark.parametrize(("founded", "as_of", "years"), AGES)
def test_an_age_counts_complete_years(founded: date | None, as_of: date, years: int | None) -> None:
    frame = pl.DataFrame({"founded_on": pl.Series([founded], dtype=pl.Date)})
    assert worked(complete_years(col("founded_on"), as_of), frame) == [years]


# founded on; days registered and active years on 2026-06-30 with data year 2025
LIVES = [
    (date(2025, 6, 30), 365.0, 1),
    (date(2025, 7, 1), 364.0, 1),
    (date(2024, 1, 1), 911.0, 2),
    (date(2023, 12, 31), 912.0, 3),
    (date(2026, 1, 1), 180.0, 0),
    (None, None, 99),
]


@pytest.mark.parametrize(("founded", "days", "active"), LIVES)
def test_days_registered_and_active_years_follow_from_the_founding(
    founded: date | None, days: float, active: int
) -> None:
    rules = rule_set(requires(condition("c", "value: days_registered, at_least: 365 天")))
    row = judge(rules, {"founded_on": founded, "staff__0": 1.0})[0]
    assert (row["days_registered"], row["@active_years"]) == (days, active)


def test_a_period_includes_both_its_ends_and_an_open_end() -> None:
    period = Period(date(2022, 8, 1), date(2026, 3, 31))
    assert [
        period.includes(day) for day in (date(2022, 7, 31), date(2022, 8, 1), date(2026, 3, 31), date(2026, 4, 1))
    ] == [
        False,
        True,
        True,
        False,
    ]
    assert Period(date(2026, 4, 1)).includes(date.max)


def test_periods_that_share_a_day_overlap_and_neighbours_do_not() -> None:
    old, new = Period(date(2022, 8, 1), date(2026, 3, 31)), Period(date(2026, 4, 1))
    assert not old.overlaps(new)
    assert Period(date(2022, 8, 1), date(2026, 4, 1)).overlaps(new)
    assert first_overlap([new, old]) is None
    assert first_overlap([new, Period(date(2020, 1, 1))]) == (1, 0)


# validity; start; last day
LAST_DAYS = [
    (Validity.YEARS, date(2023, 7, 1), date(2026, 6, 30)),
    (Validity.YEARS, date(2024, 2, 29), date(2027, 2, 28)),
    (Validity.CALENDAR_YEAR, date(2026, 8, 15), date(2026, 12, 31)),
    (Validity.OPEN, date(2026, 8, 15), None),
]


@pytest.mark.parametrize(("validity", "start", "last"), LAST_DAYS)
def test_a_title_without_an_end_lasts_as_its_tier_says(validity: Validity, start: date, last: date | None) -> None:
    assert Tier("t", Text("层", "tier"), "ladder", 1, validity=validity).expires(start) == last
