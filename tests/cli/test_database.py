"""tidu init, demo, user, rules: getting ready."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from registry.store.accounts import Account
from registry.store.database import make_engine, reading
from registry.store.evaluations import Standing
from registry.store.firms import FirmRecord
from registry.store.rulesets import RuleSetVersion
from tests.cli.conftest import Run


def test_init_makes_the_database_and_can_be_run_again(run: Run, address: str) -> None:
    for _ in range(2):
        ran = run("init")
        assert (ran.code, ran.out) == (0, "")
        assert "数据库已就绪" in ran.err
    with reading(make_engine(address)) as session:
        assert len(session.exec(select(RuleSetVersion)).all()) >= 4


def test_the_demo_brings_firms_accounts_and_an_evaluation(run: Run, address: str) -> None:
    assert run("demo", "--if-empty").code == 0
    with reading(make_engine(address)) as session:
        firms = len(session.exec(select(FirmRecord.id)).all())
        assert firms >= 250
        assert {account.role for account in session.exec(select(Account))} == {
            "administrator",
            "bureau",
            "park_officer",
            "enterprise",
        }
        assert len(session.exec(select(Standing.firm_id)).all()) > firms
    again = run("demo", "--if-empty")
    assert (again.code, "没有放入演示数据" in again.err) == (0, True)
    refused = run("demo")
    assert (refused.code, "空库" in refused.err) == (2, True)


def test_the_example_ledger_is_written_and_can_be_imported(run: Run, folder: Path, tmp_path: Path) -> None:
    ledger = tmp_path / "示例台账.xlsx"
    written = run("demo", "--ledger", ledger)
    assert (written.code, written.out) == (0, "")
    assert "示例台账.xlsx" in written.err
    assert list(folder.iterdir()) == []
    run("init")
    ran = run("import", ledger, "--dry-run", "--json")
    assert (ran.code, ran.data["read"], ran.data["rejected"]) == (1, 81, 4)


def test_the_demo_outside_demo_mode_says_that_its_passwords_are_public(run: Run) -> None:
    assert "密码是公开的" in run("demo").err


@pytest.mark.parametrize(
    "command",
    [
        ["evaluate"],
        ["verdicts", "--output", "v.json"],
        ["candidates", "hnte", "--output", "c.xlsx"],
        ["explain", "91420100MA4KTEXT0X"],
        ["user", "add", "zhang", "--role", "bureau"],
    ],
)
def test_without_a_database_every_command_says_what_to_do(run: Run, folder: Path, command: list[str]) -> None:
    ran = run(*command)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == "数据库尚未建立或需要升级，请先运行 tidu init。\n"
    assert list(folder.iterdir()) == []


def test_a_database_that_cannot_be_reached_is_one_sentence(run: Run) -> None:
    ran = run("evaluate", TIDU_DATABASE_URL="postgresql+psycopg://nobody@127.0.0.1:1/none")
    assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert "数据库无法使用" in ran.err


@pytest.mark.parametrize(
    ("name", "value"),
    [("TIDU_DATABASE_URL", "nonsense"), ("TIDU_LANGUAGE", "xx"), ("TIDU_PORT", "x"), ("TIDU_TODAY", "heute")],
)
def test_a_setting_that_cannot_be_used_is_named(run: Run, name: str, value: str) -> None:
    ran = run("evaluate", **{name: value})
    assert ran.code == 2
    assert name in ran.err


def test_a_faulty_catalogue_is_told_with_file_and_line(run: Run, folder: Path) -> None:
    (folder / "catalogue").mkdir()
    (folder / "catalogue" / "indicators.yaml").write_text("indicators:\n  - wrong: 1\n", encoding="utf-8")
    ran = run("rules", "check")
    assert ran.code == 2
    assert "indicators.yaml" in ran.err


def test_the_shipped_rules_pass_the_check(run: Run) -> None:
    ran = run("rules", "check")
    assert (ran.code, "没有问题" in ran.out) == (0, True)
    listed = run("rules", "list", "--json").data
    assert {"hnte", "little_giant", "srdi_sme", "tech_sme"} <= {entry["tier"] for entry in listed}
    assert "hnte/CN/2016-01-01" in run("rules", "list").out


def test_a_new_account_prints_its_one_time_password(run: Run, database: Engine) -> None:
    ran = run("user", "add", "zhang", "--role", "park_officer", "--division", "4203", "--park", "东风示例园区")
    assert ran.code == 0
    assert len(ran.out.strip()) == 14
    assert "zhang" in ran.err
    told = run("user", "add", "li", "--role", "bureau", "--json").data
    assert (told["name"], told["role"]) == ("li", "bureau")


def test_an_account_that_cannot_be_is_refused(run: Run, firms: Engine) -> None:
    assert run("user", "add", "zhang", "--role", "boss").code == 2
    assert "所属企业" in run("user", "add", "zhang", "--role", "enterprise").err
    assert run("user", "add", "zhang", "--role", "enterprise", "--firm", "91420100MA4KTEXT0X").code == 0
    assert "已经存在" in run("user", "add", "zhang", "--role", "bureau").err
    assert "这家企业" in run("user", "add", "wang", "--role", "enterprise", "--firm", "no").err


def test_usage_errors_exit_with_two(run: Run) -> None:
    assert run("evaluate", "--no-such-option").code == 2
    assert run("no-such-command").code == 2
    assert run("--help").code == 0


def test_the_sentences_follow_the_language_of_the_settings(run: Run) -> None:
    ran = run("init", TIDU_LANGUAGE="en")
    assert ran.code == 0
    assert "数据库" not in ran.err
    assert "database" in ran.err.lower()
