"""The highest level valid today becomes the firm's fact; money counts in its own currency only."""

from __future__ import annotations

from datetime import date

import pytest
from sqlmodel import Session, select

from registry.catalogue.reader import Catalogue
from registry.domain.access import SYSTEM, Role
from registry.domain.errors import InvalidInput, NotFound
from registry.services import evaluations, financing, firms, institutions
from registry.services.financing import FinancingChanged, RoundListed
from registry.services.institutions import InstitutionChanged, InstitutionListed
from registry.services.origins import origins_of, set_origins
from registry.store.figures import YearlyFigures
from registry.store.firms import FirmRecord
from registry.store.institutions import FinancingRound, RdInstitution
from registry.store.journal import JournalEntry
from tests.databases import template_for
from tests.factories import NOW, TODAY, add_ripe_firm, make_person

WHEN = {"now": NOW, "today": TODAY}


def evaluate_firm(session: Session, catalogue: Catalogue) -> None:
    add_ripe_firm(session, 1)
    evaluations.run(session, SYSTEM, catalogue, as_of=TODAY, now=NOW)


@pytest.fixture
def database_template(request: pytest.FixtureRequest) -> str:
    return template_for(request, store=evaluate_firm)


@pytest.fixture
def store(session: Session) -> Session:
    return session


def add(session: Session, catalogue: Catalogue, level: str = "省级", **more: str) -> None:
    values = {"name": f"{level}企业技术中心", "level": level} | more
    institutions.save_institution(session, SYSTEM, catalogue, 1, values, **WHEN)


def level(session: Session) -> str | None:
    return session.get_one(FirmRecord, 1).rd_institution_level


def raise_money(session: Session, catalogue: Catalogue, **values: str) -> tuple[str, ...]:
    sent = {"stage": "A 轮", "closed_on": "2025-05-01", "currency": "CNY"} | values
    return financing.save_round(session, SYSTEM, catalogue, 1, sent, **WHEN)


def figures(session: Session, year: int = 2025) -> tuple[float | None, float | None, str | None]:
    row = session.get_one(YearlyFigures, (1, year))
    return row.equity_financing, row.valuation, row.financing_round


def test_the_highest_valid_level_is_the_firms_fact(store: Session, catalogue: Catalogue) -> None:
    add(store, catalogue, "市级")
    assert level(store) == "市级"
    add(store, catalogue, "国家级", valid_to="2026-06-29")
    assert level(store) == "市级"
    add(store, catalogue, "省级", valid_to="2026-06-30")
    assert level(store) == "省级"
    assert store.exec(select(JournalEntry.action).where(JournalEntry.firm_id == 1)).all().count("firm.update") == 2
    assert origins_of(store, 1)[0]


def test_a_removed_institution_takes_its_level_along(store: Session, catalogue: Catalogue) -> None:
    add(store, catalogue, "市级")
    institutions.remove_institution(store, SYSTEM, catalogue, 1, 1, **WHEN)
    assert level(store) is None


def test_a_level_of_a_stronger_source_stays(store: Session, catalogue: Catalogue) -> None:
    store.get_one(FirmRecord, 1).rd_institution_level = "国家级"
    set_origins(store, 1, 0, {"rd_institution_level": "audit!"})
    add(store, catalogue, "市级")
    assert level(store) == "国家级"


def test_an_expired_validity_is_brought_up_to_date_on_demand(store: Session, catalogue: Catalogue) -> None:
    add(store, catalogue, "市级", valid_to="2026-07-31")
    later = date(2026, 8, 1)
    found = institutions.institutions_of(store, SYSTEM, catalogue, 1, later)
    assert (found.valid, found.held) == (None, "市级")
    institutions.write_level(store, SYSTEM, catalogue, 1, now=NOW, today=later)
    assert level(store) is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"level": "宇宙级"},
        {"level": "无"},
        {"name": " "},
        {"valid_to": "明年"},
        {"recognised_on": "2026-05-01", "valid_to": "2026-01-01"},
        {"recognised_on": "2027-01-01"},
        {"recognised_on": "0026-01-01"},
    ],
)
def test_what_cannot_be_an_institution_is_refused(store: Session, catalogue: Catalogue, wrong: dict[str, str]) -> None:
    with pytest.raises(InvalidInput):
        add(store, catalogue, **wrong)


