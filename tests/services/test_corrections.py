"""A firm reports its own figures and asks for corrections; an officer answers; nothing of the park's is overwritten unasked."""

from __future__ import annotations

from typing import Any

import pytest
from sqlmodel import Session, select

from registry.catalogue.reader import Catalogue
from registry.domain.access import Role
from registry.domain.errors import InvalidInput, NotAllowed, NotFound
from registry.services import origins
from registry.services.enterprise import correction_lists, corrections, reporting
from registry.services.enterprise.reporting import ReasonNeeded, Reported
from registry.services.field_values import FieldFaults
from registry.store.corrections import CorrectionRecord
from registry.store.figures import YearlyFigures
from registry.store.firms import FirmRecord
from registry.store.journal import JournalEntry
from tests.factories import CODES, NOW, TODAY, make_figures, make_firm, make_person

OWN = make_person(Role.ENTERPRISE, account_id=None, name="企业甲", firm_id=1)
OTHER = make_person(Role.ENTERPRISE, account_id=None, name="企业乙", firm_id=2)
PARK = make_person(Role.PARK_OFFICER, name="park", division="420111", park="东湖示例园区")
ELSEWHERE = make_person(Role.PARK_OFFICER, division="4203", park="车城示例工业园")
WHEN: dict[str, Any] = {"now": NOW, "today": TODAY}


@pytest.fixture(autouse=True)
def firm(session: Session) -> FirmRecord:
    """A firm whose revenue an import brought, whose staff it reported itself, and another firm elsewhere."""
    firm = make_firm(id=1)
    session.add_all(
        [firm, make_firm(id=2, credit_code=CODES[1], name="另一家", park="车城示例工业园", division_code="420302")]
    )
    session.flush()
    session.add(make_figures(1, revenue=6230.0, staff=120.0, tax_paid=300.0))
    held = {"revenue": "ledger", "staff": "self_reported", "tax_paid": "self_reported!"}
    origins.set_origins(session, 1, 2025, held)
    return firm


def report(
    session: Session, catalogue: Catalogue, reason: str = "", year: int | None = 2025, **values: str
) -> Reported:
    return reporting.report(session, OWN, catalogue, 1, year, values, reason=reason, **WHEN)


def asked(session: Session, catalogue: Catalogue) -> CorrectionRecord:
    """The firm asks for another revenue."""
    corrections.ask(session, OWN, catalogue, 1, 2025, "revenue", "6,500", "以审计报告为准", **WHEN)
    return session.exec(select(CorrectionRecord).order_by(CorrectionRecord.id.desc())).first()  # type: ignore[union-attr,return-value]


def figures(session: Session) -> YearlyFigures:
    return session.get_one(YearlyFigures, (1, 2025))


def test_what_the_park_lacks_is_stored_at_once_as_self_reported(session: Session, catalogue: Catalogue) -> None:
    assert report(session, catalogue, rd_expense="650", market_share="12%", net_profit="") == Reported(2, 0)
    assert (figures(session).rd_expense, figures(session).market_share) == (650.0, 0.12)
    assert origins.origins_of(session, 1)[2025]["rd_expense"] == "self_reported"
    entry = session.exec(select(JournalEntry).where(JournalEntry.action == "figures.update")).one()
    assert (entry.door, entry.actor_name) == ("firm", "企业甲")


def test_the_firms_own_unverified_figure_is_its_own_to_mend(session: Session, catalogue: Catalogue) -> None:
    assert report(session, catalogue, staff="125") == Reported(1, 0)
    assert figures(session).staff == 125.0


def test_what_differs_from_the_park_becomes_a_request(session: Session, catalogue: Catalogue) -> None:
    told = report(session, catalogue, "审计调整", revenue="6500", tax_paid="310", rd_expense="650")
    assert told == Reported(1, 2)
    assert (figures(session).revenue, figures(session).tax_paid) == (6230.0, 300.0)
    assert correction_lists.count_open(session, PARK) == 2
    assert correction_lists.count_open(session, ELSEWHERE) == 0


def test_without_a_reason_nothing_at_all_is_stored(session: Session, catalogue: Catalogue) -> None:
    with pytest.raises(ReasonNeeded, match="「营业收入」与园区现有的不同"):
        report(session, catalogue, revenue="6500", rd_expense="650")
    assert figures(session).rd_expense is None


def test_a_blank_or_equal_field_changes_nothing(session: Session, catalogue: Catalogue) -> None:
    assert report(session, catalogue, revenue="6,230.00", staff="", tax_paid="300") == Reported(0, 0)
    assert figures(session).staff == 120.0


def test_facts_of_the_firm_itself_are_reported_likewise(
    session: Session, catalogue: Catalogue, firm: FirmRecord
) -> None:
    assert report(session, catalogue, year=None, main_product="激光器", park="别的园区") == Reported(1, 0)
    assert (firm.main_product, firm.park) == ("激光器", "东湖示例园区")  # the park is not the firm's to report


