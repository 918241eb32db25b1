"""The first five minutes: the park officer throws the example ledger into the demo."""

import pytest
from sqlalchemy import Engine
from sqlmodel import col, select

from registry.catalogue.reader import Catalogue
from registry.config import read_settings
from registry.domain.access import SYSTEM, Person, Role
from registry.services import candidates, evaluations, imports
from registry.services.accounts import authenticate
from registry.services.candidate_query import CandidateQuery
from registry.services.demo import DEMO_ACCOUNTS
from registry.services.demo.ledger import FILE_NAME, example_ledger
from registry.services.imports import ImportCounts
from registry.store.database import transaction
from registry.store.firms import FirmRecord
from tests.factories import NOW, TODAY


def officer(engine: Engine) -> Person:
    account = next(account for account in DEMO_ACCOUNTS if account.role is Role.PARK_OFFICER)
    with transaction(engine) as session:
        person = authenticate(session, account.name, account.password, now=NOW).person
    assert person is not None
    return person


def import_ledger(engine: Engine, catalogue: Catalogue) -> ImportCounts:
    person = officer(engine)
    with transaction(engine) as session:
        batch = imports.stage(
            session,
            person,
            catalogue,
            example_ledger(),
            FILE_NAME,
            today=TODAY,
            now=NOW,
            settings=read_settings({}),
        )
        return imports.commit(session, person, catalogue, batch, now=NOW)


@pytest.fixture(scope="module")
def counts(filled: Engine, catalogue: Catalogue) -> ImportCounts:
    return import_ledger(filled, catalogue)


def test_the_sound_rows_go_in_and_the_faulty_ones_come_back(counts: ImportCounts) -> None:
    assert (counts.read, counts.new, counts.changed, counts.rejected) == (81, 77, 0, 4)
    assert counts.firms_new == 25


def test_the_same_ledger_again_changes_nothing(filled: Engine, catalogue: Catalogue, counts: ImportCounts) -> None:
    again = import_ledger(filled, catalogue)
    assert (again.new, again.changed, again.unchanged) == (0, 0, counts.new)


def test_the_new_firms_stand_in_the_officers_park(filled: Engine, counts: ImportCounts) -> None:
    with transaction(filled) as session:
        marks = select(FirmRecord.park).where(col(FirmRecord.credit_code).contains("DEM004"))
        assert session.exec(marks).all() == ["东湖高新区"] * counts.firms_new


def test_some_of_them_are_candidates_at_once(filled: Engine, catalogue: Catalogue, counts: ImportCounts) -> None:
    person = officer(filled)
    with transaction(filled) as session:
        evaluations.run(session, SYSTEM, catalogue, as_of=TODAY, now=NOW)
        page = candidates.candidates(session, person, catalogue, CandidateQuery("little_giant"))
    assert any("DEM004" in row.credit_code for row in page.rows)
