"""What is stored of a published rule set gives back the very rule set, overlays whole."""

from __future__ import annotations

import pytest

from registry.catalogue.canonical import hash_of
from registry.catalogue.ruleset_files import read_document
from registry.domain.errors import CatalogueError
from registry.domain.rulesets import RuleSet
from tests.domain.standards import NAMES, SHIPPED, condition, requires, rule_set


@pytest.mark.parametrize("rules", SHIPPED.rule_sets, ids=lambda rules: rules.id)
def test_the_stored_document_is_the_rule_set_again(rules: RuleSet) -> None:
    assert hash_of(rules.document) == rules.hash
    assert read_document(rules.document, NAMES, text=rules.text, end=rules.effective.end) == rules


def test_an_overlay_is_stored_whole() -> None:
    overlays = [rules for rules in SHIPPED.rule_sets if rules.text.startswith("extends:") or "\nextends:" in rules.text]
    assert overlays
    for rules in overlays:
        assert '"extends"' not in rules.document
        assert all(f'"{leaf.code}"' in rules.document for leaf in rules.conditions())


def test_layout_and_comments_do_not_change_the_document() -> None:
    body = requires(condition("staff", "value: staff, at_most: 500 人"))
    assert rule_set(body).document == rule_set("# 说明\n" + body.replace("[", "[ ")).document


def test_the_last_day_is_no_part_of_what_is_said() -> None:
    body = requires(condition("staff", "value: staff, at_most: 500 人"))
    assert rule_set(body).hash == rule_set(body, end="2026-12-31").hash
    assert rule_set(body).hash != rule_set(body, start="2021-01-01").hash


@pytest.mark.parametrize("document", ["", "{", "[]", '{"effective": {}}'])
def test_a_damaged_document_is_refused(document: str) -> None:
    with pytest.raises(CatalogueError):
        read_document(document, NAMES)