def test_bad_figures_name_their_field(session: Session, catalogue: Catalogue) -> None:
    with pytest.raises(FieldFaults, match="营业收入"):
        report(session, catalogue, revenue="约六千")
    with pytest.raises(InvalidInput, match="年度"):
        report(session, catalogue, year=2031, revenue="1")


def test_an_approved_request_is_written_as_self_reported(session: Session, catalogue: Catalogue) -> None:
    record = asked(session, catalogue)
    corrections.approve(session, PARK, catalogue, record.id or 0, seen="6230.0", **WHEN)
    assert (record.state, record.decided_by, figures(session).revenue) == ("approved", "park", 6500.0)
    assert origins.origins_of(session, 1)[2025]["revenue"] == "self_reported"
    with pytest.raises(corrections.AlreadyAnswered, match="已同意"):
        corrections.refuse(session, PARK, record.id or 0, "太晚", now=NOW)


def test_refusing_needs_a_reason_that_the_firm_sees(session: Session, catalogue: Catalogue) -> None:
    record = asked(session, catalogue)
    with pytest.raises(InvalidInput, match="驳回理由"):
        corrections.refuse(session, PARK, record.id or 0, " ", now=NOW)
    corrections.refuse(session, PARK, record.id or 0, "与税务数据不符", now=NOW)
    seen = correction_lists.requests_of_firm(session, OWN, catalogue, 1, today=TODAY)[0].record
    assert (seen.state, seen.answer, figures(session).revenue) == ("refused", "与税务数据不符", 6230.0)


def test_a_value_that_changed_meanwhile_is_not_approved_unseen(session: Session, catalogue: Catalogue) -> None:
    record = asked(session, catalogue)
    figures(session).revenue = 6300.0
    with pytest.raises(corrections.ValueChanged):
        corrections.approve(session, PARK, catalogue, record.id or 0, seen="6230.0", **WHEN)


def test_asking_again_replaces_the_open_request(session: Session, catalogue: Catalogue) -> None:
    first = asked(session, catalogue)
    asked(session, catalogue)
    assert (first.state, correction_lists.count_open(session, PARK)) == ("superseded", 1)


def test_a_kept_fact_can_be_asked_for_but_not_the_code(
    session: Session, catalogue: Catalogue, firm: FirmRecord
) -> None:
    corrections.ask(session, OWN, catalogue, 1, 0, "name", "武汉示例光电股份有限公司", "已更名", **WHEN)
    record = session.exec(select(CorrectionRecord)).one()
    corrections.approve(session, PARK, catalogue, record.id or 0, seen="武汉示例光电有限公司", **WHEN)
    assert firm.name == "武汉示例光电股份有限公司"
    for year, code in ((0, "credit_code"), (2025, "name"), (0, "revenue"), (0, "nonsense")):
        with pytest.raises(NotFound):
            corrections.ask(session, OWN, catalogue, 1, year, code, "1", "更正", **WHEN)


@pytest.mark.parametrize(
    ("text", "reason", "sentence"),
    [
        ("6230", "没变", "相同，不需要更正"),
        ("", "空", "请填写正确的值"),
        ("6500", "", "更正理由"),
        ("6500", "长" * 501, "500 个字"),
    ],
)
def test_a_request_that_says_nothing_is_refused(
    session: Session, catalogue: Catalogue, text: str, reason: str, sentence: str
) -> None:
    with pytest.raises(InvalidInput, match=sentence):
        corrections.ask(session, OWN, catalogue, 1, 2025, "revenue", text, reason, **WHEN)


def test_others_find_neither_the_firm_nor_its_requests(session: Session, catalogue: Catalogue) -> None:
    record = asked(session, catalogue)
    for act in (
        lambda: reporting.report(session, OTHER, catalogue, 1, 2025, {"staff": "1"}, **WHEN),
        lambda: corrections.withdraw(session, OTHER, record.id or 0, now=NOW),
        lambda: corrections.approve(session, ELSEWHERE, catalogue, record.id or 0, seen="6230.0", **WHEN),
        lambda: correction_lists.requests_of_firm(session, OTHER, catalogue, 1, today=TODAY),
    ):
        with pytest.raises(NotFound):
            act()
    with pytest.raises(NotAllowed):
        corrections.approve(session, OWN, catalogue, record.id or 0, seen="6230.0", **WHEN)
    with pytest.raises(NotAllowed):
        reporting.report(session, PARK, catalogue, 1, 2025, {"staff": "1"}, **WHEN)
    corrections.withdraw(session, OWN, record.id or 0, now=NOW)
    assert record.state == "withdrawn"
