"""The chain over the journal: what was written is sealed in the same transaction, and any later change of it shows."""

from __future__ import annotations

import polars as pl
import pytest
from sqlalchemy import Engine, text
from sqlmodel import Session

from registry.domain.access import SYSTEM
from registry.services import audit, journal
from registry.store.database import reading, transaction
from registry.store.schema import upgrade
from registry.store.sealing import append_entries
from tests.factories import NOW

BULK = {"actor_name": "张\x1f三", "door": "import", "action": "figures.update", "changes": '{"revenue":[null,6230.5]}'}
TAMPERINGS = (
    ("UPDATE journal_entry SET note = '改过' WHERE id = 2", "第 1 至 3 条"),
    ("UPDATE journal_entry SET actor_name = 'another' WHERE id = 5", "至 6 条"),
    ("UPDATE journal_entry SET at = '2020-01-01 00:00:00.000000' WHERE id = 1", "第 1 至 3 条"),
    ("""UPDATE journal_entry SET changes = '{"revenue":[null,1]}' WHERE id = 6""", "至 6 条"),
    ("UPDATE journal_entry SET action = 'firm.create', note = NULL WHERE id = 3", "第 1 至 3 条"),
    ("DELETE FROM journal_entry WHERE id = 3", "第 1 至 3 条"),
    ("UPDATE journal_entry SET id = 9 WHERE id = 3", "第 1 至 3 条"),
    ("UPDATE journal_seal SET digest = 'x' WHERE id = 1", "第 1 至 3 条"),
    ("DELETE FROM journal_seal WHERE id = 1", "没有封存"),
)


def write(engine: Engine) -> None:
    """Three notes by hand, then a transaction with a bulk between two notes."""
    with transaction(engine) as session:
        for number in range(3):
            journal.note(session, SYSTEM, "firm.update", now=NOW, firm_id=1, changes={"name": ("旧", number)})
    with transaction(engine) as session:
        journal.note(session, SYSTEM, "import.commit", now=NOW, text="台账.xlsx")
        rows = [BULK | {"at": NOW, "firm_id": number, "row": number, "note": None} for number in (1, 2)]
        append_entries(session, pl.DataFrame(rows, schema_overrides={"note": pl.String}))


def faults(engine: Engine, known_head: str = "") -> list[str]:
    with reading(engine) as session:
        found = audit.verify(session, SYSTEM, known_head=known_head).faults
    return [fault.template.format(**fault.facts) for fault in found]


def head(engine: Engine) -> str:
    with reading(engine) as session:
        return audit.verify(session, SYSTEM).head


def tamper(engine: Engine, statement: str) -> None:
    with engine.begin() as connection:
        connection.execute(text(statement))


@pytest.fixture
def both(request: pytest.FixtureRequest) -> Engine:
    engine: Engine = request.getfixturevalue(request.param)
    if request.param == "postgres":
        upgrade(engine)
    return engine


ON_BOTH = pytest.mark.parametrize(
    "both", ["engine", pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True
)


@ON_BOTH
def test_what_is_written_is_sealed_and_fits(both: Engine) -> None:
    write(both)
    with reading(both) as session:
        found = audit.verify(session, SYSTEM)
    assert (found.entries, found.faults) == (6, ())
    assert found.seals >= 2


@ON_BOTH
@pytest.mark.parametrize(("statement", "told"), TAMPERINGS)
def test_every_change_of_the_past_shows(both: Engine, statement: str, told: str) -> None:
    write(both)
    tamper(both, statement)
    assert told in " ".join(faults(both))


def test_both_databases_seal_the_same_texts_alike(engine: Engine, postgres: Engine) -> None:
    upgrade(postgres)
    for one in (engine, postgres):
        with transaction(one) as session:
            journal.note(session, SYSTEM, "firm.update", now=NOW, changes={"name": ("甲", "乙")}, text="a\nb\x1fc")
    assert head(engine) == head(postgres)


def test_an_end_that_was_cut_off_shows_by_a_head_kept_elsewhere(engine: Engine) -> None:
    write(engine)
    kept = head(engine)
    assert faults(engine, kept) == []
    tamper(engine, "DELETE FROM journal_seal WHERE id > 1")
    tamper(engine, "DELETE FROM journal_entry WHERE id > 3")
    assert faults(engine) == []
    assert kept in faults(engine, kept)[0]


def test_entries_from_before_the_seals_are_sealed_with_the_next_transaction(engine: Engine) -> None:
    write(engine)
    tamper(engine, "DELETE FROM journal_seal")
    assert "没有封存" in faults(engine)[0]
    with transaction(engine) as session:
        journal.note(session, SYSTEM, "firm.update", now=NOW)
    assert faults(engine) == []


@pytest.mark.postgres
def test_transactions_whose_entries_lie_between_each_other_seal_their_own(postgres: Engine) -> None:
    upgrade(postgres)

    def note(session: Session) -> None:
        journal.note(session, SYSTEM, "firm.update", now=NOW)
        session.flush()

    with transaction(postgres) as outer:
        note(outer)
        with transaction(postgres) as inner:
            note(inner)
        note(outer)
    with reading(postgres) as session:
        found = audit.verify(session, SYSTEM)
    assert (found.entries, found.seals, found.faults) == (3, 3, ())


def test_a_transaction_that_fails_leaves_neither_entry_nor_seal(engine: Engine) -> None:
    def fail() -> None:
        with transaction(engine) as session:
            journal.note(session, SYSTEM, "firm.update", now=NOW)
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    with reading(engine) as session:
        assert audit.verify(session, SYSTEM).entries == 0
