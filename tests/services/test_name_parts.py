"""A name in its four parts, and which names are alike."""

from __future__ import annotations

import polars as pl
import pytest

from registry.domain.names import name_keys
from registry.services.importing.name_parts import likeness, name_parts, name_words

HELD = "武汉晨曦光电有限公司"


def alike(one: str, other: str) -> float:
    parts = name_parts(name_keys(pl.Series([one, other])))
    return likeness(parts.row(0), parts.row(1))


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("武汉市洪山区晨曦光电有限公司", ("晨曦", "光电", "武汉市洪山区", "有限公司")),
        ("晨曦（湖北）信息技术股份有限公司", ("晨曦", "信息技术", "湖北", "股份有限公司")),
        ("晨曦集团", ("晨曦", "", "", "集团")),
        ("江山科技有限公司", ("江山", "科技", "", "有限公司")),
        ("北京公司", ("北京", "", "", "公司")),
        ("有限公司", ("有限", "", "", "公司")),
        ("Dawn Optics Ltd.", ("dawnopticsltd.", "", "", "")),
    ],
)
def test_a_name_has_four_parts(name: str, parts: tuple[str, ...]) -> None:
    assert name_parts(name_keys(pl.Series([name]))).row(0) == parts


@pytest.mark.parametrize(
    "name",
    [
        "晨曦光电",
        "武汉晨曦光电技术有限公司",
        "武汉晨曦光电股份有限公司",
        "武汉晨㬢光电有限公司",
        "湖北晨曦光电有限公司",
    ],
)
def test_names_that_may_mean_the_firm_are_offered(name: str) -> None:
    assert alike(name, HELD) >= name_words().offer_from


@pytest.mark.parametrize("name", ["武汉长河光电有限公司", "武汉光电有限公司", "武汉有限公司", "晨报传媒有限公司"])
def test_names_that_share_all_but_the_brand_are_not(name: str) -> None:
    assert alike(name, HELD) < name_words().offer_from


def test_the_brand_weighs_more_than_place_and_form() -> None:
    assert alike("十堰晨曦光电股份公司", HELD) > alike("武汉晨光光电有限公司", HELD)


def test_the_weights_are_shares_of_one() -> None:
    assert sum(name_words().weights) == pytest.approx(1)
