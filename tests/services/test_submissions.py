"""What firms hand over: received beside the registry, compared, accepted as self-reported or returned, and never twice."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from registry.catalogue.reader import Catalogue
from registry.domain.access import Role
from registry.domain.errors import InvalidInput, NotFound
from registry.services import origins
from registry.services.submissions import comparing, deciding, listing, receipts
from registry.services.submissions.comparing import Standing
from registry.services.submissions.receiving import PER_ADDRESS, Submission, TooManySubmissions, receive
from registry.store.figures import YearlyFigures
from registry.store.firms import FirmRecord
from registry.store.journal import JournalEntry
from registry.store.submissions import SubmissionRecord
from tests.factories import CODES, NOW, TODAY, make_figures, make_firm, make_person

PARK = make_person(Role.PARK_OFFICER, name="park", division="420111", park="东湖示例园区")
ELSEWHERE = make_person(Role.PARK_OFFICER, name="elsewhere", division="4203", park="车城示例工业园")
STATED: dict[str, Any] = {"credit_code": CODES[0], "name": "武汉示例光电有限公司"}


def hand_over(session: Session, figures: dict[str, Any] | None = None, address: str = "", **firm: Any) -> Submission:
    facts = {"firm": STATED | firm, "years": {"2025": {"revenue": 6300.5} if figures is None else figures}}
    return receive(session, facts, now=NOW, address=address, contact={"name": "王示例", "phone": "13800000000"})


@pytest.fixture
def firm(session: Session) -> FirmRecord:
    """A firm whose revenue is audited and whose staff an officer verified."""
    firm = make_firm(id=1)
    session.add(firm)
    session.flush()
    session.add(make_figures(1, revenue=6230.0, staff=120.0, rd_expense=600.0))
    origins.set_origins(session, 1, 2025, {"revenue": "audit", "staff": "ledger!", "rd_expense": "self_reported"})
    return firm


def standings(session: Session, catalogue: Catalogue, submission_id: int) -> dict[str, Standing]:
    record = deciding.get_submission(session, PARK, submission_id)
    found = comparing.compare(session, PARK, catalogue, record, TODAY)
    return {row.offered.field: row.standing for row in found.rows}


def accept(session: Session, catalogue: Catalogue, given: Submission, *fields: str, **options: Any) -> Any:
    options = {"firm_version": 1, "now": NOW, "today": TODAY} | options
    return deciding.accept(session, PARK, catalogue, given.id, fields or None, **options)


def test_the_park_of_a_known_firm_gets_it_whatever_place_is_stated(session: Session, firm: FirmRecord) -> None:
    given = hand_over(session, division_code="420302", park="车城示例工业园")
    assert (given.division, given.park) == ("420111", "东湖示例园区")
    assert listing.count_open(session, PARK) == 1
    assert listing.count_open(session, ELSEWHERE) == 0


def test_an_unknown_firm_goes_to_the_place_that_it_states(session: Session) -> None:
    given = hand_over(session, credit_code=CODES[3], division_name="湖北省十堰市茅箭区", park="车城示例工业园")
    assert (given.division, given.park) == ("420302", "车城示例工业园")
    assert listing.count_open(session, ELSEWHERE) == 1
    with pytest.raises(NotFound):
        deciding.get_submission(session, PARK, given.id)


def test_values_stand_differently_to_what_is_held(session: Session, firm: FirmRecord, catalogue: Catalogue) -> None:
    figures = {"revenue": 6300.0, "staff": 130, "rd_expense": 650.0, "market_share": 0.12, "tax_paid": "约三百"}
    given = hand_over(session, figures, serious_violation=False, park="别的园区")
    assert standings(session, catalogue, given.id) == {
        "0:name": Standing.SAME,
        "0:park": Standing.KEPT,
        "0:serious_violation": Standing.KEPT,
        "2025:revenue": Standing.HELD,
        "2025:tax_paid": Standing.UNUSABLE,
        "2025:rd_expense": Standing.DIFFERS,
        "2025:staff": Standing.HELD,
        "2025:market_share": Standing.NEW,
    }


def test_accepting_all_leaves_what_counts_more(session: Session, firm: FirmRecord, catalogue: Catalogue) -> None:
    given = hand_over(session, {"revenue": 6300.0, "rd_expense": 650.0, "market_share": 0.12})
    done = accept(session, catalogue, given, note="已核对")
    figures = session.get_one(YearlyFigures, (1, 2025))
    assert (done.taken, done.left, done.is_new) == (2, 1, False)
    assert (figures.revenue, figures.rd_expense, figures.market_share) == (6230.0, 650.0, 0.12)
    held = origins.origins_of(session, 1)[2025]
    assert (held["revenue"], held["market_share"]) == ("audit", "self_reported")
    record = session.get_one(SubmissionRecord, given.id)
    assert (record.state, record.answer, record.taken) == (
        "accepted",
        "已核对",
        ["2025:rd_expense", "2025:market_share"],
    )


def test_a_chosen_value_replaces_even_a_verified_one(session: Session, firm: FirmRecord, catalogue: Catalogue) -> None:
    given = hand_over(session, {"staff": 130, "rd_expense": 650.0})
    assert accept(session, catalogue, given, "2025:staff").taken == 1
    figures = session.get_one(YearlyFigures, (1, 2025))
    assert (figures.staff, figures.rd_expense) == (130.0, 600.0)
    assert origins.origins_of(session, 1)[2025]["staff"] == "self_reported"  # no longer verified


def test_the_journal_names_the_officer_and_the_firms_door(
    session: Session, firm: FirmRecord, catalogue: Catalogue
) -> None:
    given = hand_over(session, {"rd_expense": 650.0})
    accept(session, catalogue, given)
    entry = session.exec(select(JournalEntry).where(JournalEntry.action == "figures.update")).one()
    assert (entry.actor_name, entry.door, entry.note) == ("park", "firm", given.number)
    assert entry.changes == {"rd_expense": [600.0, 650.0]}


def test_a_new_firm_is_made_from_it(session: Session, catalogue: Catalogue) -> None:
    given = hand_over(session, {"revenue": 900.0}, division_code="420111", park="东湖示例园区", founded_on="2019-05-01")
    done = accept(session, catalogue, given, "2025:revenue", firm_version=0)
    firm = session.exec(select(FirmRecord)).one()
    assert (done.is_new, done.firm_id, firm.name, firm.park) == (True, firm.id, "武汉示例光电有限公司", "东湖示例园区")
    assert firm.founded_on is None  # not chosen
    assert session.get_one(YearlyFigures, (firm.id, 2025)).revenue == 900.0


def test_returning_needs_a_reason_and_tells_it(session: Session, firm: FirmRecord) -> None:
    given = hand_over(session)
    with pytest.raises(InvalidInput, match="请写明要企业修改什么"):
        deciding.send_back(session, PARK, given.id, "  ", now=NOW)
    deciding.send_back(session, PARK, given.id, "研发费用请按审计报告填写", now=NOW)
    found = receipts.by_number(session, given.number.replace("-", " ").lower(), CODES[0].lower())
    assert (found.state, found.answer) == ("returned", "研发费用请按审计报告填写")


def test_a_newer_one_takes_the_place_of_the_open_one(session: Session, firm: FirmRecord, catalogue: Catalogue) -> None:
    first, second = hand_over(session), hand_over(session, {"revenue": 1.0})
    assert second.replaced == first.number
    assert listing.count_open(session, PARK) == 1
    old = receipts.by_key(session, first.key)
    assert (old.state, old.answer) == ("superseded", second.number)
    with pytest.raises(deciding.AlreadyDecided, match="已被新提交替代"):
        accept(session, catalogue, first)


def test_the_same_sent_twice_is_kept_once(session: Session, firm: FirmRecord) -> None:
    first, second = hand_over(session), hand_over(session)
    assert (second.id, second.number, second.is_repeat) == (first.id, first.number, True)
    assert receipts.by_key(session, second.key).id == first.id


def test_accepting_twice_acts_once(session: Session, firm: FirmRecord, catalogue: Catalogue) -> None:
    given = hand_over(session, {"rd_expense": 650.0})
    accept(session, catalogue, given)
    with pytest.raises(deciding.AlreadyDecided, match="已接收"):
        accept(session, catalogue, given, firm_version=2)


def test_a_firm_that_changed_meanwhile_is_not_written(session: Session, firm: FirmRecord, catalogue: Catalogue) -> None:
    given = hand_over(session, {"rd_expense": 650.0})
    with pytest.raises(deciding.FirmChanged):
        accept(session, catalogue, given, firm_version=7)


def test_the_firm_takes_it_back_while_it_waits(session: Session, firm: FirmRecord) -> None:
    given = hand_over(session)
    assert receipts.withdraw(session, given.key, now=NOW).state == "withdrawn"
    with pytest.raises(deciding.AlreadyDecided, match="企业已撤回"):
        receipts.withdraw(session, given.key, now=NOW)


def test_only_hashes_of_links_are_kept(session: Session, firm: FirmRecord) -> None:
    given = hand_over(session)
    assert given.key not in repr(session.get_one(SubmissionRecord, given.id))
    with pytest.raises(NotFound):
        receipts.by_key(session, "guessed")


@pytest.mark.parametrize(
    ("firm_facts", "figures", "sentence"),
    [
        ({"credit_code": "123"}, None, "18 位代码"),
        ({"name": " "}, None, "「企业名称」必须填写"),
        ({"name": "长" * 201}, None, "最多 200 个字"),
        ({}, {}, "还没有可以提交的数据"),
        ({}, {"revenue": [1]}, "内容过长或格式不对"),
    ],
)
def test_what_cannot_be_received_says_why(
    session: Session, firm_facts: dict[str, Any], figures: dict[str, Any] | None, sentence: str
) -> None:
    with pytest.raises(InvalidInput, match=sentence):
        hand_over(session, figures, **firm_facts)


def test_a_flood_from_one_address_is_refused(session: Session, firm: FirmRecord) -> None:
    for number in range(PER_ADDRESS):
        hand_over(session, {"revenue": number}, address="192.0.2.7")
    with pytest.raises(TooManySubmissions):
        hand_over(session, {"revenue": -1}, address="192.0.2.7")
    facts = {"firm": STATED, "years": {"2025": {"revenue": 5}}}
    assert receive(session, facts, now=NOW + timedelta(days=2), address="192.0.2.7").number
