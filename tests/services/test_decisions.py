"""Decisions of a person are taken only where a person is asked: on the firm's own standard, while figures leave it open."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlmodel import Session

from registry.catalogue.reader import Catalogue
from registry.domain.access import SYSTEM, Role
from registry.domain.errors import NotAllowed, NotFound
from registry.services import decisions
from registry.services.decisions import NothingToDecide, OtherStandard, Question
from registry.store.firms import FirmRecord
from tests.factories import NOW, TODAY, add_ripe_firm, make_person

OPEN = Question(1, "little_giant/CN/2026-04-01", "product_field", 2025, TODAY)


@pytest.fixture(autouse=True)
def firm(session: Session) -> FirmRecord:
    return add_ripe_firm(session, 1)


def decide(session: Session, catalogue: Catalogue, question: Question) -> int:
    return decisions.decide(session, SYSTEM, catalogue, question, met=True, note="看过材料", now=NOW)


def test_what_figures_settle_is_not_decided_by_a_person(session: Session, catalogue: Catalogue) -> None:
    with pytest.raises(NothingToDecide, match="数据年 2025 的数据已能判定"):
        decide(session, catalogue, replace(OPEN, condition="revenue"))


def test_what_lacks_figures_is_not_decided_by_a_person(session: Session, catalogue: Catalogue) -> None:
    with pytest.raises(NothingToDecide):
        decide(session, catalogue, replace(OPEN, condition="revenue", data_year=2019))


def test_a_standard_of_another_day_is_refused_with_its_document(session: Session, catalogue: Catalogue) -> None:
    with pytest.raises(OtherStandard, match="工信部企业〔2026〕2号"):
        decide(session, catalogue, replace(OPEN, as_of=date(2026, 3, 31)))


def test_a_standard_of_another_place_is_refused(session: Session, catalogue: Catalogue) -> None:
    elsewhere = Question(1, "gazelle/CN/2018-01-01", "ten_years_no_fall", 2025, TODAY)
    with pytest.raises(OtherStandard):
        decide(session, catalogue, elsewhere)


def test_figures_that_come_later_put_a_decision_out_of_work(
    session: Session, catalogue: Catalogue, firm: FirmRecord
) -> None:
    firm.division_code = "420302"
    session.flush()
    question = Question(1, "gazelle/CN/2018-01-01", "ten_years_no_fall", 2025, TODAY)
    made = decide(session, catalogue, question)
    firm.no_sharp_fall = False
    session.flush()
    with pytest.raises(NothingToDecide):
        decide(session, catalogue, question)
    decisions.withdraw(session, SYSTEM, catalogue, made, now=NOW)
    assert decisions.standing_decisions(session, SYSTEM, 1, 2025) == []


def test_only_who_may_decide_in_scope_reads_a_decision_to_withdraw(session: Session, catalogue: Catalogue) -> None:
    made = decide(session, catalogue, OPEN)
    with pytest.raises(NotAllowed):
        decisions.get_decision(session, make_person(Role.ENTERPRISE, firm_id=1), made)
    with pytest.raises(NotFound):
        decisions.get_decision(session, make_person(Role.PARK_OFFICER, division="5"), made)
    with pytest.raises(NotFound):
        decisions.get_decision(session, SYSTEM, made + 1)
