"""Texts that somebody hands in: what would fill memory or the stack is refused with a line, like any other fault."""

from __future__ import annotations

import pytest

from registry.catalogue.reader import Catalogue, names_of
from registry.catalogue.rule_checking import check_rule

HEAD = "tier: hnte\njurisdiction: CN\n"
HOSTILE = [
    ("a: &a [1, 1]\nb: [*a, *a]\n", 2, "引用"),
    (f"{HEAD}effective: {{from: 2026-13-45}}\n", 1, "日期或数字不成立"),
    (f"{HEAD}notes: {'[' * 3000}{']' * 3000}\n", 1, "层数太多"),
    ("tier: !!python/object:os.system x\n", 1, "不是正确的 YAML"),
    ("tier: a\x00b\n", 1, "不是正确的 YAML"),
    ("tier: hnte\ntier: hnte\n", 2, "写了两次"),
]


@pytest.mark.parametrize(
    ("text", "line", "said"), HOSTILE, ids=[said for *_, said in HOSTILE[:3]] + ["tag", "nul", "twice"]
)
def test_a_hostile_text_is_one_fault(catalogue: Catalogue, text: str, line: int, said: str) -> None:
    found = check_rule(text, names_of(catalogue.indicators, catalogue.ladder))
    assert [(fault.line, said in fault.reason) for fault in found.faults] == [(line, True)]
