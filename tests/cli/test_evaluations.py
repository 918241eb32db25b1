"""tidu evaluate, verdicts, explain, candidates: the keys and words that scripts rely on."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import Engine
from sqlmodel import select

from registry.store.database import reading, transaction
from registry.store.decisions import ManualDecision
from registry.store.evaluations import EvaluationRun, Standing
from registry.store.figures import YearlyFigures
from registry.store.journal import JournalEntry
from tests.cli.conftest import Run
from tests.factories import LOCAL_RULE_SET, NOW

CODE = "91420100MA4KTEXT1X"
LAW = "little_giant/CN/2026-04-01"


def test_evaluate_prints_counts_per_tier(run: Run, firms: Engine) -> None:
    ran = run("evaluate", "--json")
    assert ran.code == 0
    assert {name: ran.data[name] for name in ("run", "as_of", "data_year", "case", "firms", "firms_with_figures")} == {
        "run": 1,
        "as_of": "2026-06-30",
        "data_year": 2025,
        "case": "new",
        "firms": 3,
        "firms_with_figures": 3,
    }
    assert ran.data["tiers"]["little_giant"] == {
        "eligible": 0,
        "review": 1,
        "undetermined": 1,
        "ineligible": 1,
        "holds": 0,
        "candidates": {"eligible": 0, "review": 1, "near": 1, "incomplete": 1},
        "bottlenecks": [{"rule_set": LAW, "condition": "srdi_score", "only": 0, "unknown": 0, "manual": 1}],
    }


def test_evaluate_shows_a_table_to_people(run: Run, firms: Engine) -> None:
    ran = run("evaluate")
    assert "数据年 2025，共 3 家企业" in ran.out
    assert "little_giant" in ran.out


def test_evaluate_tells_people_which_condition_alone_keeps_firms_back(run: Run, firms: Engine) -> None:
    with transaction(firms) as session:
        for firm_id in (1, 2):
            question = {"firm_id": firm_id, "tier": "little_giant", "rule_set": LAW, "condition": "product_field"}
            session.add(
                ManualDecision(**question, data_year=2025, met=True, note="有", decided_by="甲", decided_at=NOW)
            )
    ran = run("evaluate", "--tier", "little_giant")
    assert "little_giant  专精特新发展评价得分：1 家，另有缺数据 0 家、待人工 0 家" in ran.out


def test_evaluate_keeps_the_run(run: Run, firms: Engine) -> None:
    run("evaluate")
    with reading(firms) as session:
        assert session.exec(select(EvaluationRun.as_of)).one().isoformat() == "2026-06-30"
        assert session.exec(select(Standing)).first() is not None


def test_day_year_case_and_tiers_can_be_chosen(run: Run, firms: Engine) -> None:
    arguments = ("--as-of", "2026-12-31", "--data-year", "2024", "--tier", "hnte", "--tier", "srdi_sme")
    data = run("evaluate", *arguments, "--json").data
    assert (data["as_of"], data["data_year"], set(data["tiers"])) == ("2026-12-31", 2024, {"hnte", "srdi_sme"})
    assert run("evaluate", "--case", "review", "--json").data["case"] == "review"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--as-of", "2026-13-01"], "2026-06-30 的样子"),
        (["--data-year", "25"], "--data-year"),
        (["--case", "renewal"], "--case"),
        (["--tier", "no_such_tier"], "no_such_tier"),
    ],
)
def test_what_cannot_be_evaluated_is_one_sentence(run: Run, firms: Engine, arguments: list[str], said: str) -> None:
    ran = run("evaluate", *arguments)
    assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert said in ran.err


def test_an_empty_registry_can_be_evaluated(run: Run, database: Engine) -> None:
    assert run("evaluate", "--json").data["firms"] == 0


def test_verdicts_are_a_json_array_of_every_firm_and_tier(run: Run, firms: Engine, tmp_path: Path) -> None:
    file = tmp_path / "verdicts.json"
    assert run("verdicts", "--output", file).code == 0
    rows = json.loads(file.read_text(encoding="utf-8"))
    assert set(rows[0]) == {"credit_code", "tier", "rule_set", "verdict", "score_low", "score_high"}
    found = [row for row in rows if row["credit_code"] == CODE and row["tier"] == "little_giant"]
    assert found[0]["verdict"] == "ineligible"
    assert found[0]["rule_set"] == "little_giant/CN/2026-04-01"


def test_verdicts_follow_the_day_of_law(run: Run, firms: Engine, tmp_path: Path) -> None:
    file = tmp_path / "verdicts.json"
    run("verdicts", "--as-of", "2016-06-30", "--output", file)
    assert {row["tier"] for row in json.loads(file.read_text(encoding="utf-8"))} == {"hnte"}


def test_explain_gives_every_condition_to_scripts(run: Run, firms: Engine) -> None:
    ran = run("explain", CODE, "little_giant", "--json")
    assert ran.code == 0
    (told,) = ran.data
    assert (told["tier"], told["verdict"], told["candidate_class"]) == ("little_giant", "ineligible", "near")
    assert (told["as_of"], told["data_year"]) == ("2026-06-30", 2025)
    score = next(condition for condition in told["conditions"] if condition["code"] == "srdi_score")
    wanted = {"outcome": "unmet", "value": 55.5, "threshold": 60.0, "unit": "分", "gap": -4.5, "assumption": None}
    assert {name: score[name] for name in wanted} == wanted
    assert score["citation"].startswith("工信部企业〔2026〕2号")
    presumed = next(condition for condition in told["conditions"] if condition["code"] == "no_abnormal_list")
    assert (presumed["outcome"], presumed["assumption"]) == ("met", "clear")
    niche = next(condition for condition in told["conditions"] if condition["code"] == "niche_years")
    assert (niche["used"], niche["years"]) == (["niche_market_since"], [2025])
    waiver = next(group for group in told["groups"] if group["code"] == "ip_or_waiver")
    assert (waiver["mode"], waiver["outcome"], waiver["cheapest"]) == ("any", "met", None)


def test_explain_tells_all_tiers_to_people(run: Run, firms: Engine) -> None:
    ran = run("explain", CODE.lower())
    assert ran.code == 0
    assert "✕ 专精特新发展评价得分  55.5 分  ≥ 60 分  差距 -4.5 分" in ran.out
    assert "科技型中小企业" in ran.out


def test_an_unknown_firm_or_tier_is_one_sentence(run: Run, firms: Engine) -> None:
    assert run("explain", "91420100MA4KTEXT9X").err == "没有找到这家企业。\n"
    ran = run("explain", CODE, "no_such_tier")
    assert (ran.code, "no_such_tier" in ran.err) == (2, True)


def test_an_old_result_is_explained_after_figures_and_rules_changed(run: Run, firms: Engine, folder: Path) -> None:
    own = folder / "catalogue" / "own.yaml"
    own.parent.mkdir()
    own.write_text(LOCAL_RULE_SET.format(least=6000), encoding="utf-8")
    assert run("evaluate").code == 0
    (then,) = run("explain", CODE, "moose", "--json").data
    with transaction(firms) as session:
        session.get_one(YearlyFigures, (2, 2025)).revenue = 100.0
    own.write_text(LOCAL_RULE_SET.format(least=9000), encoding="utf-8")
    (kept,) = run("explain", "--recorded", 1, CODE, "moose", "--json").data
    assert {name: kept[name] for name in then} == then
    assert (kept["run"], kept["recorded_at"][:10]) == (1, "2026-06-30")
    (condition,) = kept["conditions"]
    assert (condition["value"], condition["threshold"], condition["gap"]) == (6230.0, 6000.0, 230.0)
    (now,) = run("explain", CODE, "moose", "--json").data
    assert (now["conditions"][0]["value"], now["conditions"][0]["threshold"]) == (100.0, 9000.0)
    assert now["hash"] != kept["hash"]
    refused = run("evaluate")
    assert (refused.code, "moose/4201/2026-01-01" in refused.err) == (2, True)


def test_an_old_result_is_told_to_people_with_its_number_and_moment(run: Run, firms: Engine) -> None:
    run("evaluate")
    ran = run("explain", CODE, "--recorded", 1)
    assert "评估 1，2026-06-30 " in ran.out
    assert "✕ 专精特新发展评价得分  55.5 分  ≥ 60 分  差距 -4.5 分" in ran.out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [(["--recorded", "7"], "7"), (["--recorded", "1", "--as-of", "2026-05-01"], "--recorded")],
)
def test_an_old_result_that_cannot_be_had_is_one_sentence(
    run: Run, firms: Engine, arguments: list[str], said: str
) -> None:
    ran = run("explain", CODE, *arguments)
    assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert said in ran.err


def test_candidates_are_written_as_a_workbook(run: Run, firms: Engine, tmp_path: Path) -> None:
    file = tmp_path / "候选.xlsx"
    ran = run("candidates", "little_giant", "--output", file, "--json")
    assert (ran.code, ran.data["rows"], ran.data["data_year"]) == (0, 3, 2025)
    rows = list(openpyxl.load_workbook(file).active.iter_rows(values_only=True))
    assert rows[0][:2] == ("统一社会信用代码", "企业名称")
    assert len(rows) == 4


def test_candidates_are_filtered_by_class_and_place(run: Run, firms: Engine, tmp_path: Path) -> None:
    file = tmp_path / "near.json"
    run("candidates", "little_giant", "--class", "near,incomplete", "--division", "4201", "--output", file)
    assert [row["class"] for row in json.loads(file.read_text(encoding="utf-8"))] == ["near"]
    run("candidates", "little_giant", "--park", "没有这个园区", "--output", tmp_path / "none.csv")
    with (tmp_path / "none.csv").open(encoding="utf-8-sig") as stream:
        assert list(csv.DictReader(stream)) == []


def test_candidates_need_no_stored_evaluation_and_are_journalled(run: Run, firms: Engine, tmp_path: Path) -> None:
    run("candidates", "little_giant", "--as-of", "2026-05-01", "--output", tmp_path / "c.csv")
    with reading(firms) as session:
        entry = session.exec(select(JournalEntry)).one()
        assert (entry.action, entry.door) == ("candidates.export", "command")
        assert "as_of=2026-05-01" in entry.note


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["little_giant", "--output", "c.pdf"], ".xlsx"),
        (["no_such_tier", "--output", "c.csv"], "no_such_tier"),
        (["little_giant", "--class", "ripe", "--output", "c.csv"], "eligible"),
        (["little_giant", "--output", "no/such/folder/c.csv"], "no/such/folder"),
    ],
)
def test_a_list_that_cannot_be_written_leaves_nothing(
    run: Run, firms: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], said: str
) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    monkeypatch.chdir(empty)
    ran = run("candidates", *arguments)
    assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert said in ran.err
    assert list(empty.iterdir()) == []
