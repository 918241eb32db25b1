"""A name in its four parts, which names are alike, and which are compared at all."""

from __future__ import annotations

import polars as pl
import pytest

from registry.domain.names import name_keys
from registry.services.importing.name_parts import likeness, name_parts, name_words
from registry.services.importing.similar import looked_for, sharing

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


def test_a_large_registry_of_names_much_alike_is_not_searched_without_end() -> None:
    held = pl.DataFrame({"firm_id": range(20_000), "held": [f"示例{number}有限公司" for number in range(20_000)]})
    pairs = sharing(looked_for(["示例公司"]), held)
    assert pairs.height <= name_words().compared


def test_the_firm_that_shares_most_is_among_those_compared() -> None:
    others = [f"武汉晨{letter}光电有限公司" for letter in "光风阳露霞辉煌星晖昕"] * 20
    held = pl.DataFrame({"firm_id": range(201), "held": [*others, HELD]})
    pairs = sharing(looked_for(["武汉晨曦光学有限公司"]), held)
    assert pairs.filter(pl.col("held") == HELD).height == 1
