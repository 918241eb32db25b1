"""Service: visits and requests, the officer of a firm, handovers, lists, workload and tasks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import Engine, event
from sqlmodel import Session, select

from registry.catalogue.reader import Catalogue
from registry.domain.access import SYSTEM, Person, Role
from registry.domain.errors import InvalidInput, NotAllowed, NotFound
from registry.services.firm_search import FirmQuery
from registry.services.plans import actions, due_tasks, handovers, service_log
from registry.services.plans.actions import Draft
from registry.services.plans.officers import current_officer, officer_names, service_history
from registry.services.plans.people import officers_in_scope, officers_of_firm
from registry.services.plans.service_lists import ServiceQuery, service_page
from registry.services.plans.service_log import Report
from registry.services.plans.states import OfficerChanged, OutOfReach, StaleEntry
from registry.services.plans.workload import served_firms, workloads
from registry.store.firms import FirmRecord
from registry.store.journal import JournalEntry
from registry.store.plans import PlanAction, ServiceEntry
from tests.factories import CODES, NOW, TODAY, make_firm, make_person
from tests.kept_files import taken

VISIT = Report("visit", TODAY, "看了新生产线", "张总")
REQUEST = Report("request", date(2026, 6, 20), "希望对接银行")


def log(session: Session, person: Person, report: Report, firm_id: int = 1) -> int:
    return service_log.log_entry(session, person, firm_id, report, now=NOW)


def journalled(session: Session, action: str) -> list[JournalEntry]:
    return list(session.exec(select(JournalEntry).where(JournalEntry.action == action)))


def test_a_visit_is_noted_once_however_often_it_is_sent(session: Session, firm: FirmRecord, park: Person) -> None:
    assert log(session, park, VISIT) == log(session, park, VISIT)
    entry = session.exec(select(ServiceEntry)).one()
    assert (entry.status, entry.account_id, entry.by) == ("noted", park.account_id, "示例park")
    assert journalled(session, "service.visit")[0].changes["service_text"] == [None, "看了新生产线"]


def test_a_request_waits_for_the_officer_of_the_firm_until_it_is_answered(
    session: Session, firm: FirmRecord, park: Person, bureau: Person
) -> None:
    handovers.assign(session, bureau, [1], park.account_id or 0, now=NOW)
    number = log(session, bureau, REQUEST)
    assert due_tasks(session, park, TODAY, within_days=7).asked == 1
    assert due_tasks(session, bureau, TODAY, within_days=7).asked == 0
    answer = Report("request", REQUEST.on, REQUEST.text, answer="已对接两家银行")
    assert service_log.change_entry(session, park, number, answer, 1, now=NOW)
    entry = session.get_one(ServiceEntry, number)
    assert (entry.status, entry.closed_on) == ("answered", TODAY)
    assert len(journalled(session, "service.answer")) == 1
    with pytest.raises(StaleEntry, match="刚刚被他人修改过"):
        service_log.change_entry(session, park, number, answer, 1, now=NOW)


@pytest.mark.parametrize(
    ("report", "fault"),
    [
        (Report("visit", None, "甲"), "日期"),
        (Report("visit", TODAY + timedelta(days=1), "甲"), "不能晚于今天"),
        (Report("visit", TODAY, " "), "请写明情况"),
        (Report("reward", TODAY, "甲"), "金额（万元）"),
        (Report("party", TODAY, "甲"), "请从清单中选择"),
        (Report("request", TODAY, "甲", answer="乙", closed_on=date(2026, 6, 1)), "应在记录的日期之后"),
    ],
)
def test_an_entry_that_cannot_be_is_refused_in_words(
    session: Session, firm: FirmRecord, park: Person, report: Report, fault: str
) -> None:
    with pytest.raises(InvalidInput, match=fault):
        log(session, park, report)


def test_service_is_the_business_of_officers_in_scope(session: Session, firm: FirmRecord, park: Person) -> None:
    number = log(session, park, VISIT)
    with pytest.raises(NotAllowed):
        service_log.entries_of_firm(session, make_person(Role.ENTERPRISE, firm_id=1), 1)
    with pytest.raises(NotFound):
        service_log.get_entry(session, make_person(Role.BUREAU, division="4203"), number)
    with pytest.raises(NotFound):
        log(session, make_person(Role.BUREAU, division="4203"), VISIT)


def test_only_officers_whose_scope_holds_the_firm_can_serve_it(
    session: Session, firm: FirmRecord, elsewhere: FirmRecord, park: Person, bureau: Person
) -> None:
    assert [one.name for one in officers_of_firm(session, firm)] == ["示例park", "示例bureau"]
    assert [one.name for one in officers_of_firm(session, elsewhere)] == ["示例bureau"]
    assert [one.name for one in officers_in_scope(session, park)] == ["示例park"]
    with pytest.raises(OutOfReach, match="1 家"):
        handovers.assign(session, bureau, [1, 2], park.account_id or 0, now=NOW)


def test_firms_out_of_scope_are_left_alone_by_a_bulk_assignment(
    session: Session, firm: FirmRecord, elsewhere: FirmRecord, park: Person, bureau: Person
) -> None:
    assert handovers.assign(session, park, [1, 2, 99], bureau.account_id or 0, now=NOW) == 1
    assert handovers.assign(session, park, [1], bureau.account_id or 0, now=NOW) == 0
    assert officer_names(session, [1, 2]) == {1: "示例bureau"}


def test_what_somebody_else_just_arranged_is_left(
    session: Session, firm: FirmRecord, park: Person, colleague: Person
) -> None:
    handovers.assign(session, colleague, [1], colleague.account_id or 0, now=NOW, seen=None)
    assert handovers.assign(session, park, [1], park.account_id or 0, now=NOW, seen=None) == 0
    assert officer_names(session, [1]) == {1: "示例colleague"}
    assert handovers.assign(session, park, [1], park.account_id or 0, now=NOW, seen=colleague.account_id) == 1


def test_a_handover_takes_open_work_along_and_keeps_history(
    session: Session, catalogue: Catalogue, firm: FirmRecord, park: Person, colleague: Person
) -> None:
    handovers.assign(session, park, [1], park.account_id or 0, now=NOW)
    actions.add_actions(session, park, catalogue, 1, "hnte", [Draft("甲", "示例park", TODAY)], now=NOW)
    log(session, park, REQUEST)
    given = {"from_id": park.account_id or 0, "to_id": colleague.account_id or 0, "now": NOW}
    with pytest.raises(InvalidInput, match="移交说明"):
        handovers.hand_over(session, park, note="", **given)
    assert handovers.hand_over(session, park, note="岗位调整", **given) == 1
    assert session.exec(select(PlanAction)).one().owner_id == colleague.account_id
    found = due_tasks(session, colleague, TODAY, within_days=0)
    assert ([task.text for task in found.actions], found.asked) == (["甲"], 1)
    assert [(one.name, one.note) for one in service_history(session, park, 1)] == [
        ("示例colleague", ""),
        ("示例park", "岗位调整"),
    ]
    entry = journalled(session, "officer.handover")[0]
    assert (entry.firm_id, entry.changes, entry.note) == (
        1,
        {"service_officer": ["示例park", "示例colleague"]},
        "岗位调整",
    )


def test_a_firm_that_is_no_longer_the_givers_stops_the_whole_handover(
    session: Session, firm: FirmRecord, park: Person, colleague: Person
) -> None:
    second = make_firm(id=3, credit_code=CODES[1], name="武汉示例乙有限公司")
    session.add(second)
    session.flush()
    handovers.assign(session, park, [1], park.account_id or 0, now=NOW)
    with pytest.raises(OfficerChanged, match="1 家已不由示例park服务"):
        handovers.hand_over(
            session, park, park.account_id or 0, colleague.account_id or 0, note="甲", firm_ids=[1, 3], now=NOW
        )
    officer = current_officer(session, 1)
    assert officer is not None
    assert officer.id == park.account_id


def test_nobody_hands_over_to_themselves_or_to_an_enterprise(session: Session, firm: FirmRecord, park: Person) -> None:
    mine = park.account_id or 0
    with pytest.raises(InvalidInput, match="不能与移交的专员相同"):
        handovers.hand_over(session, park, mine, mine, note="甲", now=NOW)
    with pytest.raises(NotFound, match="这位专员"):
        handovers.assign(session, park, [1], 999, now=NOW)


def test_the_list_narrows_by_officer_state_park_and_period(
    session: Session, firm: FirmRecord, elsewhere: FirmRecord, park: Person, bureau: Person
) -> None:
    log(session, park, VISIT)
    log(session, park, REQUEST)
    log(session, bureau, VISIT, 2)

    def total(**wanted: object) -> int:
        return service_page(session, bureau, ServiceQuery(**wanted)).total  # type: ignore[arg-type]

    assert (total(), total(kind="visit"), total(status="open")) == (3, 2, 1)
    assert (total(officer=park.account_id), total(park="车城示例园"), total(until=date(2026, 6, 25))) == (2, 1, 1)
    assert (total(text="十堰"), total(since=TODAY)) == (1, 2)
    assert service_page(session, park, ServiceQuery()).total == 2
    days = [row.on for row in service_page(session, bureau, ServiceQuery(sort="on")).rows]
    assert days == sorted(days)


def test_a_supervision_waits_for_the_officer_and_a_dispatch_for_nobody(
    session: Session, firm: FirmRecord, park: Person, bureau: Person
) -> None:
    handovers.assign(session, bureau, [1], park.account_id or 0, now=NOW)
    log(session, bureau, Report("supervision", TODAY, "请说明进展"))
    log(session, bureau, Report("dispatch", TODAY, "指导工艺", with_whom="示例教授"))
    waiting = due_tasks(session, park, TODAY, within_days=7)
    assert [(task.kind, task.text) for task in waiting.requests] == [("supervision", "请说明进展")]
    assert {entry.action for entry in journalled(session, "service.log")} == {"service.log"}


def test_the_same_money_is_entered_once_a_year_and_summed(session: Session, firm: FirmRecord, park: Person) -> None:
    reward = Report("reward", TODAY, "认定奖补", amount=20.0)
    log(session, park, reward)
    with pytest.raises(InvalidInput, match="同一年已登记过同名的一项"):
        log(session, park, replace(reward, on=TODAY - timedelta(days=30)))
    log(session, park, replace(reward, on=TODAY - timedelta(days=365)))
    log(session, park, Report("visit", TODAY, "不带金额", amount=5.0))
    page = service_page(session, park, ServiceQuery())
    assert (page.amount, sorted(row.amount or 0 for row in page.rows)) == (40.0, [0, 20.0, 20.0])
    assert service_page(session, park, ServiceQuery(kind="visit")).amount is None


def test_the_list_is_exported_as_shown_and_the_export_is_journalled(
    session: Session, catalogue: Catalogue, firm: FirmRecord, park: Person
) -> None:
    log(session, park, Report("visit", TODAY, "=1+1"))
    log(session, park, REQUEST)
    [row] = taken(session, park, catalogue, "service", kind="visit")
    assert list(row)[:3] == ["日期", "企业名称", "统一社会信用代码"]
    assert (row["统一社会信用代码"], row["种类"], row["内容"]) == (firm.credit_code, "走访", "=1+1")
    assert journalled(session, "service.export")[0].note == "kind=visit sort=-on rows=1"


def test_workload_counts_firms_actions_and_what_is_late(
    session: Session, catalogue: Catalogue, firm: FirmRecord, elsewhere: FirmRecord, park: Person, bureau: Person
) -> None:
    handovers.assign(session, bureau, [1], park.account_id or 0, now=NOW)
    late = [Draft("甲", "示例park", TODAY - timedelta(days=1)), Draft("乙", "示例park")]
    actions.add_actions(session, park, catalogue, 1, "hnte", late, now=NOW)
    loads = {one.officer.name: (one.firms, one.open, one.overdue) for one in workloads(session, bureau, TODAY)}
    assert loads == {"示例park": (1, 2, 1), "示例bureau": (0, 0, 0)}
    assert [row.id for row in served_firms(session, bureau, FirmQuery()).rows] == [2]
    assert served_firms(session, bureau, FirmQuery(), str(park.account_id)).total == 1
    assert served_firms(session, bureau, FirmQuery(), "").total == 2
    assert served_firms(session, park, FirmQuery()).total == 0


def test_tasks_are_what_is_mine_and_due(
    session: Session, catalogue: Catalogue, firm: FirmRecord, park: Person, colleague: Person
) -> None:
    days = {"迟": -3, "近": 5, "远": 60}
    drafts = [Draft(text, "示例park", TODAY + timedelta(days=number)) for text, number in days.items()]
    actions.add_actions(session, park, catalogue, 1, "hnte", [*drafts, Draft("无期限", "示例park")], now=NOW)
    found = due_tasks(session, park, TODAY, within_days=30)
    assert [(task.text, task.is_overdue) for task in found.actions] == [("迟", True), ("近", False)]
    assert (found.due, found.overdue) == (2, 1)
    assert [task.text for task in due_tasks(session, park, TODAY, within_days=None).actions][-1] == "无期限"
    assert due_tasks(session, colleague, TODAY, within_days=None).due == 0
    assert due_tasks(session, SYSTEM, TODAY, within_days=None).due == 0


@pytest.fixture
def statements(engine: Engine) -> list[str]:
    seen: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *given: seen.append(given[2]))
    return seen


def test_a_bulk_assignment_asks_as_often_for_many_firms_as_for_one(
    session: Session, park: Person, colleague: Person, statements: list[str]
) -> None:
    codes = [f"91420111MA4K{number:06d}" for number in range(41)]
    for number, code in enumerate(codes, 10):
        session.add(make_firm(id=number, credit_code=code, name=f"武汉示例{number}有限公司"))
    session.flush()
    statements.clear()
    handovers.assign(session, park, [10], park.account_id or 0, now=NOW)
    session.flush()
    few = len(statements)
    statements.clear()
    handovers.assign(session, park, list(range(11, 51)), park.account_id or 0, now=NOW)
    session.flush()
    assert len(statements) <= few
