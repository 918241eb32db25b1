"""Whose row it is: exact names are taken, similar ones offered, what a person decides is remembered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlmodel import Session, select

from registry.catalogue.reader import Catalogue
from registry.domain.access import SYSTEM, Person, Role
from registry.domain.errors import NotFound
from registry.services import imports, name_decisions
from registry.services.name_decisions import NOBODY, DecidedAbove, Settled
from registry.store.firms import FirmRecord, FormerName
from registry.store.journal import JournalEntry
from registry.store.memory import NameDecision
from tests.factories import CODES, NOW, make_firm, make_person

Stage = Callable[..., int]
LIGHT, CHIPS, ELSEWHERE = 1, 2, 3
CITY = make_person(Role.BUREAU, division="4201")
PARK = make_person(Role.PARK_OFFICER, division="420111", park="东湖示例园区", account_id=2)


@pytest.fixture(autouse=True)
def firms(session: Session) -> None:
    session.add(make_firm(id=LIGHT, name="武汉晨曦光电有限公司"))
    session.add(make_firm(id=CHIPS, name="武汉长河芯片股份有限公司", credit_code=CODES[1]))
    session.add(make_firm(id=ELSEWHERE, name="十堰晨曦光电有限公司", credit_code=CODES[2], division_code="420302"))
    session.flush()


def by_name(*names: str) -> dict[str, list[list[Any]]]:
    return {"2025年": [["企业名称", "营业收入（万元）"], *[[name, 100 + n] for n, name in enumerate(names)]]}


def codes(session: Session, catalogue: Catalogue, batch_id: int, person: Person = SYSTEM) -> list[str]:
    return [issue.code for issue in imports.preview(session, person, catalogue, batch_id).issues if issue.row]


def test_a_similar_name_is_offered_and_never_taken(session: Session, catalogue: Catalogue, stage: Stage) -> None:
    heads = ["企业名称", "年度", "营业收入（万元）"]
    rows = [["晨曦光电技术有限公司", 2025, 100], ["晨曦光电技术 有限公司", 2024, 90]]
    batch_id = stage({"年报": [heads, *rows]}, CITY)
    seen = imports.preview(session, CITY, catalogue, batch_id)
    assert (seen.counts.changed, seen.counts.new, seen.counts.rejected) == (0, 0, 2)
    assert "相近的有：武汉晨曦光电有限公司（91420100MA4KTEXT0X，" in seen.issues[-1].sentence()
    (name,) = name_decisions.unsettled(session, CITY, batch_id)
    assert (name.name, name.rows) == ("晨曦光电技术有限公司", (("年报", 2), ("年报", 3)))
    assert [offer.firm_id for offer in name.offers] == [LIGHT]
    assert seen.tally.unsettled == 1


def test_a_name_like_no_other_is_offered_nothing(session: Session, catalogue: Catalogue, stage: Stage) -> None:
    batch_id = stage(by_name("宜昌磐石船舶有限公司"))
    assert codes(session, catalogue, batch_id) == ["name_unknown"]
    assert name_decisions.unsettled(session, SYSTEM, batch_id) == ()


def test_firms_out_of_scope_are_not_offered(session: Session, stage: Stage) -> None:
    everywhere = name_decisions.unsettled(session, SYSTEM, stage(by_name("晨曦光电")))
    in_park = name_decisions.unsettled(session, PARK, stage(by_name("晨曦光电"), PARK))
    assert {offer.firm_id for offer in everywhere[0].offers} == {LIGHT, ELSEWHERE}
    assert {offer.firm_id for offer in in_park[0].offers} == {LIGHT}


def test_a_former_name_is_looked_at_too(session: Session, stage: Stage) -> None:
    session.add(FormerName(firm_id=CHIPS, name="湖北飞鸿电子有限公司", name_key="湖北飞鸿电子有限公司"))
    (name,) = name_decisions.unsettled(session, SYSTEM, stage(by_name("飞鸿电子公司")))
    assert [offer.firm_id for offer in name.offers] == [CHIPS]


def test_a_decision_counts_for_this_file_and_the_next(session: Session, catalogue: Catalogue, stage: Stage) -> None:
    batch_id = stage(by_name("晨曦光电技术有限公司"), CITY)
    assert name_decisions.settle(session, CITY, batch_id, {"晨曦光电技术有限公司": LIGHT}, now=NOW).decided == 1
    assert imports.commit(session, CITY, catalogue, batch_id, now=NOW).new == 1
    assert session.get_one(FirmRecord, LIGHT).name == "武汉晨曦光电有限公司"
    following = imports.preview(session, CITY, catalogue, stage(by_name("晨曦光电 技术有限公司"), CITY))
    assert (following.counts.unchanged, following.counts.rejected) == (1, 0)
    entry = session.exec(select(JournalEntry).where(JournalEntry.action == "name.settle")).one()
    assert (entry.firm_id, entry.batch_id, entry.note) == (LIGHT, batch_id, "晨曦光电技术有限公司")


def test_that_nobody_is_meant_is_remembered_too(session: Session, catalogue: Catalogue, stage: Stage) -> None:
    batch_id = stage(by_name("晨曦光电技术有限公司"))
    name_decisions.settle(session, SYSTEM, batch_id, {"晨曦光电技术有限公司": NOBODY}, now=NOW)
    assert codes(session, catalogue, batch_id) == ["name_of_none"]
    assert name_decisions.unsettled(session, SYSTEM, batch_id) == ()


def test_of_two_firms_with_one_name_a_person_chooses(session: Session, catalogue: Catalogue, stage: Stage) -> None:
    session.add(make_firm(id=4, name="武汉晨曦光电有限公司", credit_code=CODES[3]))
    batch_id = stage(by_name("武汉晨曦光电有限公司"))
    assert codes(session, catalogue, batch_id) == ["name_ambiguous"]
    (name,) = name_decisions.unsettled(session, SYSTEM, batch_id)
    assert [(offer.firm_id, offer.likeness) for offer in name.offers] == [(LIGHT, 1.0), (4, 1.0)]
    name_decisions.settle(session, SYSTEM, batch_id, {name.key: 4}, now=NOW)
    assert codes(session, catalogue, batch_id) == []


def test_a_decision_serves_the_office_and_those_within_it(session: Session, catalogue: Catalogue, stage: Stage) -> None:
    decide(session, "4201", "", LIGHT)
    assert codes(session, catalogue, stage(by_name("晨曦"), PARK), PARK) == []
    assert codes(session, catalogue, stage(by_name("晨曦"))) != []


def test_the_nearest_office_decides(session: Session, stage: Stage, catalogue: Catalogue) -> None:
    decide(session, "4201", "", CHIPS)
    decide(session, "420111", "东湖示例园区", LIGHT)
    rows = imports.commit(session, PARK, catalogue, stage(by_name("晨曦"), PARK), now=NOW)
    assert rows.new == 1
    entry = session.exec(select(JournalEntry).where(JournalEntry.action == "figures.create")).one()
    assert entry.firm_id == LIGHT


def test_a_firm_out_of_scope_cannot_be_chosen(session: Session, stage: Stage) -> None:
    batch_id = stage(by_name("晨曦光电"), PARK)
    with pytest.raises(NotFound):
        name_decisions.settle(session, PARK, batch_id, {"晨曦光电": ELSEWHERE}, now=NOW)


def test_only_names_that_wait_are_decided(session: Session, stage: Stage) -> None:
    batch_id = stage(by_name("晨曦光电"))
    answers = {"从未出现": LIGHT}
    assert name_decisions.settle(session, SYSTEM, batch_id, answers, now=NOW) == Settled(0, 1)
    assert session.exec(select(NameDecision)).all() == []


def test_an_unknown_code_with_a_known_name_is_pointed_out(session: Session, catalogue: Catalogue, stage: Stage) -> None:
    sheets = {"企业": [["统一社会信用代码", "企业名称"], ["91420100MA4KAAAA0H", "武汉晨曦光电有限公司"]]}
    seen = imports.preview(session, SYSTEM, catalogue, stage(sheets))
    (issue,) = [issue for issue in seen.issues if issue.code == "name_of_another_code"]
    assert (issue.level, issue.row, seen.counts.new) == ("warning", 2, 1)
    assert "是 91420100MA4KTEXT0X，与这里的 91420100MA4KAAAA0H 不同" in issue.sentence()


def test_a_decision_can_be_forgotten(session: Session, catalogue: Catalogue, stage: Stage) -> None:
    batch_id = stage(by_name("晨曦光电"))
    name_decisions.settle(session, SYSTEM, batch_id, {"晨曦光电": LIGHT}, now=NOW)
    (kept,) = name_decisions.decided_names(session, SYSTEM)
    assert (kept.decision.name, kept.firm.id, kept.may_forget) == ("晨曦光电", LIGHT, True)
    name_decisions.forget(session, SYSTEM, kept.decision.id, now=NOW)
    session.flush()
    assert codes(session, catalogue, batch_id) == ["name_similar"]


def test_what_an_upper_office_decided_is_not_ones_own_to_forget(session: Session) -> None:
    decision = decide(session, "4201", "", LIGHT)
    (kept,) = name_decisions.decided_names(session, PARK)
    assert not kept.may_forget
    with pytest.raises(DecidedAbove):
        name_decisions.forget(session, PARK, decision.id, now=NOW)


def decide(session: Session, division: str, park: str, firm_id: int | None) -> NameDecision:
    decision = NameDecision(
        division=division, park=park, name_key="晨曦", name="晨曦", firm_id=firm_id, decided_by="示例", decided_at=NOW
    )
    session.add(decision)
    session.flush()
    return decision