def test_the_same_institution_and_the_same_round_are_entered_once(store: Session, catalogue: Catalogue) -> None:
    add(store, catalogue)
    with pytest.raises(InstitutionListed, match="已经登记过"):
        add(store, catalogue)
    raise_money(store, catalogue)
    with pytest.raises(RoundListed, match="已经登记过"):
        raise_money(store, catalogue)


def test_a_slower_editor_of_an_institution_is_told(store: Session, catalogue: Catalogue) -> None:
    add(store, catalogue)
    row = store.get_one(RdInstitution, 1)
    with pytest.raises(InstitutionChanged):
        institutions.save_institution(
            store, SYSTEM, catalogue, 1, {"name": "x", "level": "市级"}, institution_id=row.id, version=9, **WHEN
        )


def test_nothing_of_a_firm_out_of_scope_is_found(store: Session, catalogue: Catalogue) -> None:
    stranger = make_person(Role.PARK_OFFICER, division="420302", park="车城示例工业园")
    with pytest.raises(NotFound):
        institutions.save_institution(store, stranger, catalogue, 1, {"name": "x", "level": "市级"}, **WHEN)
    with pytest.raises(NotFound):
        financing.rounds_of(store, stranger, 1)


def test_money_counts_in_the_figure_of_its_own_currency(store: Session, catalogue: Catalogue) -> None:
    raise_money(store, catalogue, amount="1,000", post_money="9000")
    raise_money(store, catalogue, amount="500.5", stage="B 轮", closed_on="2025-11-01")
    assert figures(store) == (1500.5, None, "B 轮")
    raise_money(
        store, catalogue, amount="700", post_money="12000", currency="USD", stage="C 轮", closed_on="2025-12-01"
    )
    assert figures(store) == (1500.5, 12000.0, "C 轮")
    rows = financing.rounds_of(store, SYSTEM, 1)
    assert [financing.left_out(catalogue, row) for row in rows] == [
        financing.LeftOut(amount=True, post_money=False),
        financing.LeftOut(amount=False, post_money=False),
        financing.LeftOut(amount=False, post_money=True),
    ]


def test_a_round_moved_to_another_year_moves_its_money(store: Session, catalogue: Catalogue) -> None:
    raise_money(store, catalogue, amount="1000")
    row = store.get_one(FinancingRound, 1)
    values = {"stage": "A 轮", "closed_on": "2024-05-01", "currency": "CNY", "amount": "1000"}
    financing.save_round(store, SYSTEM, catalogue, 1, values, round_id=1, version=row.version, **WHEN)
    assert figures(store) == (None, None, None)
    assert figures(store, 2024) == (1000.0, None, "A 轮")
    with pytest.raises(FinancingChanged):
        financing.save_round(store, SYSTEM, catalogue, 1, values, round_id=1, version=1, **WHEN)
    financing.remove_round(store, SYSTEM, catalogue, 1, 1, **WHEN)
    assert figures(store, 2024) == (None, None, None)


def test_a_figure_of_a_stronger_source_stays_and_is_told(store: Session, catalogue: Catalogue) -> None:
    firms.save_figures(store, SYSTEM, catalogue, 1, 2025, {"equity_financing": "3000"}, now=NOW, today=TODAY)
    set_origins(store, 1, 2025, {"equity_financing": "audit!"})
    assert raise_money(store, catalogue, amount="1000") == ("equity_financing",)
    assert figures(store) == (3000.0, None, "A 轮")


@pytest.mark.parametrize(
    "wrong",
    [
        {"amount": "约3亿"},
        {"amount": "-1"},
        {"closed_on": ""},
        {"closed_on": "2027-01-01"},
        {"currency": "XXX"},
        {"amount": "500", "post_money": "100"},
        {"stage": ""},
    ],
)
def test_what_cannot_be_a_round_is_refused(store: Session, catalogue: Catalogue, wrong: dict[str, str]) -> None:
    with pytest.raises(InvalidInput):
        raise_money(store, catalogue, **wrong)
