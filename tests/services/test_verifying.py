"""Values that somebody compared with the paper: marked, written down, taken back."""

from __future__ import annotations

import pytest
from sqlmodel import Session

from registry.catalogue.reader import Catalogue
from registry.domain.access import Person, Role
from registry.domain.errors import NotAllowed, NotFound
from registry.services import firms, verifying
from registry.services.journal import of_firm
from registry.services.origins import origins_of, set_origins
from registry.store.firms import FirmRecord
from tests.factories import NOW, make_figures, make_firm, make_person

OFFICER = make_person(Role.PARK_OFFICER, account_id=7, name="专员")


@pytest.fixture
def firm(session: Session) -> FirmRecord:
    firm = make_firm(id=1, main_product="激光器")
    session.add(firm)
    session.flush()
    session.add(make_figures(1, 2025, revenue=5000.0, staff=40.0))
    set_origins(session, 1, 2025, {"*": "ledger", "revenue": "audit"})
    return firm


def verify(session: Session, catalogue: Catalogue, firm: FirmRecord, *codes: str, person: Person = OFFICER) -> int:
    return verifying.verify(
        session, person, catalogue, 1, 2025, codes, version=firm.version, note=" 年度审计报告 ", now=NOW
    )


def test_verified_values_keep_their_source_and_are_written_down(
    session: Session, catalogue: Catalogue, firm: FirmRecord
) -> None:
    assert verify(session, catalogue, firm, "revenue", "staff") == 2
    assert origins_of(session, 1)[2025] == {"*": "ledger", "revenue": "audit!", "staff": "ledger!"}
    entry = of_firm(session, 1)[0]
    assert (entry.action, entry.year, entry.actor_name, entry.note) == ("figures.verify", 2025, "专员", "年度审计报告")
    assert entry.changes == {"revenue": [5000.0, 5000.0], "staff": [40.0, 40.0]}


def test_facts_of_the_firm_are_verified_alike_and_an_unrecorded_source_is_the_officers(
    session: Session, catalogue: Catalogue, firm: FirmRecord
) -> None:
    verifying.verify(session, OFFICER, catalogue, 1, None, ["main_product"], version=1, now=NOW)
    assert origins_of(session, 1)[0] == {"main_product": "officer!"}


def test_what_is_verified_already_or_blank_or_unknown_is_not_marked(
    session: Session, catalogue: Catalogue, firm: FirmRecord
) -> None:
    assert verify(session, catalogue, firm, "revenue", "net_profit", "nonsense") == 1
    with pytest.raises(verifying.NothingTicked, match="请先勾选"):
        verify(session, catalogue, firm, "revenue", "net_profit")


def test_a_verification_can_be_taken_back(session: Session, catalogue: Catalogue, firm: FirmRecord) -> None:
    verify(session, catalogue, firm, "revenue", "staff")
    verifying.withdraw(session, OFFICER, catalogue, 1, 2025, ["revenue"], version=firm.version, now=NOW)
    assert origins_of(session, 1)[2025] == {"*": "ledger", "revenue": "audit", "staff": "ledger!"}
    assert of_firm(session, 1)[0].action == "figures.unverify"
    with pytest.raises(verifying.NothingTicked):
        verifying.withdraw(session, OFFICER, catalogue, 1, 2025, ["revenue"], version=firm.version, now=NOW)


def test_what_changed_since_it_was_shown_is_not_verified(
    session: Session, catalogue: Catalogue, firm: FirmRecord
) -> None:
    shown = firm.version
    firms.save_figures(session, OFFICER, catalogue, 1, 2025, {"revenue": "5100"}, now=NOW)
    with pytest.raises(verifying.ChangedMeanwhile, match="刚刚有变动"):
        verifying.verify(session, OFFICER, catalogue, 1, 2025, ["revenue"], version=shown, now=NOW)


def test_only_officers_verify_and_only_within_their_scope(
    session: Session, catalogue: Catalogue, firm: FirmRecord
) -> None:
    with pytest.raises(NotAllowed, match="核实数据"):
        verify(session, catalogue, firm, "revenue", person=make_person(Role.ENTERPRISE, firm_id=1))
    with pytest.raises(NotFound):
        verify(session, catalogue, firm, "revenue", person=make_person(Role.BUREAU, division="4203"))
    with pytest.raises(NotFound, match="这一年的数据"):
        verifying.verify(session, OFFICER, catalogue, 1, 2019, ["revenue"], version=firm.version, now=NOW)
