"""Transactions commit as a whole or not at all, and the database itself guards what must hold."""

from __future__ import annotations

import threading
from contextlib import suppress

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError, InternalError
from sqlmodel import Session, select

from registry.domain.errors import InvalidInput
from registry.store.database import let_go, make_engine, reading, transaction
from registry.store.firms import FirmRecord, FormerName
from tests.databases import on_sqlite
from tests.factories import NOW, make_firm


def names(engine: Engine) -> list[str]:
    with reading(engine) as session:
        return list(session.exec(select(FirmRecord.name)))


def test_a_finished_block_is_kept(engine: Engine) -> None:
    with transaction(engine) as session:
        session.add(make_firm(name="示例甲公司"))
    assert names(engine) == ["示例甲公司"]


def test_a_failing_block_leaves_nothing(engine: Engine) -> None:
    def fail_half_way() -> None:
        with transaction(engine) as session:
            session.add(make_firm())
            session.flush()
            raise RuntimeError("half-way")

    with pytest.raises(RuntimeError, match="half-way"):
        fail_half_way()
    assert names(engine) == []


def test_what_a_reader_writes_is_not_kept(engine: Engine) -> None:
    with suppress(InternalError), reading(engine) as session:  # PostgreSQL refuses
        session.add(make_firm())
        session.flush()
    assert names(engine) == []


def assert_a_reader_sees_one_moment(engine: Engine) -> None:
    with reading(engine) as session:
        assert session.exec(select(FirmRecord.name)).all() == []
        with transaction(engine) as other:
            other.add(make_firm())
        assert session.exec(select(FirmRecord.name)).all() == []
        let_go(session)
        assert len(session.exec(select(FirmRecord.name)).all()) == 1


def test_a_reader_sees_one_moment(engine: Engine) -> None:
    assert_a_reader_sees_one_moment(engine)


@pytest.mark.postgres
def test_a_reader_sees_one_moment_on_postgresql(postgres: Engine) -> None:
    assert_a_reader_sees_one_moment(postgres)


def test_a_reader_is_not_blocked_by_a_writer(engine: Engine) -> None:
    with transaction(engine) as session:
        session.add(make_firm())
        session.flush()
        assert names(engine) == []


@on_sqlite
def test_writers_wait_for_each_other(engine: Engine) -> None:
    codes = [f"91420000MA4{number:06d}X" for number in range(8)]

    def add(code: str) -> None:
        with transaction(engine) as session:
            count = len(session.exec(select(FirmRecord.id)).all())
            session.add(make_firm(credit_code=code, name=f"示例{count}公司"))

    threads = [threading.Thread(target=add, args=(code,)) for code in codes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(names(engine)) == [f"示例{count}公司" for count in range(8)]


def test_foreign_keys_are_enforced(session: Session) -> None:
    session.add(FormerName(firm_id=404, name="示例", name_key="示例"))
    with pytest.raises(IntegrityError):
        session.flush()
    session.rollback()


def test_a_credit_code_of_another_length_is_refused_by_the_database(session: Session) -> None:
    session.add(make_firm(credit_code="9142"))
    with pytest.raises(IntegrityError):
        session.flush()
    session.rollback()


def test_two_firms_with_one_credit_code_are_refused_by_the_database(session: Session) -> None:
    session.add_all([make_firm(), make_firm(name="示例乙公司")])
    with pytest.raises(IntegrityError):
        session.flush()
    session.rollback()


def test_moments_come_back_in_utc(engine: Engine) -> None:
    with transaction(engine) as session:
        session.add(make_firm())
    with reading(engine) as session:
        assert session.exec(select(FirmRecord.created_at)).one() == NOW


@on_sqlite
def test_sqlite_runs_in_wal_with_foreign_keys(engine: Engine) -> None:
    with engine.connect() as connection:
        assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"
        assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1


@pytest.mark.parametrize("url", ["nonsense", "mysql://root@localhost/tidu", ""])
def test_an_address_of_another_kind_is_refused(url: str) -> None:
    with pytest.raises(InvalidInput, match="TIDU_DATABASE_URL"):
        make_engine(url)


def test_a_postgresql_address_needs_no_driver_name() -> None:
    assert make_engine("postgresql://tidu@localhost/tidu").url.drivername == "postgresql+psycopg"
