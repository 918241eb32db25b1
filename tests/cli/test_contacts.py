"""tidu contacts: what is old is listed, what is erased is asked for first."""

from __future__ import annotations

from sqlalchemy import Engine
from sqlmodel import select

from registry.store.database import reading, transaction
from registry.store.firms import FirmRecord
from registry.store.journal import JournalEntry
from tests.cli.conftest import Run
from tests.factories import CODES, make_firm


def add_contact(database: Engine) -> None:
    with transaction(database) as session:
        session.add(make_firm(id=7, credit_code=CODES[3], name="十堰示例有限公司", contact_name="王小明"))


def contact(database: Engine) -> str | None:
    with reading(database) as session:
        return session.get_one(FirmRecord, 7).contact_name


def test_what_nobody_touched_for_years_is_listed_once_the_years_are_known(run: Run, database: Engine) -> None:
    add_contact(database)
    ran = run("contacts", "due")
    assert ran.code == 2
    assert "TIDU_CONTACT_YEARS" in ran.err
    assert CODES[3] not in run("contacts", "due", "--years", "1").out
    later = run("contacts", "due", TIDU_CONTACT_YEARS="3", TIDU_TODAY="2030-06-30")
    assert (later.code, CODES[3] in later.out) == (0, True)


def test_erasing_asks_first_and_says_what_backups_still_hold(run: Run, database: Engine) -> None:
    add_contact(database)
    assert run("contacts", "erase", "--firm", CODES[3], "--reason", "本人要求删除").code == 1
    assert contact(database) == "王小明"
    unknown = run("contacts", "erase", "--firm", "nobody", "--reason", "本人要求删除", "--yes")
    assert (unknown.code, "没有找到这家企业" in unknown.err) == (2, True)
    ran = run("contacts", "erase", "--firm", CODES[3], "--reason", "本人要求删除", "--yes")
    assert (ran.code, contact(database)) == (0, None)
    assert "备份" in ran.err
    with reading(database) as session:
        entry = session.exec(select(JournalEntry).where(JournalEntry.action == "personal.erase")).one()
    assert (entry.firm_id, entry.actor_name, entry.note) == (7, "tidu", "本人要求删除")
    assert run("audit", "verify").code == 0
