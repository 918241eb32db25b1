"""Rule sets that may not be used are refused, with the file and the line of the fault."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from registry.catalogue import strict
from registry.catalogue.quantities import read_quantity
from registry.catalogue.reader import load_catalogue, names_of
from registry.catalogue.ruleset_files import read_rule_sets
from registry.catalogue.strict import OURS, Entry, read_file, read_yaml
from registry.domain.errors import CatalogueError
from registry.domain.rulesets import Condition, RuleSet

SHIPPED = load_catalogue()
NAMES = names_of(SHIPPED.indicators, SHIPPED.ladder)
HEAD = """\
tier: tech_sme
jurisdiction: CN
cases: [new, review]
effective: {from: 2020-01-01}
source: {number: 甲1号, title: 示例, issuer: 示例, checked_on: 2026-11-21}
"""
CONDITION = """\
requires:
  all:
    - code: revenue
      label: {zh: 营业收入, en: Revenue}
      value: revenue
      at_least: 100 万元
      article: 第一条
"""
SCORE = """\
scores:
  - code: total
    label: {zh: 得分, en: Score}
    parts:
      - {code: one, label: {zh: 一, en: one}, person: 0-8}
      - {code: two, label: {zh: 二, en: two}, value: staff, bands: {at_least: [[10 人, 20], [5 人, 10]]}}
"""
MARK = """\
requires:
  all:
    - {code: mark, label: {zh: 得分, en: Score}, article: 第一条, score: total, at_least: 20 分}
