"""GB/T 2260 divisions: names to codes and back, with whatever people write around them."""

from __future__ import annotations

import pytest

from registry.catalogue.divisions import read_divisions

DIVISIONS = read_divisions()

# what people write; codes it may mean
FOUND: list[tuple[str, list[str]]] = [
    ("420111", ["420111"]),
    ("4201", ["420100"]),
    ("42", ["420000"]),
    ("洪山区", ["420111"]),
    ("洪山", ["420111"]),
    ("武汉市", ["420100"]),
    ("武汉", ["420100"]),
    ("湖北", ["420000"]),
    ("湖北省", ["420000"]),
    ("武汉市洪山区", ["420111"]),
    ("湖北省武汉市洪山区", ["420111"]),
    ("武汉洪山", ["420111"]),
    (" 湖北省 武汉市 洪山区 ", ["420111"]),
    ("十堰市张湾区", ["420303"]),
    ("恩施州", ["422800"]),
    ("随州市", ["421300"]),
    ("随州", ["421300"]),
    ("随州市曾都区", ["421303"]),
    ("神农架林区", ["429021"]),
    ("湖北省神农架林区", ["429021"]),
    ("仙桃市", ["429004"]),
    ("恩施土家族苗族自治州", ["422800"]),
    ("999999", []),
    ("没有这个地方", []),
    ("", []),
    ("北京市武昌区", []),
]


@pytest.mark.parametrize(("text", "codes"), FOUND)
def test_a_division_is_found_by_code_or_name(text: str, codes: list[str]) -> None:
    assert [division.code for division in DIVISIONS.find(text)] == codes


def test_a_name_that_several_divisions_bear_gives_them_all() -> None:
    codes = {division.code for division in DIVISIONS.find("鼓楼区")}
    assert {"320106", "320302", "350102", "410204"} <= codes
    assert {division.code for division in DIVISIONS.find("南京市鼓楼区")} == {"320106"}


def test_a_division_knows_what_lies_within_it() -> None:
    within = {division.code for division in DIVISIONS.within("4201")}
    assert {"420100", "420106", "420111"} <= within
    assert all(code.startswith("4201") for code in within)


@pytest.mark.parametrize(("code", "prefix"), [("420000", "42"), ("420100", "4201"), ("420111", "420111")])
def test_the_prefix_of_a_division_is_what_codes_within_it_begin_with(code: str, prefix: str) -> None:
    assert DIVISIONS.find(code)[0].prefix == prefix


def test_a_full_name_says_each_level_once() -> None:
    assert DIVISIONS.full_name("420111") == "湖北省武汉市洪山区"
    assert DIVISIONS.full_name("42") == "湖北省"


def test_an_unknown_code_is_its_own_name() -> None:
    assert DIVISIONS.name("999999") == "999999"
    assert DIVISIONS.name("4201") == "武汉市"
