"""Heads that are almost a known name: taken and said from a limit on, where nothing speaks against it; else only offered."""

from __future__ import annotations

from itertools import combinations

import pytest
from rapidfuzz import fuzz

from importers.issues import Issue
from importers.mapping import ColumnMapping
from importers.similar import says_the_same
from importers.vocabulary import Vocabulary
from importers.words import words
from registry.catalogue.reader import Catalogue
from tests.importers.conftest import Read
from tests.importers.workbooks import CODES, NAMES, book


def columns(read: Read, heads: list[str], *cells: object) -> tuple[list[ColumnMapping], list[Issue]]:
    rows = [["企业名称", "统一社会信用代码", *heads], [NAMES[1], CODES[1], *cells]]
    readout = read(book({"2025年": rows}))
    return list(readout.sheets[0].columns[2:]), [issue for issue in readout.issues if issue.code == "similar_column"]


def test_a_head_with_one_sign_too_many_is_taken_and_said(read: Read) -> None:
    (column,), (issue,) = columns(read, ["主导产品的市场占有率（%）"], 35)

    assert (column.indicator, column.reason, column.why) == ("market_share", "similar", "列名相似，请核对")
    assert 0.9 <= column.confidence < 1
    assert (issue.level, issue.row, issue.column) == ("warning", 0, "C")
    assert issue.sentence().startswith(
        "C 列「主导产品的市场占有率（%）」与「主导产品市场占有率」相似（相似度 95%），已按它读取"
    )


@pytest.mark.parametrize(
    ("head", "cell"),
    [
        ("主导产品省市场占有率（%）", 35),  # another sign that tells
        ("主导产品的市场占有率（万元）", 35),  # a unit that does not fit
        ("主导产品的市场占有率", "领先"),  # cells that do not fit
        ("2025年通过的管理体系或产品认证", "是"),  # a year over what has none
        ("研发费用支出总额（万元）", 35),  # not like enough
    ],
)
def test_what_speaks_against_it_leaves_a_column_as_an_offer(head: str, cell: object, read: Read) -> None:
    (column,), issues = columns(read, [head], cell)

    assert (column.indicator, column.reason, issues) == (None, "unmapped", [])
    assert column.suggestion is not None
    assert 0.7 <= column.confidence < 1


def test_two_columns_are_never_taken_for_one(read: Read) -> None:
    found, issues = columns(read, ["主导产品其市场占有率（%）", "主导产品之市场占有率（%）"], 35, 36)

    assert [column.indicator for column in found] == ["market_share", None]
    assert found[1].suggestion == "market_share"
    assert len(issues) == 1


def test_a_column_of_that_name_comes_before_a_similar_one(read: Read) -> None:
    found, issues = columns(read, ["主导产品的市场占有率（%）", "市场占有率（%）"], 35, 36)

    assert [column.indicator for column in found] == [None, "market_share"]
    assert not issues


def test_no_two_names_of_the_catalogue_would_be_taken_for_each_other(catalogue: Catalogue) -> None:
    names = Vocabulary(catalogue.indicators).names
    alike = [
        (one, other)
        for one, other in combinations(names, 2)
        if names[one].code != names[other].code
        and fuzz.ratio(one, other) >= 100 * words().take_from
        and says_the_same(one, other)
    ]

    assert not alike
