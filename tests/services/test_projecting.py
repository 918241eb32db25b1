"""Next year if growth stays: amounts and people grow as they did, everything else stays, unknown stays unknown."""

from __future__ import annotations

from typing import Any

import pytest

from registry.catalogue.reader import Catalogue
from registry.services.assessing.answers import Answers
from registry.services.assessing.projecting import projected

# code; last year; this year; next year
CASES: list[tuple[str, Any, Any, Any]] = [
    ("revenue", 4000.0, 5000.0, 6250.0),
    ("staff", 50, 62, 77),
    ("revenue", None, 5000.0, 5000.0),
    ("revenue", 4000.0, None, None),
    ("net_profit", -100.0, 50.0, 50.0),
    ("net_profit", 100.0, -50.0, -50.0),
    ("ip_class1", 2, 4, 4),
    ("market_share", 0.1, 0.2, 0.2),
    ("is_above_scale", None, True, True),
]


@pytest.mark.parametrize(("code", "before", "this", "after"), CASES)
def test_a_figure_grows_only_where_two_years_and_the_catalogue_say_so(
    catalogue: Catalogue, code: str, before: Any, this: Any, after: Any
) -> None:
    known = {year: {code: value} for year, value in ((2024, before), (2025, this)) if value is not None}
    coming, told = projected(catalogue, Answers(years=known), 2025)
    assert coming.years[2026].get(code) == after
    assert {one.code for one in told} == ({code} if this is not None else set())
    assert {year: coming.years[year] for year in known} == known
