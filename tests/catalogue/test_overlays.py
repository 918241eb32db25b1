"""A rule set told as changes to another: the fewest entries, completed to the very same, refused where it cannot be."""

from __future__ import annotations

import copy
from itertools import permutations
from typing import Any

import pytest

from registry.catalogue.canonical import entry_of
from registry.catalogue.overlay_writing import NotAnOverlay, overlay_of
from registry.catalogue.rule_checking import CheckedRule, check_rule, documents_of
from registry.catalogue.rule_writing import document_of, plain, rule_text
from registry.services.policy import documents
from registry.services.policy.documents import Document
from tests.domain.standards import NAMES, SHIPPED

BASE = SHIPPED.rule_set("little_giant/CN/2026-04-01")
QUESTION = {"code": "look", "label": {"zh": "看", "en": "Look"}, "manual": True, "article": "新"}


def told(document: Document) -> Document:
    return overlay_of(BASE.id, plain(entry_of(BASE.document)), document)


def read(overlay: Document) -> CheckedRule:
    return check_rule(rule_text(overlay), NAMES, documents_of(SHIPPED.rule_sets))


@pytest.mark.parametrize("tier", sorted({each.tier for each in SHIPPED.rule_sets}))
def test_any_version_is_told_as_changes_to_any_other(tier: str) -> None:
    for base, other in permutations([each for each in SHIPPED.rule_sets if each.tier == tier], 2):
        found = read(overlay_of(base.id, plain(entry_of(base.document)), document_of(other)))
        assert found.rule_set is not None, (base.id, other.id, found.faults)
        assert (found.rule_set.requires, found.rule_set.scores) == (other.requires, other.scores)
        assert (found.rule_set.effective, found.rule_set.extends) == (other.effective, base.id)


def threshold(document: Document) -> None:
    documents.node(document, "revenue")["at_least"] = "9000 万元"


def first(document: Document) -> None:
    documents.add_node(document, documents.TOP, dict(QUESTION))
    documents.move_node(document, "look", -99)


def nested(document: Document) -> None:
    documents.add_node(document, "ip_or_waiver", dict(QUESTION))


def regrouped(document: Document) -> None:
    documents.move_into(document, "main_share", "ip_or_waiver")
    documents.move_node(document, "main_share", -1)


def renamed(document: Document) -> None:
    documents.node(document, "ip_or_waiver")["label"] = {"zh": "另名", "en": "Other"}


# what is done to a copy · which entries of the overlay tell it
CHANGES: list[tuple[Any, dict[str, list[Any]]]] = [
    (lambda document: None, {}),
    (threshold, {"replace": ["revenue"]}),
    (lambda document: documents.remove_node(document, "srdi_score"), {"remove": ["srdi_score"]}),
    (lambda document: documents.add_node(document, documents.TOP, dict(QUESTION)), {"add": ["look"]}),
    (first, {"add": ["look"]}),
    (nested, {"add": ["look"]}),
    (regrouped, {"remove": ["main_share"], "add": ["main_share"]}),
    (renamed, {"replace": ["ip_or_waiver"]}),
]


@pytest.mark.parametrize(("change", "entries"), CHANGES)
def test_only_what_differs_is_written(change: Any, entries: dict[str, list[Any]]) -> None:
    document = copy.deepcopy(document_of(BASE))
    change(document)
    overlay = told(document)
    kept = {key: overlay[key] for key in ("remove", "replace", "add") if key in overlay}
    assert {key: [each if key == "remove" else each["code"] for each in kept[key]] for key in kept} == entries
    found, whole = read(overlay), check_rule(rule_text(document), NAMES)
    assert found.rule_set is not None
    assert whole.rule_set is not None
    assert (found.rule_set.hash, found.rule_set.document) == (whole.rule_set.hash, whole.rule_set.document)


def test_what_is_no_change_is_refused() -> None:
    document = copy.deepcopy(document_of(BASE))
    document["requires"] = {"code": "requires", "any": document["requires"]["all"]}
    with pytest.raises(NotAnOverlay):
        told(document)


WRONG = [
    ("add:\n- {code: a, into: revenue}", "「revenue」不是条件组"),
    ("add:\n- {code: a, after: nothing}", "没有条件「nothing」"),
    ("add:\n- {code: a, after: revenue, before: revenue}", "只写一个"),
    ("remove: [nothing]", "没有条件「nothing」"),
    ("add: [7]", "应是列表"),
    ("requires: {}", "不认识「requires」"),
    ("add:\n- {code: g, any: text}\n- {code: h, after: t}", "没有条件「t」"),
]


@pytest.mark.parametrize(("lines", "words"), WRONG)
def test_a_wrong_overlay_says_where(lines: str, words: str) -> None:
    found = check_rule(f"{rule_text(told(document_of(BASE)))}{lines}\n", NAMES, documents_of(SHIPPED.rule_sets))
    assert [words in fault.reason for fault in found.faults] == [True]
    assert found.extends == BASE.id
