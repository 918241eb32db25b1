"""Whose figures the values are that people fill in by hand."""

from __future__ import annotations

import pytest
from sqlmodel import Session

from registry.catalogue.reader import Catalogue
from registry.domain.access import Person, Role
from registry.services import firms
from registry.services.origins import is_verified, origin_of, origins_of, outranking, set_origins
from registry.store.firms import FirmRecord
from tests.factories import CODES, NOW, make_figures, make_firm, make_person

OFFICER = make_person(account_id=7)
ENTERPRISE = make_person(Role.ENTERPRISE, account_id=8, firm_id=1)


@pytest.fixture
def firm(session: Session) -> FirmRecord:
    firm = make_firm(id=1)
    session.add(firm)
    session.flush()
    session.add(make_figures(1, 2025, revenue=5000.0, staff=40.0))
    return firm


def save(session: Session, catalogue: Catalogue, person: Person, **values: str) -> None:
    firms.save_figures(session, person, catalogue, 1, 2025, values, now=NOW)


def test_a_saved_figure_comes_from_whoever_filled_it_in(
    session: Session, catalogue: Catalogue, firm: FirmRecord
) -> None:
    save(session, catalogue, OFFICER, revenue="6000", staff="40")
    assert origins_of(session, 1) == {2025: {"revenue": "officer"}}  # what did not change keeps what it had


def test_facts_of_a_new_and_of_an_edited_firm_have_an_origin(session: Session, catalogue: Catalogue) -> None:
    values = {"credit_code": CODES[1], "name": "武汉示例二号有限公司", "main_product": "激光器"}
    firm_id = firms.create_firm(session, OFFICER, catalogue, values, now=NOW)
    firms.save_firm(session, OFFICER, catalogue, firm_id, {"main_product": "光学镜头"}, 1, now=NOW)
    held = origins_of(session, firm_id)[0]
    assert (origin_of(held, "name"), origin_of(held, "main_product")) == ("officer", "officer")


def test_an_edit_ends_a_verification_and_an_erased_value_has_no_origin(
    session: Session, catalogue: Catalogue, firm: FirmRecord
) -> None:
    set_origins(session, 1, 2025, {"revenue": "audit!", "staff": "tax"})
    save(session, catalogue, OFFICER, revenue="6000", staff="")
    held = origins_of(session, 1)[2025]
    assert held == {"revenue": "officer"}
    assert not is_verified(held, "revenue")


def test_a_code_that_agrees_with_all_others_is_not_named(session: Session, firm: FirmRecord) -> None:
    set_origins(session, 1, 2025, {"*": "ledger", "staff": "audit!"})
    set_origins(session, 1, 2025, {"staff": "ledger"})
    assert origins_of(session, 1) == {2025: {"*": "ledger"}}


def test_what_counts_more_than_an_entry_by_hand_is_told(catalogue: Catalogue) -> None:
    held = {"*": "ledger", "revenue": "audit", "staff": "self_reported!", "net_profit": "self_reported"}
    codes = ["revenue", "staff", "net_profit", "total_assets"]
    assert outranking(OFFICER, catalogue.sources, held, codes) == {"revenue": "audit", "staff": "self_reported!"}
    assert "total_assets" in outranking(ENTERPRISE, catalogue.sources, held, codes)
