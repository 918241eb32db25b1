"""Numbers as people read them: a value that fails never looks equal to its threshold."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask import Flask

from registry.domain.comparators import Comparator
from registry.domain.indicators import Indicator, Kind, Level, Text
from registry.domain.masking import masked
from registry.web.formats import moment, rounded, trimmed
from registry.web.quantities import Value, cell, distance, limit, quantity

LABEL = Text("指标", "Indicator")


@pytest.mark.parametrize(
    ("value", "unit", "threshold", "expected"),
    [
        (6230.0, "万元", 5000.0, "6,230.00 万元"),
        (0.0296, "%", 0.03, "2.96%"),
        (0.029996, "%", 0.03, "2.9996%"),
        (0.03, "%", 0.03, "3.0%"),
        (0.125, "%", None, "12.5%"),
        (4.0, "件", 4.0, "4 件"),
        (4999.999999, "万元", 5000.0, "4,999.999999 万元"),
        (True, "", None, "是"),
        (None, "万元", 5000.0, "未填"),
        ("新材料", "", None, "新材料"),
    ],
)
def test_a_value_keeps_the_decimals_that_tell_it_from_the_threshold(
    app: Flask, value: Value, unit: str, threshold: float | None, expected: str
) -> None:
    with app.test_request_context():
        assert quantity(value, unit, threshold) == expected


@pytest.mark.parametrize(
    ("comparator", "threshold", "unit", "expected"),
    [
        (Comparator.AT_LEAST, 5000.0, "万元", "≥ 5,000 万元"),
        (Comparator.MORE_THAN, 0.025, "%", "> 2.5%"),
        (Comparator.AT_MOST, 500.0, "人", "≤ 500 人"),
        (Comparator.IS, True, "", "是"),
        (Comparator.ONE_OF, ("省级", "国家级"), "", "省级、国家级"),
        (Comparator.BETWEEN, (0.0, 5.0), "年", "0 – 5 年"),
    ],
)
def test_a_threshold_is_as_short_as_in_its_document(
    app: Flask, comparator: Comparator, threshold: object, unit: str, expected: str
) -> None:
    with app.test_request_context():
        assert limit(comparator, threshold, unit) == expected  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("gap", "unit", "expected"),
    [
        (-82.0, "万元", "82.00 万元"),
        (-0.004, "%", "0.4 个百分点"),
        (-0.0000004, "%", "0.00004 个百分点"),
        (-2.0, "件", "2 件"),
    ],
)
def test_a_gap_is_never_told_as_zero(app: Flask, gap: float, unit: str, expected: str) -> None:
    with app.test_request_context():
        assert distance(gap, unit) == expected


@pytest.mark.parametrize(
    ("value", "kind", "expected"),
    [
        (None, Kind.AMOUNT, "—"),
        (0.0, Kind.AMOUNT, "0.00"),
        (1234567.5, Kind.AMOUNT, "1,234,567.50"),
        (0.125, Kind.RATIO, "12.5"),
        (0.1234, Kind.RATIO, "12.34"),
        (2014, Kind.YEAR, "2014"),
        (1200.0, Kind.COUNT, "1,200"),
        (False, Kind.FLAG, "否"),
    ],
)
def test_a_cell_says_missing_and_zero_apart(app: Flask, value: Value, kind: Kind, expected: str) -> None:
    with app.test_request_context():
        assert cell(value, Indicator("code", LABEL, Level.ANNUAL, kind)) == expected


def test_halves_round_away_from_zero_and_zero_has_no_sign() -> None:
    assert (rounded(0.125, 2), rounded(-0.001, 2), trimmed(2.50)) == ("0.13", "0.00", "2.5")


def test_moments_are_told_in_the_time_of_china() -> None:
    assert moment(datetime(2026, 6, 30, 16, 30, tzinfo=UTC)) == "2026-07-01 00:30"


@pytest.mark.parametrize(("text", "shown"), [("王小明", "王**"), ("13800001234", "138******34"), ("", "")])
def test_personal_data_is_masked(text: str, shown: str) -> None:
    assert masked(text) == shown
