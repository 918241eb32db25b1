"""The migrations from empty make exactly the tables of the models, on both databases."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect

from registry.store.database import make_engine
from registry.store.schema import (
    METADATA,
    MIGRATIONS,
    TABLES,
    WITHOUT_MODELS,
    downgrade,
    has_model,
    is_current,
    newest_revision,
    upgrade,
)
from tests.databases import on_sqlite

DAY = "2026-01-01 00:00:00+00:00"
FIRM = "credit_code, name, name_key, initials, version, created_at, updated_at"
DOTTED = "'示例「光谷」·电子'"
OLD_KEYS = (
    f"INSERT INTO firm (id, {FIRM}) VALUES (1, '91420100MA4KTEXT0X', {DOTTED}, {DOTTED}, '', 1, '{DAY}', '{DAY}')",
    "INSERT INTO former_name (id, firm_id, name, name_key) VALUES (1, 1, '旧名·电子', '旧名·电子')",
    "INSERT INTO former_name (id, firm_id, name, name_key) VALUES (2, 1, '旧名•电子', '旧名•电子')",
)

RUN = 'as_of, data_year, "case", created_at, created_by, firms, firms_with_figures, rule_sets, counts'
STANDING = "firm_id, tier, rule_set, verdict, candidate_class, holds, score_low, score_high, fixes, outcomes, data_year"
STANDINGS = (
    f"INSERT INTO evaluation_run ({RUN}) VALUES ('2026-06-30', 2025, 'new', '{DAY}', '示例', 1, 1, '{{}}', '{{}}')",
    f"INSERT INTO evaluation_run ({RUN}) VALUES ('2026-07-01', 2025, 'review', '{DAY}', '示例', 1, 1, '{{}}', '{{}}')",
    f"INSERT INTO standing ({STANDING}) VALUES (1, 'hnte', 'a', 'eligible', NULL, true, 0.5, 71.0, 0, '3333', 2025)",
    f"INSERT INTO standing ({STANDING}) VALUES (1, 'gazelle', 'b', 'ineligible', 'near', false, NULL, NULL, 1, '1', 2025)",
)
READ_STANDINGS = f"SELECT {STANDING} FROM standing ORDER BY firm_id, tier"


def differences(engine: Engine) -> list[object]:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "include_name": has_model})
        return compare_metadata(context, METADATA)


def tables_of(engine: Engine) -> set[str]:
    return set(inspect(engine).get_table_names()) - {"alembic_version"} - WITHOUT_MODELS


def test_migrations_from_empty_equal_the_models_on_sqlite(engine: Engine) -> None:
    assert differences(engine) == []
    assert tables_of(engine) == {table.__tablename__ for table in TABLES}


def test_upgrading_twice_changes_nothing(engine: Engine) -> None:
    upgrade(engine)
    assert is_current(engine)


def test_asking_for_a_database_does_not_make_it(tmp_path: Path) -> None:
    file = tmp_path / "deep" / "new.sqlite3"
    engine = make_engine(f"sqlite:///{file}")
    assert not is_current(engine)
    assert not file.exists()
    upgrade(engine)
    assert is_current(engine)


def test_the_newest_file_is_the_newest_migration() -> None:
    assert ScriptDirectory(MIGRATIONS).get_current_head() == newest_revision()


def test_an_empty_database_is_not_current(tmp_path: Path) -> None:
    (tmp_path / "empty.sqlite3").touch()
    assert not is_current(make_engine(f"sqlite:///{tmp_path / 'empty.sqlite3'}"))


def test_migrations_can_be_taken_back(engine: Engine) -> None:
    downgrade(engine, "base")
    assert inspect(engine).get_table_names() == ["alembic_version"]


@on_sqlite
def test_the_index_of_names_has_all_its_triggers(engine: Engine) -> None:
    """A migration that makes `firm` or `former_name` anew takes them away."""
    with engine.connect() as connection:
        held = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").scalars().all()
    events = ("added", "changed", "gone")
    assert {*held} == {f"{table}_words_{event}" for table in ("firm", "former_name") for event in events}


def hold_standings(engine: Engine) -> None:
    """A standing outlives the change of its table, there and back."""
    with engine.begin() as connection:
        for statement in (OLD_KEYS[0], *STANDINGS):
            connection.exec_driver_sql(statement)
        before = connection.exec_driver_sql(READ_STANDINGS).fetchall()
    downgrade(engine, "0030")
    with engine.connect() as connection:
        days = connection.exec_driver_sql("SELECT as_of FROM standing").scalars().all()
        assert [str(day) for day in days] == ["2026-06-30"] * 2
    upgrade(engine)
    with engine.connect() as connection:
        assert connection.exec_driver_sql(READ_STANDINGS).fetchall() == before
    assert differences(engine) == []


def test_standings_outlive_the_change_of_their_table(engine: Engine) -> None:
    hold_standings(engine)
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            made = connection.exec_driver_sql("SELECT sql FROM sqlite_master WHERE name = 'standing'").scalar_one()
        assert "WITHOUT ROWID" in made


@pytest.mark.postgres
def test_standings_outlive_the_change_of_their_table_on_postgresql(postgres: Engine) -> None:
    hold_standings(postgres)


@pytest.mark.postgres
def test_migrations_from_empty_equal_the_models_on_postgresql(empty_postgres: Engine) -> None:
    upgrade(empty_postgres)
    assert differences(empty_postgres) == []
    assert tables_of(empty_postgres) == {table.__tablename__ for table in TABLES}
    downgrade(empty_postgres, "base")
    assert tables_of(empty_postgres) == set()


def test_stored_name_keys_lose_the_dots_that_names_are_compared_without(engine: Engine) -> None:
    downgrade(engine, "0003")
    with engine.begin() as connection:
        for statement in OLD_KEYS:
            connection.exec_driver_sql(statement)
    upgrade(engine)
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT name_key FROM firm").scalars().all() == ["示例(光谷)电子"]
        assert connection.exec_driver_sql("SELECT id, name_key FROM former_name").fetchall() == [(1, "旧名电子")]