"""
GOOD = HEAD + CONDITION


def read(*texts: str) -> tuple[RuleSet, ...]:
    return read_rule_sets([(read_yaml(text, f"{number}.yaml"), text) for number, text in enumerate(texts)], NAMES)


def refusal(*texts: str) -> CatalogueError:
    with pytest.raises(CatalogueError) as refused:
        read(*texts)
    return refused.value


def changed(old: str, new: str, text: str = GOOD) -> str:
    assert text.count(old) == 1, old
    return text.replace(old, new)


def test_the_good_example_is_read() -> None:
    (rules,) = read(GOOD)
    assert rules.id == "tech_sme/CN/2020-01-01"
    assert [condition.code for condition in rules.conditions()] == ["revenue"]


# what is changed in the good example: old text, new text; line of the fault; what the sentence says
FAULTS = [
    ("tier: tech_sme", "tier: nothing", 1, "不在梯度中"),
    ("tier: tech_sme\n", "", 1, "缺少「tier」"),
    ("jurisdiction: CN", "jurisdiction: 湖北", 2, "jurisdiction"),
    ("jurisdiction: CN", "jurisdiction: 4201113", 2, "jurisdiction"),
    ("jurisdiction: CN", "jurisdiction: 'zone:'", 2, "jurisdiction"),
    ("[new, review]", "[newest]", 3, "new、review"),
    ("{from: 2020-01-01}", "{from: soon}", 4, "生效日期"),
    ("{from: 2020-01-01}", "{from: 2020-01-01, to: 2019-01-01}", 4, "生效日期"),
    ("{from: 2020-01-01}", "{from: 2020-01-01, until: 2021-01-01}", 4, "不认识「until」"),
    ("{from: 2020-01-01}", "2020-01-01", 4, "键: 值"),
    (", issuer: 示例", "", 5, "缺少「issuer」"),
    ("checked_on: 2026-11-21", "checked_on: 去年", 5, "checked_on"),
    ("requires:", "requirements:", 6, "不认识「requirements」"),
    ("requires:", "remove: [x]\nrequires:", 6, "不认识「remove」"),
    ("  all:", "  some:", 7, "不认识「some」"),
    ("- code: revenue", "- code: 营业收入", 8, "小写英文字母"),
    ("- code: revenue", "- code: Revenue", 8, "小写英文字母"),
    ("- code: revenue", "- code: revenue.outcome", 8, "小写英文字母"),
    ("{zh: 营业收入, en: Revenue}", "{zh: 营业收入}", 9, "缺少「en」"),
    ("{zh: 营业收入, en: Revenue}", "营业收入", 9, "键: 值"),
    ("      article: 第一条\n", "", 8, "缺少「article」"),
    ("article: 第一条", "article:", 8, "缺少「article」"),
    ("article: 第一条", "article: 第一条\n      thresold: 3", 13, "不认识「thresold」"),
    ("article: 第一条", "article: 第一条\n      article: 第二条", 13, "「article」写了两次"),
    ("article: 第一条", "article: 第一条\n      confidence: sure", 13, "confidence"),
    ("article: 第一条", "article: 第一条\n      missing: zero", 13, "missing"),
    ("article: 第一条", "article: 第一条\n      veto: 是", 13, "true 或 false"),
    ("article: 第一条", "article: 第一条\n      margin: 20", 13, "margin"),
    ("article: 第一条", "article: 第一条\n      margin: 1.5", 13, "margin"),
    ("article: 第一条", "article: 第一条\n      cases: [old]", 13, "cases"),
    ("article: 第一条", "article: 第一条\n      each: 0", 13, "each"),
    ("article: 第一条", "article: 第一条\n      each: true", 13, "each"),
    ("article: 第一条", "article: 第一条\n      each: 5", 13, "最多回看 3 年"),
    ("article: 第一条", "article: 第一条\n      at_most: 200 万元", 8, "只写一个比较"),
    ("article: 第一条", "article: 第一条\n      industries: [制造业]", 13, "行业"),
    ("article: 第一条", "article: 第一条\n      manual: true", 10, "不认识「value」"),
    ("      at_least: 100 万元\n", "", 8, "只写一个比较"),
    ("at_least: 100 万元", "at_least: 100 亿元", 11, "单位是「万元」，门槛的单位写成了「亿元」"),
    ("at_least: 100 万元", "at_least: 3%", 11, "门槛的单位写成了「%」"),
    ("at_least: 100 万元", "at_least: 100", 11, "门槛的单位写成了「无」"),
    ("at_least: 100 万元", "at_least: 很多", 11, "不是带单位的数"),
    ("at_least: 100 万元", "between: [1 万元]", 11, "两个数"),
    ("at_least: 100 万元", "is: true", 11, "文字类写文字"),
    ("at_least: 100 万元", "one_of: [甲]", 11, "文字类写文字"),
    ("value: revenue", "value: turnover", 10, "没有名为「turnover」的指标"),
    ("value: revenue", "value: revenue + staff", 10, "第 11 个字符处：单位不一致"),
    ("value: revenue", "value: revenue.real", 10, "第 1 个字符处"),
    ("value: revenue", "value: is_listed", 11, "不能比大小"),
    ("value: revenue", "value: founded_on", 11, "不能比大小"),
    ("      value: revenue\n", "", 8, "缺少「value」"),
]


@pytest.mark.parametrize(("old", "new", "line", "said"), FAULTS)
def test_a_fault_is_refused_with_its_file_and_line(old: str, new: str, line: int, said: str) -> None:
    fault = refusal(changed(old, new))
    assert fault.facts["file"] == "0.yaml"
    assert fault.facts["line"] == line
    assert said in str(fault)


# YAML that is no rule set at all; line; what the sentence says
BROKEN = [
    ("", 1, "文件顶层"),
    ("- a\n- b", 1, "文件顶层"),
    ("tier: [tech_sme", 1, "不是正确的 YAML"),
    ("tier: tech_sme\n  jurisdiction: CN", 2, "不是正确的 YAML"),
    ("tier: tech_sme\ntier: hnte", 2, "「tier」写了两次"),
    ("1: a", 1, "应是文字"),
    ("tier: !!python/object/apply:os.system [true]", 1, "不是正确的 YAML"),
    ("tier: &a [*a]", 1, ""),
]


@pytest.mark.parametrize(("text", "line", "said"), BROKEN)
def test_a_file_that_is_no_rule_set_is_refused(text: str, line: int, said: str) -> None:
    fault = refusal(text)
    assert fault.facts["line"] == line
    assert said in str(fault)


def condition(rule: str) -> str:
    return HEAD + f"requires:\n  all:\n    - {{code: c, label: {{zh: 条, en: c}}, article: 第一条, {rule}}}\n"


BANDED = "value: revenue, at_least: {by: staff, bands: "

# a condition; what the sentence says
CONDITIONS = [
    ("value: hightech_field, one_of: [现代农业]", "不是「高新技术领域」的可选值"),
    ("value: is_listed, is: 1", "写 true 或 false"),
    ("value: title(nothing), is: true", "层级代码"),
    ("value: title(hnte), at_least: 1", "不能比大小"),
    ("value: revenue, at_least: 100 万元, each: 2, veto: 1", "true 或 false"),
    ("value: growth(revenue), at_least: 5%, each: 4", "最多回看 3 年"),
    ("value: 'revenue[-3]', at_least: 5 万元, each: 2", "最多回看 3 年"),
    ("manual: true, at_least: 3", "不认识「at_least」"),
    ("manual: true, veto: true", "不认识「veto」"),
    ("manual: 是, value: revenue, at_least: 1 万元", "true 或 false"),
    (BANDED + "[{up_to: 10 人, value: 1 万元}]}", "最后一档不写"),
    (BANDED + "[{value: 1 万元}, {up_to: 10 人, value: 1 万元}]}", "最后一档不写"),
    (BANDED + "[{up_to: 20 人, value: 1 万元}, {up_to: 10 人, value: 2 万元}, {value: 3 万元}]}", "从小到大"),
    (BANDED + "[{up_to: 10 人, value: 1 万元}, {up_to: 10 人, value: 2 万元}, {value: 3 万元}]}", "不能重复"),
    (BANDED + "[{up_to: 10 万元, value: 1 万元}, {value: 3 万元}]}", "单位是「人」"),
    (BANDED + "[{up_to: 10 人, value: 1%}, {value: 3 万元}]}", "单位是「万元」"),
    (BANDED + "[]}", "最后一档不写"),
]


@pytest.mark.parametrize(("rule", "said"), CONDITIONS)
def test_a_condition_that_cannot_be_meant_is_refused(rule: str, said: str) -> None:
    assert said in str(refusal(condition(rule)))


def test_codes_are_used_once_in_a_rule_set() -> None:
    twice = GOOD + CONDITION.split("all:\n")[1]
    assert "「revenue」用了两次" in str(refusal(twice))


def test_a_group_needs_a_member_and_one_mode() -> None:
    empty = HEAD + "requires:\n  all: []\n"
    both = HEAD + "requires:\n  all: []\n  any: []\n"
    assert "至少要有一条" in str(refusal(empty))
    assert "之一" in str(refusal(both))


# what is changed in a rule set with a score; what the sentence says
SCORES = [
    ("score: total", "score: sum", "所指的得分「sum」不存在"),
    ("score: total", "score: total.three", "不存在"),
    ("20 分", "20 万元", "得分的单位"),
    ("code: two", "code: one", "两项代码相同"),
    ("person: 0-8", "person: 8-0", "不是得分"),
    ("person: 0-8", "person: 多", "不是得分"),
    ("person: 0-8", "person: 0-8, cap: 五", "cap"),
    ("person: 0-8", "person: 0-8, parts: []", "只用一种写法"),
    ("person: 0-8", "weight: 3", "不认识「weight」"),
    ("[[10 人, 20], [5 人, 10]]", "[[5 人, 10], [10 人, 20]]", "从得分最高的一档写起"),
    ("[[10 人, 20], [5 人, 10]]", "[[10 人, 20], [10 人, 10]]", "不能重复"),
    ("[[10 人, 20], [5 人, 10]]", "[[10%, 20], [5 人, 10]]", "档位写成了「%」"),
    ("[[10 人, 20], [5 人, 10]]", "[[10 人, 20, 1]]", "[门槛, 得分]"),
    ("[[10 人, 20], [5 人, 10]]", "20", "[门槛, 得分]"),
    ("bands: {at_least: ", "bands: {between: ", "不认识「between」"),
    ("person: 0-8", "steps: [{value: is_listed, is: 1, earns: 3}]", "true 或 false"),
    ("person: 0-8", "steps: [{value: staff, is: true, earns: 3}]", "是否类用「is」"),
    ("person: 0-8", "steps: [{value: staff, one_of: [甲], earns: 3}]", "是否类用「is」"),
    ("person: 0-8", "steps: [{value: staff, at_least: 3 人}]", "缺少「earns」"),
    ("person: 0-8", "steps: [{value: staff, at_least: 3 年, earns: 3}]", "档位写成了「年」"),
]


@pytest.mark.parametrize(("old", "new", "said"), SCORES)
def test_a_score_that_cannot_be_meant_is_refused(old: str, new: str, said: str) -> None:
    assert said in str(refusal(changed(old, new, HEAD + SCORE + MARK)))


def test_the_score_example_is_read() -> None:
    (rules,) = read(HEAD + SCORE + MARK)
    assert [part.code for part in rules.scores[0].parts] == ["one", "two"]


# Versions of one tier


def version(start: str, end: str = "", **about: str) -> str:
    head = changed("{from: 2020-01-01}", f"{{from: {start}{f', to: {end}' if end else ''}}}", GOOD)
    for key, value in about.items():
        line = next(line for line in head.splitlines() if line.startswith(f"{key}:"))
        head = head.replace(line, f"{key}: {value}")
    return head


def test_two_versions_may_not_share_a_day() -> None:
    fault = refusal(version("2020-01-01", "2022-08-01"), version("2022-08-01"))
    assert (fault.facts["file"], fault.facts["line"]) == ("1.yaml", 4)
    assert "与「tech_sme/CN/2020-01-01」的生效日期重叠" in str(fault)


def test_a_version_follows_another_on_the_next_day() -> None:
    assert len(read(version("2020-01-01", "2022-07-31"), version("2022-08-01"))) == 2


def test_other_places_tiers_and_cases_may_overlap() -> None:
    texts = (
        version("2020-01-01", cases="[new]"),
        version("2020-01-01", cases="[review]"),
        version("2020-01-01", jurisdiction="'42'"),
        version("2020-01-01", tier="hnte"),
    )
    assert [rules.id for rules in read(*texts)] == [
        "tech_sme/CN/2020-01-01",
        "tech_sme/CN/2020-01-01/review",
        "tech_sme/42/2020-01-01",
        "hnte/CN/2020-01-01",
    ]


def test_a_version_for_both_cases_overlaps_with_one_for_either() -> None:
    assert "重叠" in str(refusal(version("2020-01-01"), version("2021-01-01", cases="[review]")))


def test_the_same_version_in_two_files_is_refused() -> None:
    assert "有两个文件" in str(refusal(GOOD, GOOD))


# Changes to another version

CHANGE = """\
extends: tech_sme/CN/2020-01-01
tier: tech_sme
jurisdiction: '42'
cases: [new]
effective: {from: 2021-01-01}
"""


def test_a_notice_replaces_removes_and_adds_conditions() -> None:
    base = GOOD + "    - {code: staff, label: {zh: 职工, en: Staff}, article: 第二条, value: staff, at_most: 500 人}\n"
    change = (
        CHANGE
        + "remove: [staff]\n"
        + "replace:\n  - {code: revenue, label: {zh: 收入, en: R}, article: 第三条, value: revenue, at_least: 500 万元}\n"
        + "add:\n  - {code: profit, label: {zh: 利润, en: P}, article: 第四条, value: net_profit, more_than: 0 万元}\n"
    )
    whole, extended = read(base, change)
    assert extended.id == "tech_sme/42/2021-01-01"
    assert [(leaf.code, leaf.citation.article) for leaf in extended.conditions()] == [
        ("revenue", "第三条"),
        ("profit", "第四条"),
    ]
    assert [leaf.code for leaf in whole.conditions()] == ["revenue", "staff"]
    assert extended.source == whole.source


def test_a_condition_within_a_group_can_be_replaced() -> None:
    shipped = SHIPPED.rule_set("srdi_sme/CN/2026-04-01")
    review = SHIPPED.rule_set("srdi_sme/CN/2026-04-01/review")
    same = [leaf for leaf in review.conditions() if leaf in shipped.conditions()]
    assert len(same) == len(shipped.conditions()) - 1
    assert {leaf.code for leaf in review.conditions()} - {leaf.code for leaf in shipped.conditions()} == {
        "srdi_score_this_year",
        "srdi_score_last_year",
    }


# a change; line; what the sentence says
CHANGES = [
    (CHANGE.replace("2020-01-01\n", "2019-01-01\n"), 1, "没有可以沿用的认定标准"),
    (CHANGE + "remove: [nothing]\n", 6, "没有条件「nothing」"),
    (CHANGE + "replace: [{code: nothing}]\n", 6, "没有条件「nothing」"),
    (CHANGE + "requires: {all: []}\n", 6, "不认识「requires」"),
    (CHANGE + "scores: 7\n", 6, "「scores」应是列表"),
    (CHANGE + "removes: [revenue]\n", 6, "不认识「removes」"),
    (CHANGE + "remove: revenue\n", 6, "文字的列表"),
    (CHANGE + "add: [{code: revenue, label: {zh: 重, en: r}, article: 一, manual: true}]\n", None, "用了两次"),
    (CHANGE.replace("'42'", "CN").replace("[new]", "[new, review]"), 5, "重叠"),
]


@pytest.mark.parametrize(("change", "line", "said"), CHANGES)
def test_a_change_that_does_not_fit_its_base_is_refused(change: str, line: int | None, said: str) -> None:
    fault = refusal(GOOD, change)
    assert said in str(fault)
    assert line is None or (fault.facts["file"], fault.facts["line"]) == ("1.yaml", line)


# The hash


def digest(text: str) -> str:
    return read(text)[0].hash


def test_the_hash_is_of_the_meaning_and_not_of_the_layout() -> None:
    commented = "# 注释\n" + GOOD.replace("value: revenue", "value: revenue   # 为什么")
    reordered = "cases: [new, review]\n" + GOOD.replace("cases: [new, review]\n", "")
    quoted = GOOD.replace("at_least: 100 万元", 'at_least: "100 万元"')
    assert digest(commented) == digest(reordered) == digest(quoted) == digest(GOOD)


MEANINGS = [
    ("100 万元", "101 万元"),
    ("第一条", "第二条"),
    ("甲1号", "甲2号"),
    ("en: Revenue", "en: Sales"),
    ("[new, review]", "[new]"),
]


@pytest.mark.parametrize(("old", "new"), MEANINGS)
def test_the_hash_changes_with_the_meaning(old: str, new: str) -> None:
    assert digest(changed(old, new)) != digest(GOOD)


def test_the_hash_of_a_change_follows_its_base() -> None:
    other_base = changed("100 万元", "101 万元")
    assert read(GOOD, CHANGE)[1].hash != read(other_base, CHANGE)[1].hash


# Thresholds as people write them

QUANTITIES = [
    ("3%", (0.03, "%")),
    ("2.5%", (0.025, "%")),
    ("5000 万元", (5000.0, "万元")),
    ("5000万元", (5000.0, "万元")),
    ("-1.5 万元", (-1.5, "万元")),
    ("365 天", (365.0, "天")),
    (70, (70.0, "")),
    (0.5, (0.5, "")),
]


@pytest.mark.parametrize(("text", "expected"), QUANTITIES)
def test_a_quantity_is_read_with_its_unit(text: object, expected: tuple[float, str]) -> None:
    assert read_quantity(text) == expected


@pytest.mark.parametrize("text", ["", "万元", "3 %%", "3 - 5", "三", "1e3", "1,000", True, None, [1]])
def test_what_is_no_quantity_is_refused(text: object) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(str(text))}$"):
        read_quantity(text)


# A bureau's own folder

LOCAL = """\
indicators:
  - {code: water_use, label: {zh: 用水量, en: Water use}, level: annual, kind: amount, unit: 吨}
