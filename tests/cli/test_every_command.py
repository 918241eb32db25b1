"""Every command as every role and as nobody: what the table of commands says is what happens."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from sqlalchemy import Engine
from sqlmodel import select

from registry.catalogue.reader import Catalogue
from registry.cli.acting import OPERATOR, command_table
from registry.cli.main import main
from registry.domain.access import LABELS, SYSTEM, Action, Role, may
from registry.store.accounts import Account
from registry.store.attempts import Attempt
from registry.store.database import reading, transaction
from registry.store.journal import JournalEntry
from tests.cli.conftest import Ran, Run
from tests.databases import Databases
from tests.factories import CODES, make_workbook
from tests.web.conftest import fill_office

ROLES = {"admin": Role.ADMINISTRATOR, "bureau": Role.BUREAU, "park": Role.PARK_OFFICER, "firm": Role.ENTERPRISE}
MINE, THEIRS = CODES[0], CODES[2]
LAW, LATER = "srdi_sme/CN/2022-08-01", "srdi_sme/CN/2026-04-01"
CASES = Path(__file__).parent.parent / "cases"
ARGUMENTS: dict[str, str] = {
    "init": "", "demo": "", "serve": "", "worker": "", "doctor": "", "audit head": "", "audit verify": "",
    "evidence sweep": "", "targets list": "", "targets record": "", "rules check": "", "rules list": "",
    "backup": "new.zip", "restore": "ledger.xlsx", "move": "postgresql://nobody@127.0.0.1:1/none",
    "import": "ledger.xlsx --dry-run", "template": f"--kind firm --firm {MINE} --output form.xlsx",
    "ledger": "--output out.xlsx", "evaluate": "--tier hnte", "candidates": "hnte --output out.csv",
    "verdicts": "--output out.json", "explain": f"{MINE} hnte", "user add": "newest --role bureau",
    "rules show": LAW, "rules diff": f"{LAW} {LATER}", "rules test": "cases",
    "contacts due": "--years 1", "contacts erase": f"--firm {MINE} --reason 本人要求 --yes",
}  # fmt: skip
OUTSIDE = {"explain": f"{THEIRS} hnte", "template": f"--kind firm --firm {THEIRS} --output form.xlsx"}
OUTSIDE |= {"contacts erase": f"--firm {THEIRS} --reason 本人要求 --yes"}


def commands(group: click.Group, *above: str) -> Iterator[str]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from commands(command, *above, name)
        else:
            yield " ".join((*above, name))


@pytest.fixture
def database_template(databases: Databases, catalogue: Catalogue) -> str:
    return databases.keep("office", lambda engine: fill_office(engine, catalogue))


@pytest.fixture(autouse=True)
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder in which the commands are run, with the files that they are told."""
    monkeypatch.chdir(tmp_path)
    rows = [["统一社会信用代码", "企业名称", "2025年营业收入（万元）"], [MINE, "", 7000], [THEIRS, "", 8000]]
    Path("ledger.xlsx").write_bytes(make_workbook({"台账": rows}))
    Path("cases").mkdir()
    shutil.copy(next(CASES.glob("hnte/*.yaml")), "cases/one.yaml")


def told(run: Run, account: str, command: str, arguments: str) -> Ran:
    return run("--as", account, *command.split(), *arguments.split())


def allowed(role: Role, action: str) -> bool:
    return action != OPERATOR and may(role, Action(action))


def test_every_command_has_an_entry_and_every_entry_a_command() -> None:
    assert set(command_table()) == set(commands(main)) == set(ARGUMENTS)
    actions = {entry.action for entry in command_table().values()} - {OPERATOR}
    assert actions <= set(Action)
    assert all(may(SYSTEM.role, Action(action)) for action in actions)


@pytest.mark.parametrize("name", ROLES)
def test_a_command_does_what_the_role_may_and_is_refused_otherwise(run: Run, database: Engine, name: str) -> None:
    for command, entry in command_table().items():
        if not allowed(ROLES[name], entry.action):
            ran = told(run, name, command, ARGUMENTS[command])
            reason = f"tidu {command}" if entry.action == OPERATOR else LABELS[Action(entry.action)]
            assert (ran.code, ran.out, reason in ran.err) == (1, "", True), (command, ran)
    assert journalled(database, name) == []
    for command, entry in command_table().items():
        if allowed(ROLES[name], entry.action):
            ran = told(run, name, command, ARGUMENTS[command])
            rejected = command == "import" and name != "admin"  # the other firm's row
            assert ran.code == int(rejected), (command, ran)
    assert {entry.door for entry in journalled(database, name)} <= {"command"}


def test_nobody_can_do_nothing(run: Run, database: Engine) -> None:
    with transaction(database) as session:
        session.exec(select(Account).where(Account.name == "admin")).one().active = False
    for command in ARGUMENTS:
        for nobody in ("unheard-of", "admin", ""):
            ran = told(run, nobody, command, ARGUMENTS[command])
            assert (ran.code, ran.out, ran.err.count("\n")) == (1, "", 1), (command, ran)
    with reading(database) as session:
        assert [entry for entry in session.exec(select(JournalEntry.action)) if entry != "evaluation.run"] == []


@pytest.mark.parametrize("name", ["bureau", "park", "firm"])
def test_a_firm_outside_the_scope_is_not_found_and_the_attempt_is_kept(run: Run, database: Engine, name: str) -> None:
    wanted = [each for each in OUTSIDE if allowed(ROLES[name], command_table()[each].action)]
    for command in wanted:
        ran = told(run, name, command, OUTSIDE[command])
        assert (ran.code, ran.out, ran.err) == (2, "", "没有找到这家企业。\n"), command
    with reading(database) as session:
        kept = {(one.kind, one.address, one.times) for one in session.exec(select(Attempt))}
    assert kept == {(command_table()[each].object, f"tidu {each}", 1) for each in wanted}


def test_lists_hold_what_lies_within_the_scope(run: Run, database: Engine) -> None:
    assert told(run, "park", "import", "ledger.xlsx --dry-run --json").data["rejected"] == 1
    assert told(run, "park", "ledger", "--output out.xlsx --json").data["firms"] == 1
    assert run("ledger", "--output", "out.xlsx", "--json").data["firms"] == 2
    told(run, "park", "verdicts", "--output out.json")
    assert {row["credit_code"] for row in json.loads(Path("out.json").read_text())} == {MINE}
    refused = told(run, "park", "ledger", "--personal --output out.xlsx")
    assert (refused.code, LABELS[Action.EXPORT_PERSONAL] in refused.err) == (1, True)
    assert {entry.door for entry in journalled(database, "park")} == {"command"}


def test_a_file_that_is_not_there_is_no_attempt(run: Run, database: Engine) -> None:
    assert told(run, "park", "import", "nowhere.xlsx").code == 2
    with reading(database) as session:
        assert session.exec(select(Attempt)).all() == []


def journalled(database: Engine, name: str) -> list[JournalEntry]:
    with reading(database) as session:
        who = select(Account.id).where(Account.name == name)
        return list(session.exec(select(JournalEntry).where(JournalEntry.actor_id == who.scalar_subquery())))
