"""Parts of scores in a draft: found at any depth, added, moved, renamed with their pass marks, and what cannot be taken away."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from registry.catalogue.reader import Catalogue, names_of
from registry.catalogue.rule_writing import document_of
from registry.domain.errors import InvalidInput
from registry.services.policy import score_parts
from registry.services.policy.documents import node
from registry.services.policy.refusals import NoSuchCondition, PartNotRemovable

NESTED = {"code": "inner", "label": {"zh": "内", "en": "Inner"}, "person": "0-5"}


@pytest.fixture
def document(catalogue: Catalogue) -> dict[str, Any]:
    found = deepcopy(document_of(catalogue.rule_set("tech_sme/CN/2017-05-03")))
    score_parts.spot(found, "total.results").part["steps"][0]["earns"] = deepcopy(NESTED)
    return found


def test_every_part_has_a_path_in_reading_order(document: dict[str, Any]) -> None:
    assert [(each.path, each.depth) for each in score_parts.spots(document)] == [
        ("total", 0),
        ("total.st_staff", 1),
        ("total.rd", 1),
        ("total.rd.by_sales", 2),
        ("total.rd.by_cost", 2),
        ("total.results", 1),
        ("total.results.inner", 2),
    ]


def test_a_renamed_part_takes_its_pass_marks_along(document: dict[str, Any]) -> None:
    node(document, "total_score")["score"] = "total.rd"
    score_parts.replace_part(document, "total", score_parts.spot(document, "total").part | {"code": "whole"})
    assert node(document, "total_score")["score"] == "whole.rd"


def test_parts_are_added_where_parts_are_and_moved_within(document: dict[str, Any]) -> None:
    score_parts.add_part(document, "total.rd", NESTED | {"code": score_parts.free_part_code(document, "total.rd")})
    score_parts.move_part(document, "total.rd.part_1", -5)
    assert [each["code"] for each in score_parts.members_of(document, "total.rd")] == ["part_1", "by_sales", "by_cost"]
    with pytest.raises(InvalidInput):
        score_parts.add_part(document, "total", NESTED | {"code": "rd"})
    with pytest.raises(NoSuchCondition):
        score_parts.add_part(document, "total.results", NESTED)


def test_what_a_step_earns_is_not_taken_away_and_the_last_score_is(document: dict[str, Any]) -> None:
    with pytest.raises(PartNotRemovable):
        score_parts.remove_part(document, "total.results.inner")
    score_parts.remove_part(document, "total.rd.by_cost")
    score_parts.remove_part(document, "total")
    assert "scores" not in document


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({}, ""),
        ({"steps": []}, "至少写一项"),
        ({"otherwise": "多"}, "不是得分"),
        ({"bands": {"at_least": []}}, "只用一种写法"),
        ({"code": "Ä"}, "小写英文"),
    ],
)
def test_a_part_is_checked_by_itself(
    catalogue: Catalogue, document: dict[str, Any], change: dict[str, Any], said: str
) -> None:
    names = names_of(catalogue.indicators, catalogue.ladder)
    score_parts.spot(document, "total.results.inner").part["person"] = "faulty, and another part's matter"
    found = score_parts.fault_of(score_parts.spot(document, "total.results").part | change, names)
    assert said in found if said else found == ""


@pytest.mark.parametrize("wrong", [7, True, "词", {"a": 1}, [[1]], None])
def test_whatever_stands_for_steps_or_parts_is_walked(document: dict[str, Any], wrong: Any) -> None:
    score_parts.spot(document, "total.results").part["steps"] = wrong
    score_parts.spot(document, "total.rd").part["best_of"] = wrong
    assert [each.path for each in score_parts.spots(document)] == [
        "total",
        "total.st_staff",
        "total.rd",
        "total.results",
    ]