"""


def test_a_bureaus_folder_adds_indicators_and_rule_sets(tmp_path: Path) -> None:
    (tmp_path / "indicators.yaml").write_text(LOCAL, encoding="utf-8")
    folder = tmp_path / "rulesets" / "moose"
    folder.mkdir(parents=True)
    text = (
        GOOD.replace("tier: tech_sme", "tier: moose")
        .replace("value: revenue", "value: water_use")
        .replace("万元", "吨")
    )
    (folder / "4201.yaml").write_text(text, encoding="utf-8")
    catalogue = load_catalogue(tmp_path)
    assert catalogue.indicators["water_use"].local
    leaf = catalogue.rule_set("moose/CN/2020-01-01").conditions()[0]
    assert isinstance(leaf, Condition)
    assert leaf.unit == "吨"


def test_a_folder_that_is_not_there_adds_nothing(tmp_path: Path) -> None:
    assert load_catalogue(tmp_path / "nothing").rule_sets == SHIPPED.rule_sets


# a bureau's file; what the sentence says
LOCAL_FAULTS = [
    ("indicators.yaml", LOCAL.replace("water_use", "revenue"), "代码相同"),
    ("indicators.yaml", LOCAL.replace("water_use", "用水"), "小写英文字母"),
    ("indicators.yaml", LOCAL.replace("annual", "monthly"), "「level」应是"),
    ("indicators.yaml", LOCAL.replace("amount", "money"), "「kind」应是"),
    ("indicators.yaml", LOCAL.replace("unit", "units"), "不认识「units」"),
    ("indicators.yaml", LOCAL + LOCAL.split("\n", 1)[1], "写了两次"),
    ("rules.yaml", GOOD.replace("tech_sme", "nothing"), "不在梯度中"),
    ("rules.yaml", GOOD, "重叠"),
]


@pytest.mark.parametrize(("name", "text", "said"), LOCAL_FAULTS)
def test_a_fault_in_a_bureaus_folder_names_its_file(tmp_path: Path, name: str, text: str, said: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(CatalogueError) as refused:
        load_catalogue(tmp_path)
    assert refused.value.facts["file"] == name
    assert said in str(refused.value)


def test_an_edited_file_is_read_again(tmp_path: Path) -> None:
    file = tmp_path / "indicators.yaml"
    file.write_text(LOCAL, encoding="utf-8")
    assert load_catalogue(tmp_path).indicators["water_use"].label.zh == "用水量"
    file.write_text(LOCAL.replace("用水量", "取水量"), encoding="utf-8")
    os.utime(file, (1, 1))
    assert load_catalogue(tmp_path).indicators["water_use"].label.zh == "取水量"


def with_lines(value: object) -> object:
    """The value with the file and line of everything in it."""
    if isinstance(value, Entry):
        return value.file, value.line, value.lines, [(key, with_lines(each)) for key, each in value.items()]
    return [with_lines(each) for each in value] if isinstance(value, list) else (type(value), value)


def test_our_own_files_are_read_quickly_and_just_the_same() -> None:
    files = sorted((OURS / "catalogue").rglob("*.yaml"))
    assert len(files) > 30
    for file in files:
        assert with_lines(read_file(file)) == with_lines(read_yaml(file.read_text(encoding="utf-8"), file.name))


@pytest.mark.parametrize(("text", "line"), [("a: 1\na: 2\n", 2), ("a: [1\n", 2), ("- a\n", 1), ("a: 2024-02-30\n", 1)])
def test_a_fault_in_our_own_file_is_told_by_the_careful_reader(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, line: int
) -> None:
    (file := tmp_path / "ours.yaml").write_text(text, encoding="utf-8")
    faults = []
    for ours in (OURS, tmp_path):
        monkeypatch.setattr(strict, "OURS", ours)
        with pytest.raises(CatalogueError) as refused:
            read_file(file)
        faults.append(refused.value.facts)
    assert faults[0] == faults[1]
    assert faults[1]["line"] == line
