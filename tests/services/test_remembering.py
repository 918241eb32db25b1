"""What is counted over a whole list is kept for readers until anything is written, and never for whoever writes."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from registry.domain.access import SYSTEM
from registry.services import journal
from registry.services.firm_search import FirmQuery, search
from registry.services.remembering import remembered_by_readers
from registry.store.database import reading, transaction
from tests.factories import CODES, NOW, make_firm


def test_a_reader_asks_once_until_something_is_journalled(engine: Engine) -> None:
    asked: list[int] = []
    for _ in range(2):
        with reading(engine) as session:
            remembered_by_readers(session, "how many", lambda: asked.append(1))
    assert len(asked) == 1
    with transaction(engine) as session:
        journal.note(session, SYSTEM, "firm.edit", now=NOW)
    with reading(engine) as session:
        remembered_by_readers(session, "how many", lambda: asked.append(1))
    assert len(asked) == 2


@pytest.mark.parametrize(
    ("action", "firm_id", "times"),
    [
        *(
            ("account.sign_in", None, 1),
            ("candidates.export", None, 1),
            ("firms.list", None, 1),
            ("scope.attempt", None, 1),
        ),
        *(("title.create", None, 2), ("evidence.open", 1, 2), ("firms.export", 1, 2), ("account.update", None, 2)),
    ],
)
def test_a_sign_in_or_an_export_changes_nothing(engine: Engine, action: str, firm_id: int | None, times: int) -> None:
    asked: list[int] = []
    for _ in range(2):
        with reading(engine) as session:
            remembered_by_readers(session, ("how many", action), lambda: asked.append(1))
        with transaction(engine) as session:
            journal.note(session, SYSTEM, action, firm_id=firm_id, now=NOW)
    assert len(asked) == times


@pytest.mark.postgres
def test_an_older_entry_that_is_seen_after_a_newer_one_counts_as_well(postgres: Engine) -> None:
    asked: list[int] = []
    with transaction(postgres) as slow:
        journal.note(slow, SYSTEM, "firm.edit", now=NOW)
        slow.flush()  # it has its number
        with transaction(postgres) as quick:
            journal.note(quick, SYSTEM, "firm.edit", now=NOW)
        for _ in range(2):
            with reading(postgres) as session:
                remembered_by_readers(session, "how many", lambda: asked.append(1))
    assert len(asked) == 1
    with reading(postgres) as session:
        remembered_by_readers(session, "how many", lambda: asked.append(1))
    assert len(asked) == 2


def test_whoever_writes_asks_every_time(session: Session) -> None:
    asked: list[int] = []
    for _ in range(2):
        remembered_by_readers(session, "how many", lambda: asked.append(1))
    assert len(asked) == 2


@pytest.mark.parametrize(
    ("prefix", "found"),
    [("", 3), ("42", 2), ("429", 1), ("4201", 1), ("420111", 1), ("43", 0), ("4%", 0), ("_", 0)],
)
def test_a_division_is_asked_for_by_the_beginning_of_its_code(session: Session, prefix: str, found: int) -> None:
    for number, code in enumerate(("420111", "429004", None), start=1):
        session.add(make_firm(id=number, credit_code=CODES[number - 1], division_code=code))
    session.flush()
    assert search(session, SYSTEM, FirmQuery(division=prefix)).total == found
