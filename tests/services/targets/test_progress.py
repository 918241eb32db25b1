"""Pace, gap and status by the points kept."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from registry.domain.paces import Progress
from registry.services.targets.progress import Reading, State, state_of
from registry.store.targets import Target
from tests.factories import TODAY
from tests.services.targets.setting import COVERAGE, make_target

START, DUE = date(2026, 1, 1), date(2026, 12, 27)  # 30 June is half-way


def read(value: float, on: date = TODAY, low: float | None = None, **counts: Any) -> Reading:
    return Reading(on, value, value if low is None else low, **counts)


def state(target: Target, *readings: Reading, today: date = TODAY) -> State:
    return state_of(target, readings, today=today, tolerance=0.02)


@pytest.mark.parametrize(
    ("value", "progress"),
    [(4.7, "behind"), (4.8, "on_pace"), (5.2, "on_pace"), (5.3, "ahead"), (10, "reached"), (12, "reached")],
)
def test_beside_the_straight_line(value: float, progress: str) -> None:
    found = state(make_target(due_on=DUE), read(0, START), read(value))
    assert found.progress == progress
    assert found.pace == pytest.approx(5)


def test_the_gap_is_told_in_the_own_unit_and_in_firms() -> None:
    share = make_target(kind="ratio", goal=0.5, measure=COVERAGE.as_data() | {"is_strict": True}, due_on=DUE)
    found = state(share, read(0.3, START), read(0.4, yes=40, judged=100))
    assert (found.gap, found.firms_short) == (pytest.approx(0.1), 11)
    assert state(make_target(kind="multiple", goal=2, base_year=2020, base_value=5), read(1.5)).firms_short == 3
    assert state(make_target(kind="multiple", goal=2, base_year=2020), read(1.5)).firms_short is None
    assert state(make_target(), read(11)).gap is None


def test_a_strict_goal_has_to_be_exceeded() -> None:
    strict = make_target(kind="ratio", goal=0.5, measure=COVERAGE.as_data() | {"is_strict": True})
    assert state(strict, read(0.5, yes=1, judged=2)).progress is Progress.NO_DATE
    assert state(strict, read(0.5, yes=1, judged=2)).firms_short == 1


def test_a_share_is_not_reached_while_unknown_firms_could_undo_it() -> None:
    share = make_target(kind="coverage", goal=1, measure=COVERAGE.as_data(), due_on=date(2026, 6, 1))
    assert state(share, read(1.0, low=0.8, yes=8, judged=8, unjudged=2)).progress is Progress.UNMEASURED
    assert state(share, read(1.0, yes=8, judged=8, unjudged=0)).progress is Progress.REACHED


def test_after_the_due_day_the_nearest_point_decides() -> None:
    target = make_target(due_on=date(2025, 12, 31))
    found = state(target, read(3, date(2020, 12, 31)), read(10, date(2025, 12, 1)), read(8))
    assert found.progress is Progress.REACHED
    assert found.decided_by == read(10, date(2025, 12, 1))
    assert state(target, read(3, date(2020, 12, 31)), read(8)).progress is Progress.MISSED


def test_a_flow_begins_anew_every_year() -> None:
    target = make_target(kind="flow", goal=365)
    found = state(target, read(300, date(2025, 12, 1)), read(181))
    assert found.pace == pytest.approx(181)
    assert found.progress is Progress.ON_PACE
    assert state(make_target(kind="flow", due_on=date(2025, 12, 31)), read(9)).progress is Progress.UNMEASURED


def test_without_a_date_or_a_point_nothing_is_claimed() -> None:
    assert state(make_target(), read(3)).progress is Progress.NO_DATE
    assert state(make_target(due_on=DUE)).progress is Progress.UNMEASURED


def test_one_point_alone_has_no_pace() -> None:
    found = state(make_target(due_on=DUE), read(3))
    assert (found.progress, found.pace) == (Progress.UNMEASURED, None)


@pytest.mark.parametrize("outcome", ["reached", "missed", "withdrawn"])
def test_what_was_closed_stays_as_it_was_closed(outcome: str) -> None:
    assert state(make_target(status=outcome, due_on=DUE), read(3)).progress == outcome
    assert state(make_target(status=outcome)).progress == outcome


def test_a_target_can_bring_its_own_beginning() -> None:
    target = make_target(starts_on=START, base_value=2.0, due_on=DUE)
    assert state(target, read(6)).pace == pytest.approx(6)
    multiple = make_target(kind="multiple", goal=2, base_year=2025, base_value=5, due_on=date(2026, 12, 26))
    assert state(multiple, read(1.5)).pace == pytest.approx(1 + 181 / 360)
