"""A rule set is written as YAML and read again unchanged; every fault of a text is told, each with its line."""

from __future__ import annotations

import pytest

from registry.catalogue.rule_checking import check_rule, documents_of
from registry.catalogue.rule_writing import document_of, rule_text
from registry.domain.rulesets import RuleSet
from tests.domain.standards import NAMES, SHIPPED

FAULTY = """tier: elk
jurisdiction: "4"
effective: {from: 2026-01-01}
source: {number: 示例, title: 虚构, issuer: 示例}
requires:
  all:
    - {code: revenue, label: {zh: 营业收入, en: Revenue}, value: revenu, at_least: 5 万元, article: 第一条}
    - code: growth
      any:
        - {code: one, label: {zh: 增长, en: Growth}, value: growth(revenue), at_least: 5 万元, article: 第二条}
        - {code: Two, label: {zh: 增长}, value: growth(revenue) +, at_least: 5%}
    - {code: staff, label: {zh: 职工, en: Staff}, value: staff, at_least: 5, surprise: 1, article: 第三条}
"""
FAULTS = [
    (1, "", "「elk」不在梯度中"),
    (2, "", "「jurisdiction」写 CN"),
    (4, "", "缺少「checked_on」"),
    (7, "revenue", "第 1 个字符处：没有名为「revenu」的指标"),
    (10, "one", "门槛的单位写成了「万元」"),
    (11, "Two", "「code」只用小写"),
    (11, "Two", "缺少「en」"),
    (11, "Two", "缺少「article」"),
    (11, "Two", "第 18 个字符处"),
    (12, "staff", "不认识「surprise」"),
]


@pytest.mark.parametrize("rules", SHIPPED.rule_sets, ids=lambda rules: rules.id)
def test_what_is_written_is_read_back_as_the_same_rule_set(rules: RuleSet) -> None:
    text = rule_text(document_of(rules))
    read = check_rule(text, NAMES)
    assert read.faults == ()
    assert read.rule_set is not None
    assert (read.rule_set.document, read.rule_set.hash) == (rules.document, rules.hash)
    assert read.rule_set.effective == rules.effective
    assert rule_text(document_of(read.rule_set)) == text


@pytest.mark.parametrize("rules", SHIPPED.rule_sets, ids=lambda rules: rules.id)
def test_a_shipped_file_is_taken_as_it_is(rules: RuleSet) -> None:
    read = check_rule(rules.text, NAMES, documents_of(SHIPPED.rule_sets))
    assert read.rule_set is not None
    assert read.rule_set.document == rules.document


def test_every_fault_is_told_with_its_line_and_condition() -> None:
    found = check_rule(FAULTY, NAMES).faults
    told = [(fault.line, fault.code) for fault in found]
    assert told == [(line, code) for line, code, _ in FAULTS]
    for fault, (_, _, words) in zip(found, FAULTS, strict=True):
        assert words in fault.reason


@pytest.mark.parametrize("text", ["", "- one", "a: [", "tier: x\ntier: y", "extends: nothing\ntier: hnte"])
def test_what_is_no_rule_set_at_all_has_one_fault(text: str) -> None:
    read = check_rule(text, NAMES, documents_of(SHIPPED.rule_sets))
    assert len(read.faults) == 1
    assert read.rule_set is None
