"""Groups as tables of outcomes, and how many numbers would have to be mended."""

from __future__ import annotations

from itertools import product

import polars as pl
import pytest

from registry.domain.conditions import UNFIXABLE
from registry.domain.grouping import group_fixes, group_outcome
from registry.domain.indicators import Text
from registry.domain.outcomes import Outcome
from registry.domain.rulesets import Citation, Condition, Group
from tests.domain.both import worked

U, K, M, T, N = Outcome.UNMET, Outcome.UNKNOWN, Outcome.MANUAL, Outcome.MET, Outcome.NOT_APPLICABLE
LABEL = Text("组", "group")


def combined(mode: str, *outcomes: Outcome) -> Outcome:
    """The outcome of a group whose members came out like this."""
    members = tuple(Condition(f"m{n}", LABEL, Citation("第一条")) for n in range(len(outcomes)))
    group = Group("g", LABEL, mode, members)  # type: ignore[arg-type]
    row = {f"m{n}.outcome": pl.Series([int(item)], dtype=pl.UInt8) for n, item in enumerate(outcomes)}
    (found,) = worked(group_outcome(group), pl.DataFrame(row))
    return Outcome(found)


# first member; second member; all; any
PAIRS = [
    (T, T, T, T),
    (T, M, M, T),
    (T, K, K, T),
    (T, U, U, T),
    (T, N, T, T),
    (M, M, M, M),
    (M, K, K, K),
    (M, U, U, M),
    (M, N, M, M),
    (K, K, K, K),
    (K, U, U, K),
    (K, N, K, K),
    (U, U, U, U),
    (U, N, U, U),
    (N, N, N, N),
]


@pytest.mark.parametrize(("one", "other", "every", "some"), PAIRS, ids=lambda item: item.word)
def test_two_members_combine_as_the_table_says(one: Outcome, other: Outcome, every: Outcome, some: Outcome) -> None:
    assert combined("all", one, other) is combined("all", other, one) is every
    assert combined("any", one, other) is combined("any", other, one) is some


def test_three_members_combine_two_by_two() -> None:
    for mode in ("all", "any"):
        for one, two, three in product(Outcome, repeat=3):
            assert combined(mode, one, two, three) is combined(mode, combined(mode, one, two), three)


def test_a_group_of_one_is_its_member() -> None:
    for mode, item in product(("all", "any"), Outcome):
        assert combined(mode, item) is item


def fixes(mode: str, *members: tuple[Outcome, int]) -> int:
    nodes = tuple(Condition(f"m{n}", LABEL, Citation("第一条")) for n in range(len(members)))
    group = Group("g", LABEL, mode, nodes)  # type: ignore[arg-type]
    columns = {}
    for number, (item, count) in enumerate(members):
        columns[f"m{number}.outcome"] = pl.Series([int(item)], dtype=pl.UInt8)
        columns[f"m{number}.fixes"] = pl.Series([count], dtype=pl.UInt8)
    columns["g.outcome"] = pl.Series([int(combined(mode, *(item for item, _ in members)))], dtype=pl.UInt8)
    return int(worked(group_fixes(group), pl.DataFrame(columns))[0])


def test_an_all_group_needs_every_failing_number_mended() -> None:
    assert fixes("all", (U, 1), (U, 1), (T, 0)) == 2
    assert fixes("all", (U, 1), (K, 0), (M, 0)) == 1


def test_an_any_group_needs_its_cheapest_way_mended() -> None:
    assert fixes("any", (U, 2), (U, 1), (U, UNFIXABLE)) == 1


def test_an_any_group_that_is_met_or_open_needs_nothing() -> None:
    assert fixes("any", (U, 1), (T, 0)) == fixes("any", (U, 1), (K, 0)) == fixes("any", (U, 1), (M, 0)) == 0


def test_a_member_that_does_not_apply_is_no_way_to_pass() -> None:
    assert fixes("any", (U, 1), (N, 0)) == 1
    assert fixes("any", (U, UNFIXABLE), (N, 0)) == UNFIXABLE
    assert fixes("all", (U, 1), (N, 0)) == 1


def test_what_no_number_mends_stays_so_in_any_sum() -> None:
    assert fixes("all", (U, UNFIXABLE), (U, UNFIXABLE), (U, UNFIXABLE)) == UNFIXABLE
