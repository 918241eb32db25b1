"""The demo in a real database: everything that the first minutes should show is there, on the demo's day."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import polars as pl
import pytest
from sqlalchemy import Engine, func, select
from sqlmodel import Session, col
from sqlmodel import select as select_records

from registry.catalogue.reader import Catalogue
from registry.domain.access import SYSTEM, Role
from registry.domain.errors import Conflict
from registry.domain.indicators import Kind, Level
from registry.domain.ladder import evaluate_ladder
from registry.domain.outcomes import CandidateClass, Verdict
from registry.services.accounts import NewAccount, add_account, authenticate, find_person
from registry.services.demo import DEMO_ACCOUNTS, fill
from registry.services.demo.generation import demo_firms
from registry.services.enterprise.correction_lists import count_open
from registry.services.facts import facts
from registry.services.submissions.listing import submissions
from registry.store.accounts import Account
from registry.store.database import reading, transaction
from registry.store.decisions import ManualDecision
from registry.store.figures import YearlyFigures
from registry.store.firms import FirmRecord
from registry.store.joining import Invitation
from registry.store.journal import JournalEntry
from registry.store.plans import PlanAction, ServiceEntry, ServiceOfficer
from registry.store.schema import upgrade
from registry.store.scope import firms_in_scope
from registry.store.titles import TitleRecord
from tests.factories import NOW, TODAY

TIERS = ("tech_sme", "hnte", "srdi_sme", "little_giant")


@pytest.fixture
def demo(filled: Engine) -> Iterator[Session]:
    with reading(filled) as session:
        yield session


@pytest.fixture(scope="module")
def answers(filled: Engine, catalogue: Catalogue) -> pl.DataFrame:
    with reading(filled) as session:
        known = facts(session, catalogue, as_of=TODAY, data_year=2025)
    return evaluate_ladder(catalogue, known, as_of=TODAY, data_year=2025).join(
        known.select("firm_id", "park"), on="firm_id"
    )


@pytest.mark.parametrize("tier", TIERS)
@pytest.mark.parametrize("verdict", list(Verdict))
def test_every_verdict_is_there(answers: pl.DataFrame, tier: str, verdict: Verdict) -> None:
    assert answers.filter(pl.col("tier") == tier, pl.col("verdict") == verdict.value).height >= 3


@pytest.mark.parametrize("tier", TIERS)
@pytest.mark.parametrize("candidate_class", list(CandidateClass))
def test_every_candidate_class_is_there_and_in_the_demo_park(
    answers: pl.DataFrame, tier: str, candidate_class: CandidateClass
) -> None:
    of_class = answers.filter(pl.col("tier") == tier, pl.col("candidate_class") == candidate_class.value)
    assert of_class.height >= 4
    assert of_class.filter(pl.col("park") == "东湖高新区").height >= 1


def test_some_firms_hold_each_tier_and_some_no_longer_qualify(answers: pl.DataFrame) -> None:
    for tier in TIERS:
        assert answers.filter(pl.col("tier") == tier, "holds").height >= 15
    assert answers.filter("holds", pl.col("verdict") == Verdict.INELIGIBLE.value).height >= 3


def test_every_firm_has_one_journal_entry_of_the_demo(demo: Session, catalogue: Catalogue) -> None:
    entries = demo.exec(select_records(JournalEntry).where(JournalEntry.action == "demo")).all()
    assert len(entries) == len({entry.firm_id for entry in entries}) == len(demo_firms(catalogue.ladder))
    assert {entry.door for entry in entries} == {"command"}


def test_titles_expire_soon_have_expired_and_are_revoked(demo: Session) -> None:
    titles = demo.exec(select_records(TitleRecord)).all()
    soon = TODAY + timedelta(days=185)
    ending = Counter(title.tier for title in titles if title.valid_to and TODAY < title.valid_to <= soon)
    assert {"tech_sme", "hnte", "srdi_sme", "little_giant"} <= set(ending)
    assert sum(title.valid_to is not None and title.valid_to < TODAY for title in titles) >= 10
    assert any(title.revoked_on for title in titles)


def test_every_stored_value_is_one_that_the_catalogue_allows(demo: Session, catalogue: Catalogue) -> None:
    for indicator in catalogue.indicators.values():
        table = FirmRecord if indicator.level is Level.FIRM else YearlyFigures
        if not hasattr(table, indicator.code):
            continue
        values = set(demo.exec(select_records(getattr(table, indicator.code)).distinct()).all()) - {None}
        if indicator.kind is Kind.CHOICE:
            assert values <= set(indicator.choices), indicator.code
        if indicator.kind is Kind.RATIO:
            assert all(0 <= value <= 1 for value in values), indicator.code


def test_decisions_carry_a_note_and_go_both_ways(demo: Session) -> None:
    decisions = demo.exec(select_records(ManualDecision)).all()
    assert {decision.tier for decision in decisions} == {"hnte", "srdi_sme", "little_giant"}
    assert {decision.met for decision in decisions} == {True, False}
    assert all("示例" in decision.note for decision in decisions)


def test_there_is_one_account_per_role_and_its_password_works(filled: Engine) -> None:
    assert {account.role for account in DEMO_ACCOUNTS} == set(Role)
    with transaction(filled) as session:
        for account in DEMO_ACCOUNTS:
            signed_in = authenticate(session, account.name, account.password, now=NOW)
            assert signed_in.person is not None
            assert not signed_in.account.must_change_password
            scope = select(func.count(col(FirmRecord.id))).where(firms_in_scope(signed_in.person))
            assert (session.execute(scope).scalar_one() == 1) is (account.role is Role.ENTERPRISE)


def test_the_firm_account_is_a_near_little_giant(demo: Session, answers: pl.DataFrame) -> None:
    account = next(account for account in DEMO_ACCOUNTS if account.role is Role.ENTERPRISE)
    person = authenticate(demo, account.name, account.password, now=NOW).person
    assert person is not None
    own = answers.filter(pl.col("firm_id") == person.firm_id, pl.col("tier") == "little_giant").row(0, named=True)
    assert own["candidate_class"] == CandidateClass.NEAR.value
    assert own["fixes"] == 2


def test_a_registry_with_firms_is_not_mixed_with_the_demo(engine: Engine, catalogue: Catalogue) -> None:
    real = FirmRecord(
        credit_code="91420100MA4KTEST0X", name="真企业", name_key="真企业", created_at=NOW, updated_at=NOW
    )
    with transaction(engine) as session:
        session.add(real)
    with transaction(engine) as session, pytest.raises(Conflict, match="空库"):
        fill(session, catalogue, now=NOW)


def test_no_published_password_is_put_beside_real_accounts(engine: Engine, catalogue: Catalogue) -> None:
    with transaction(engine) as session:
        add_account(session, SYSTEM, NewAccount("zhang", "administrator"), now=NOW)
    with transaction(engine) as session:
        fill(session, catalogue, now=NOW)
        assert session.exec(select_records(Account.name)).all() == ["zhang"]


def test_the_demo_park_has_an_officer_plans_and_a_service_log(demo: Session) -> None:
    officer = demo.exec(select_records(Account).where(Account.name == "park")).one()
    served = demo.exec(select_records(ServiceOfficer)).all()
    assert {one.account_id for one in served} == {officer.id}
    in_park = select(func.count(col(FirmRecord.id))).where(col(FirmRecord.park) == officer.park)
    assert 0 < len(served) < demo.execute(in_park).scalar_one()
    actions = demo.exec(select_records(PlanAction)).all()
    assert {action.status for action in actions} == {"open", "done"}
    assert len({action.firm_id for action in actions}) >= 4
    assert any(action.due_on and action.due_on < TODAY and action.status == "open" for action in actions)
    assert {entry.status for entry in demo.exec(select_records(ServiceEntry))} == {"noted", "open", "answered"}


@pytest.mark.postgres
def test_the_demo_fills_postgresql_as_well(postgres: Engine, catalogue: Catalogue) -> None:
    upgrade(postgres)
    with transaction(postgres) as session:
        fill(session, catalogue, now=NOW)
    with reading(postgres) as session:
        assert len(session.exec(select_records(FirmRecord.id)).all()) == len(demo_firms(catalogue.ladder))


def test_firms_of_the_demo_park_have_sent_something_in(demo: Session) -> None:
    officer = find_person(demo, 1)
    assert officer is not None
    assert submissions(demo, officer).total == 1
    assert count_open(demo, officer) == 1
    invitation = demo.exec(select_records(Invitation)).one()
    assert invitation.used_at is not None
    assert demo.get_one(Account, invitation.account_id).role == Role.ENTERPRISE
