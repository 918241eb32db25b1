"""tidu audit: the journal's chain, told in one line, with an exit code for timers."""

from __future__ import annotations

from sqlalchemy import Engine, text

from registry.domain.access import SYSTEM
from registry.services import journal
from registry.store.database import transaction
from tests.cli.conftest import Run
from tests.factories import NOW


def write(database: Engine) -> None:
    with transaction(database) as session:
        journal.note(session, SYSTEM, "firm.update", now=NOW, text="甲")


def test_an_intact_journal_is_told_with_its_head(run: Run, database: Engine) -> None:
    write(database)
    head = run("audit", "head").out.strip()
    ran = run("audit", "verify", "--head", head, "--json")
    assert (ran.code, ran.data) == (0, {"entries": 1, "seals": 1, "head": head, "faults": []})
    assert "变更记录完好：1 条记录" in ran.err


def test_an_altered_journal_ends_with_1_and_says_where(run: Run, database: Engine) -> None:
    write(database)
    with database.begin() as connection:
        connection.execute(text("UPDATE journal_entry SET note = '乙'"))
    ran = run("audit", "verify")
    assert (ran.code, ran.out) == (1, "")
    assert "第 1 至 1 条变更记录" in ran.err
    assert "1 处不符" in ran.err


def test_a_head_that_is_no_longer_on_the_chain_is_told(run: Run, database: Engine) -> None:
    write(database)
    ran = run("audit", "verify", "--head", "ab" * 32)
    assert ran.code == 1
    assert "封存链上找不到编号 abab" in ran.err
