"""tidu rules list, show, diff, check, test: what they print and how they end."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from registry.catalogue.reader import load_catalogue
from tests.cli.conftest import Run

LAW = "little_giant/CN/2026-04-01"
CASES = """
rule_set: little_giant/CN/2026-04-01
base:
  as_of: 2026-06-30
  years: {{2025: {{srdi_score: 55}}}}
cases:
  - name: 评价得分差五分
    verdict: ineligible
    conditions: {{srdi_score: {{outcome: {outcome}, gap: {gap}}}}}
"""


@pytest.fixture
def cases(tmp_path: Path) -> Path:
    path = tmp_path / "cases"
    path.mkdir()
    (path / "score.yaml").write_text(CASES.format(outcome="unmet", gap=-5), encoding="utf-8")
    return path


def test_list_gives_every_rule_set_with_its_days_and_hash(run: Run) -> None:
    rows = {row["id"]: row for row in run("rules", "list", "--json").data}
    wanted = {"tier": "little_giant", "jurisdiction": "CN", "cases": ["new"], "effective_from": "2026-04-01"}
    assert {name: rows[LAW][name] for name in wanted} == wanted
    assert rows[LAW]["hash"] == load_catalogue().rule_set(LAW).hash
    out = run("rules", "list").out
    assert f"{rows[LAW]['hash'][:12]}  {rows[LAW]['document']}" in out
    assert "2022-08-01 – 2026-03-31  " in out


def test_list_says_which_tiers_have_no_published_numbers(run: Run) -> None:
    unrated = {row["tier"] for row in run("rules", "list", "--json").data if not row["has_numbers"]}
    assert "moose" in unrated
    assert "没有公布数字，不设标准：驼鹿企业" in run("rules", "list").out


def test_show_gives_every_condition_with_threshold_and_citation(run: Run) -> None:
    data = run("rules", "show", LAW, "--json").data
    shares = [each for each in data["requires"]["all"] if each["code"] == "liability_ratio"]
    wanted = {"formula": "total_liabilities / total_assets", "comparator": "at_most", "threshold": 0.75, "unit": "%"}
    assert {name: shares[0][name] for name in wanted} == wanted
    assert (shares[0]["article"], shares[0]["confidence"], shares[0]["missing"]) == (
        "附件2 第二项",
        "verified",
        "unknown",
    )
    out = run("rules", "show", LAW).out
    assert "total_liabilities / total_assets ≤ 75%  [missing: unknown]  附件2 第二项 · verified" in out


@pytest.mark.parametrize("rules", load_catalogue().rule_sets, ids=lambda rules: rules.id)
def test_every_rule_set_can_be_shown(run: Run, rules: object) -> None:
    rule_set_id = str(rules.id)  # type: ignore[attr-defined]
    assert run("rules", "show", rule_set_id).code == 0
    assert run("rules", "show", rule_set_id, "--json").data["id"] == rule_set_id


def test_show_gives_scores_with_their_bands(run: Run) -> None:
    assert "ip_class1 ≥ 1 件 → 30; ip_class2 ≥ 4 件 → 24" in run("rules", "show", "tech_sme/CN/2017-05-03").out
    data = run("rules", "show", "tech_sme/CN/2017-05-03", "--json").data
    assert [part["code"] for part in data["scores"][0]["parts"]] == ["st_staff", "rd", "results"]


def test_diff_tells_thresholds_before_citations(run: Run) -> None:
    changes = run("rules", "diff", "srdi_sme/CN/2022-08-01", "srdi_sme/CN/2026-04-01", "--json").data
    revenue = [each for each in changes if each["code"] == "revenue"]
    assert (revenue[0]["field"], revenue[0]["before"], revenue[0]["after"]) == ("threshold", "1000 万元", "1500 万元")
    assert [each["weight"] for each in changes] == sorted(each["weight"] for each in changes)
    out = run("rules", "diff", "srdi_sme/CN/2022-08-01", "srdi_sme/CN/2026-04-01").out
    assert "改  revenue  上年度营业收入  threshold: 1000 万元 → 1500 万元" in out
    assert "删  total_score" in out


def test_two_versions_that_say_the_same_are_told(run: Run) -> None:
    ran = run("rules", "diff", LAW, LAW)
    assert (ran.code, ran.out, ran.err) == (0, "", "两份标准没有不同。\n")


@pytest.mark.parametrize("arguments", [["show", "no/such/set"], ["diff", LAW, "no/such/set"]])
def test_an_unknown_rule_set_is_one_sentence(run: Run, arguments: list[str]) -> None:
    ran = run("rules", *arguments)
    assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert "no/such/set" in ran.err


def test_check_counts_what_it_read(run: Run) -> None:
    ran = run("rules", "check")
    assert (ran.code, f"认定标准 {len(load_catalogue().rule_sets)} 个" in ran.out) == (0, True)


def test_the_cases_of_the_checkout_all_pass(run: Run) -> None:
    ran = run("rules", "test")
    assert (ran.code, "不符 0 个" in ran.out) == (0, True)


def test_cases_that_pass_are_counted(run: Run, cases: Path) -> None:
    assert run("rules", "test", cases).out == "案例 1 个，不符 0 个。\n"
    assert run("rules", "test", cases / "score.yaml", "--json").data == {"cases": 1, "failed": []}


def test_a_case_that_fails_is_told_with_expected_and_found(run: Run, cases: Path) -> None:
    (cases / "score.yaml").write_text(CASES.format(outcome="unmet", gap=-4), encoding="utf-8")
    ran = run("rules", "test", cases)
    assert ran.code == 1
    assert "✕ score: 评价得分差五分\n  srdi_score.gap：应为 -4，实为 -5.0\n" in ran.out
    assert "案例 1 个，不符 1 个。" in ran.out
    ran = run("rules", "test", cases, "--json")
    assert (ran.code, ran.data["failed"][0]["name"]) == (1, "评价得分差五分")
    assert ran.data["failed"][0]["differences"] == [{"what": "srdi_score.gap", "expected": -4, "found": -5.0}]


def test_cases_that_cannot_be_run_are_one_sentence(run: Run, cases: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for place in (tmp_path / "nowhere", tmp_path / "empty"):
        ran = run("rules", "test", place)
        assert (ran.code, ran.out, str(place) in ran.err, "docs/rules.md" in ran.err) == (2, "", True, True)
    (cases / "score.yaml").write_text("cases: [", encoding="utf-8")
    ran = run("rules", "test", cases)
    assert (ran.code, ran.err.count("\n"), "score" in ran.err) == (2, 1, True)


def test_a_reader_that_stops_early_is_no_error() -> None:
    tidu = f"{sys.executable} -m registry.cli rules show little_giant/CN/2026-04-01"
    ran = subprocess.run(["bash", "-c", f"set -o pipefail; {tidu} | true"], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr) == (0, "")
