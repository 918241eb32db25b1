"""Cases as a policy officer writes them: read strictly, told where they are wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from registry.catalogue.reader import Catalogue
from registry.services.rule_case_results import CaseResult, run_cases
from registry.services.rule_cases import UnusableCase, read_cases

HEAD = "rule_set: tech_sme/CN/2017-05-03\nbase: {as_of: 2026-06-30, years: {2025: {staff: 100}}}\n"
CASE = "cases: [{name: 甲, verdict: undetermined, conditions: {staff_limit: {outcome: met, gap: 400}}}]\n"


def ran(catalogue: Catalogue, folder: Path, text: str) -> list[CaseResult]:
    (folder / "cases.yaml").write_text(text, encoding="utf-8")
    return run_cases(catalogue, tuple(read_cases(folder)))


def told(catalogue: Catalogue, folder: Path, text: str) -> list[tuple[str, object, object]]:
    (result,) = ran(catalogue, folder, text)
    return [(each.what, each.expected, each.found) for each in result.differences]


def test_a_case_that_agrees_has_no_differences(catalogue: Catalogue, tmp_path: Path) -> None:
    assert told(catalogue, tmp_path, HEAD + CASE) == []


@pytest.mark.parametrize(
    ("change", "difference"),
    [
        (("verdict: undetermined", "verdict: eligible"), ("verdict", "eligible", "undetermined")),
        (("verdict: undetermined", "verdict: none"), ("verdict", "none", "undetermined")),
        (("name: 甲,", "name: 甲, class: near,"), ("class", "near", "incomplete")),
        (("name: 甲,", "name: 甲, score: [0, 1],"), ("score", [0, 1], [0.0, 100.0])),
        (("gap: 400", "gap: 401"), ("staff_limit.gap", 401, 400.0)),
        (("outcome: met", "outcome: unmet"), ("staff_limit.outcome", "unmet", "met")),
        (("staff_limit:", "staf_limit:"), ("staf_limit", {"outcome": "met", "gap": 400}, None)),
        (("gap: 400", "assumed: true"), ("staff_limit.assumed", True, False)),
    ],
)
def test_a_difference_names_what_was_expected_and_found(
    catalogue: Catalogue, tmp_path: Path, change: tuple[str, str], difference: tuple[str, object, object]
) -> None:
    assert told(catalogue, tmp_path, HEAD + CASE.replace(*change)) == [difference]


def test_another_rule_set_that_applied_is_a_difference(catalogue: Catalogue, tmp_path: Path) -> None:
    text = HEAD.replace("tech_sme/CN/2017-05-03", "srdi_sme/CN/2026-04-01").replace("2026-06-30", "2026-03-31")
    found = told(catalogue, tmp_path, text + "cases: [{name: 甲, verdict: undetermined}]\n")
    assert found == [("rule_set", "srdi_sme/CN/2026-04-01", "srdi_sme/CN/2022-08-01")]


def test_a_firm_that_no_rule_set_reaches_has_no_verdict(catalogue: Catalogue, tmp_path: Path) -> None:
    text = HEAD.replace("tech_sme/CN/2017-05-03", "listing_reserve/4201/2021-01-01")
    both = "cases: [{name: 甲, verdict: none}, {name: 乙, verdict: eligible}]\n"
    first, second = ran(catalogue, tmp_path, text + both)
    assert (first.differences, second.differences[0].found) == ((), "none")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("cases: [", "YAML"),
        ("[]", "键: 值"),
        ("rule_set: a/b/c\n", "缺少"),
        (HEAD + "cases: 3\n", "缺少"),
        (HEAD + "cases: [3]\n", "键: 值"),
        (HEAD + "cases: [{name: 甲}]\n", "verdict"),
        (HEAD + CASE + "extra: 1\n", "「extra」"),
        (HEAD + CASE.replace("gap:", "gp:"), "「gp」"),
        (HEAD + CASE.replace("name: 甲", "name: 甲, as_of: soon"), "as_of"),
        (HEAD + CASE.replace("name: 甲", "name: 甲, case: renewal"), "review"),
        (HEAD + CASE.replace("name: 甲", "name: 甲, facts: [1]"), "facts"),
        (HEAD + CASE.replace("name: 甲", "name: 甲, years: {last: {staff: 1}}"), "years"),
        (HEAD + CASE.replace("name: 甲", "name: 甲, titles: {hnte: 2025}"), "有效期"),
        (HEAD + CASE.replace("name: 甲", "name: 甲, facts: {no_such: 1}"), "「no_such」"),
        (HEAD + CASE.replace("name: 甲", "name: 甲, facts: {staff: 1}"), "years"),
        (HEAD.replace("staff: 100", "staff: many") + CASE, "「staff"),
        (HEAD.replace("tech_sme/", "no_such/") + CASE, "no_such/CN/2017-05-03"),
        (HEAD + "cases: [{name: 甲, verdict: none}, {name: 甲, verdict: none}]\n", "两次"),
    ],
)
def test_a_file_that_is_not_in_the_form_is_refused(catalogue: Catalogue, tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(UnusableCase, match=said):
        ran(catalogue, tmp_path, text)
