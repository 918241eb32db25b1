"""tidu move: everything from SQLite to PostgreSQL, letter by letter, or nothing."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Engine, select, text
from sqlmodel import Session

from registry.domain.access import SYSTEM
from registry.services import journal
from registry.services.audit import verify
from registry.services.evaluations import run as evaluate
from registry.store.database import make_engine, transaction
from registry.store.firms import FirmRecord
from registry.store.schema import METADATA
from tests.cli.conftest import Run
from tests.databases import on_sqlite
from tests.factories import NOW, TODAY, make_firm

pytestmark = [pytest.mark.postgres, on_sqlite]


def rows_of(engine: Engine) -> dict[str, list[tuple[Any, ...]]]:
    with engine.connect() as connection:
        return {
            table.name: sorted((tuple(row) for row in connection.execute(select(table))), key=repr)
            for table in METADATA.sorted_tables
        }


@pytest.fixture
def filled(firms: Engine, catalogue: Any) -> Engine:
    """Three firms with figures, an evaluation with its archive, and a journal with odd letters."""
    with transaction(firms) as session:
        evaluate(session, SYSTEM, catalogue, as_of=TODAY, now=NOW)
        journal.note(
            session, SYSTEM, "firm.update", now=NOW, firm_id=1, changes={"name": ("旧\t名", "新\\名\n")}, text="“引号”"
        )
    return firms


def address_of(engine: Engine) -> str:
    return engine.url.render_as_string(hide_password=False)


def test_everything_arrives_as_it_was_and_numbers_go_on(run: Run, filled: Engine, postgres: Engine) -> None:
    ran = run("move", address_of(postgres), "--json")
    assert ran.code == 0, ran.err
    assert ran.data["firm"] == 3
    assert rows_of(postgres) == rows_of(filled)
    with transaction(postgres) as session:
        assert verify(session, SYSTEM).faults == ()
        session.add(make_firm(credit_code="91420100MA4KLATE0X", name="后来示例有限公司"))
        session.flush()
        journal.note(session, SYSTEM, "firm.create", now=NOW)
        assert session.exec(select(FirmRecord.id).order_by(FirmRecord.id.desc())).first()[0] == 4  # type: ignore[call-overload]
    with Session(postgres) as session:
        assert verify(session, SYSTEM).faults == ()


def test_a_database_that_holds_something_is_left_alone(run: Run, filled: Engine, postgres: Engine) -> None:
    assert run("move", address_of(postgres)).code == 0
    before = rows_of(postgres)
    again = run("move", address_of(postgres))
    assert (again.code, "已经有数据" in again.err) == (2, True)
    assert rows_of(postgres) == before


def test_what_cannot_arrive_leaves_nothing_half_written(run: Run, filled: Engine, postgres: Engine) -> None:
    with filled.begin() as connection:
        connection.execute(text("PRAGMA ignore_check_constraints = ON"))
        connection.execute(text("UPDATE yearly_figures SET year = 99999 WHERE firm_id = 1 AND year = 2025"))
    ran = run("move", address_of(postgres))
    assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert not any(rows_of(postgres).values())


def test_only_from_sqlite_to_postgresql(run: Run, filled: Engine, tmp_path: Any) -> None:
    ran = run("move", f"sqlite:///{tmp_path / 'other.sqlite3'}")
    assert (ran.code, "只能从 SQLite 迁移到 PostgreSQL" in ran.err) == (2, True)
    assert make_engine("sqlite://").dialect.name == "sqlite"
    assert not (tmp_path / "other.sqlite3").exists()
