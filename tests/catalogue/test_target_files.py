"""Targets of documents: what is shipped, and what is refused in the file."""

from __future__ import annotations

import pytest

from registry.catalogue.reader import load_catalogue
from registry.catalogue.strict import read_yaml
from registry.catalogue.target_files import read_targets
from registry.domain.errors import CatalogueError

CATALOGUE = load_catalogue()
TARGETS = """\
on_pace_within: 0.02
targets:
  - code: first
    label: {zh: 甲, en: A}
    kind: ratio
    goal: 0.5
    firms: {where: [{indicator: rd_institution_level, one_of: [自建]}]}
    among: {industries: [C], where: [{indicator: is_above_scale, is: true}]}
    document: {zh: 甲文件, en: Document A}
    note: {zh: 原文, en: Text}
    points:
      - {day: 2020-12-31, value: 0.1, source: {zh: 报道, en: Report}}
"""


def read(text: str) -> object:
    return read_targets(read_yaml(text, "targets.yaml"), CATALOGUE.indicators, CATALOGUE.ladder, CATALOGUE.industries)


def test_the_shipped_targets_are_those_that_firm_records_can_answer() -> None:
    facts = {
        each.code: (each.kind.value, each.goal, each.division, str(each.due_on)) for each in CATALOGUE.targets.entries
    }
    assert facts == {
        "little_giants_2027": ("stock", 1000, "42", "2027-12-31"),
        "above_scale_hnte_2027": ("stock", 10000, "42", "2027-12-31"),
        "rd_coverage_2025": ("ratio", 0.5, "42", "2025-12-04"),
        "rd_coverage_full": ("coverage", 1, "42", "None"),
        "changjiang_rd_coverage": ("coverage", 1, "4201", "2025-12-31"),
        "shiyan_activity_coverage": ("coverage", 1, "4203", "2025-12-31"),
        "shiyan_institution_coverage": ("coverage", 1, "4203", "2025-12-31"),
        "shiyan_patent_coverage": ("coverage", 1, "4203", "2025-12-31"),
        "cluster_hnte_doubled": ("multiple", 2, "42", "2025-12-04"),
    }


def test_published_values_name_their_source_and_no_base_is_invented() -> None:
    entries = CATALOGUE.targets.entries
    assert all(point.source.zh and point.source.en for entry in entries for point in entry.points)
    assert all(entry.base_value is None for entry in entries)
    assert all("原文" in entry.note.zh for entry in entries)


def test_the_example_is_read() -> None:
    (target,) = read(TARGETS).entries  # type: ignore[attr-defined]
    assert (target.goal, target.measure.is_strict, target.due_on) == (0.5, False, None)


# old text; new text; line; what the sentence says
FAULTS = [
    ("kind: ratio", "kind: rank", 5, "「kind」应是"),
    ("    among: {industries: [C], where: [{indicator: is_above_scale, is: true}]}\n", "", 3, "「among」"),
    ("goal: 0.5", "goal: half", 6, "应是数字"),
    ("goal: 0.5", "goal: 0.5\n    enters: hnte", 7, "「enters」"),
    ("goal: 0.5", "goal: 0.5\n    through: [moon]", 7, "没有层级「moon」"),
    ("industries: [C]", "industries: [CC]", 8, "没有行业门类「CC」"),
    ("is: true", "is: 1", 8, "true 或 false"),
    ("indicator: is_above_scale, is", "indicator: name, is", 8, "不是“是否”指标"),
    ("is_above_scale, is: true", "is_above_scale, known: false", 8, "只能写 true"),
    ("is_above_scale, is: true", "name, at_least: 1", 8, "不是数值指标"),
    ("is_above_scale, is: true", "unheard_of, is: true", 8, "没有名为「unheard_of」的指标"),
    ("is: true", "is: true, known: true", 8, "只写一种要求"),
    ("one_of: [自建]", "one_of: [好]", 7, "可选的有"),
    ("day: 2020-12-31", "day: 2020", 12, "应是日期"),
    ("    note: {zh: 原文, en: Text}\n", "", 3, "缺少「note」"),
    ("code: first", "codes: first", 3, "不认识「codes」"),
]


@pytest.mark.parametrize(("old", "new", "line", "told"), FAULTS)
def test_a_fault_is_told_with_its_line(old: str, new: str, line: int, told: str) -> None:
    with pytest.raises(CatalogueError) as refused:
        read(TARGETS.replace(old, new))
    assert told in str(refused.value)
    assert refused.value.facts["line"] == line


def test_a_code_occurs_once() -> None:
    entry = TARGETS[TARGETS.index("  - code") :]
    with pytest.raises(CatalogueError, match="写了两次：first"):
        read(TARGETS + entry)
