"""Rounds from the freeze on: snapshot, amendments, public notice, objections, official result, titles."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlmodel import Session, select

from importers.reading import read_file
from registry.catalogue.reader import Catalogue
from registry.domain.access import SYSTEM
from registry.domain.errors import InvalidInput, NotFound
from registry.domain.outcomes import Verdict
from registry.services.rounds import amending, drawing, freezing, noticing, reach, recognising, results, snapshots
from registry.services.rounds.amendable import amendables
from registry.services.rounds.events import timeline
from registry.services.rounds.opinions import Act
from registry.services.rounds.states import StepOutOfOrder
from registry.store.figures import YearlyFigures
from registry.store.firms import FirmRecord, FormerName
from registry.store.memory import NameDecision
from registry.store.rounds import Round, RoundSnapshot
from registry.store.titles import TitleRecord
from tests.databases import template_for
from tests.factories import CODES, NOW, TODAY, make_firm, make_title, make_workbook
from tests.services.rounds import CITY, PARK, PROVINCE, act, add_firms, open_round, rows_of, support_all

SINCE, TO, LATER = date(2026, 6, 20), date(2026, 6, 26), date(2026, 7, 1)
NAMES = {1: "武汉示例光电有限公司", 2: "武汉示例精密有限公司", 3: "武汉示例激光有限公司", 4: "十堰示例传感有限公司"}


def add_world(session: Session, catalogue: Catalogue) -> None:
    add_firms(session, catalogue)
    for firm_id, name in NAMES.items():
        firm = session.get_one(FirmRecord, firm_id)
        firm.name = firm.name_key = name
    session.add(FormerName(firm_id=2, name="武汉示例老厂有限公司", name_key="武汉示例老厂有限公司"))
    session.flush()


def add_frozen(session: Session, catalogue: Catalogue) -> None:
    """A round in which firm 4 was taken out and all others are supported, frozen."""
    add_world(session, catalogue)
    round_id = open_round(session, catalogue)
    act(session, PROVINCE, round_id, Act.WITHDRAW, 4, reason="不在本批")
    support_all(session, round_id)
    freezing.freeze(session, PROVINCE, catalogue, round_id, now=NOW)


@pytest.fixture
def database_template(request: pytest.FixtureRequest) -> str:
    return template_for(request, frozen=add_frozen, world=add_world)


@pytest.fixture
def world(session: Session) -> Session:
    return session


@pytest.fixture
def frozen(world: Session) -> int:
    return world.exec(select(Round.id)).one() or 0


@pytest.fixture
def noticed(world: Session, frozen: int) -> int:
    noticing.publish_notice(world, PROVINCE, frozen, since=SINCE, to=TO, text="现予公示", now=NOW)
    return frozen


def ask(session: Session, catalogue: Catalogue, round_id: int, code: str, year: int, text: str, **how: Any) -> int:
    member = rows_of(session, round_id)[2].id
    by = how.pop("person", PARK)
    when = {"now": NOW, "today": TODAY}
    return amending.ask(session, by, catalogue, round_id, member, code, year, text, "审计报告", **when)


def send_list(
    session: Session, catalogue: Catalogue, round_id: int, *rows: list[Any], head: list[str] | None = None
) -> int:
    book = make_workbook({"名单": [head or ["序号", "企业名称"], *rows]})
    kinds = {"indicators": catalogue.indicators, "ladder": catalogue.ladder}
    readout = read_file(book, "名单.xlsx", today=TODAY, **kinds)
    return results.receive_list(session, PROVINCE, round_id, readout, "名单.xlsx", now=NOW)


def recognise(session: Session, catalogue: Catalogue, round_id: int, **facts: Any) -> recognising.Recognised:
    what = recognising.Recognition("鄂经信〔2026〕9号", LATER, **facts)
    return recognising.recognise(session, PROVINCE, catalogue, round_id, what, now=NOW, today=LATER)


def test_a_freeze_keeps_rule_set_figures_and_verdicts(world: Session, catalogue: Catalogue, frozen: int) -> None:
    found, kept = world.get_one(Round, frozen), world.get_one(RoundSnapshot, frozen)
    assert (found.status, found.frozen_by) == ("frozen", "省厅")
    assert kept.rule_hash == catalogue.rule_set(found.rule_set).hash
    told = snapshots.results_of(world, found)
    assert dict(told.select("firm_id", "verdict").iter_rows()) == {1: "review", 2: "ineligible", 3: "review"}


def test_what_changes_later_does_not_change_the_round(world: Session, catalogue: Catalogue, frozen: int) -> None:
    before = snapshots.explained(world, catalogue, reach.get_round(world, PROVINCE, frozen), 1)
    world.get_one(YearlyFigures, (1, 2025)).revenue = 1.0
    world.flush()
    told = snapshots.explained(world, catalogue, reach.get_round(world, PROVINCE, frozen), 1)
    assert before is not None
    assert told is not None
    assert [one.value for one in told.conditions()] == [one.value for one in before.conditions()]
    assert told.verdict is Verdict.REVIEW


def test_a_tampered_rule_set_is_not_explained_by(world: Session, catalogue: Catalogue, frozen: int) -> None:
    kept = world.get_one(RoundSnapshot, frozen)
    kept.rule_text = kept.rule_text.replace("5000", "1")
    world.flush()
    with pytest.raises(snapshots.SnapshotDisagrees, match="哈希不一致"):
        snapshots.explained(world, catalogue, world.get_one(Round, frozen), 1)


def test_nothing_is_drawn_in_after_the_freeze(world: Session, catalogue: Catalogue, frozen: int) -> None:
    with pytest.raises(StepOutOfOrder, match="已冻结"):
        drawing.draw_firm(world, PROVINCE, catalogue, frozen, 4, now=NOW)


def test_a_round_without_firms_cannot_be_frozen(world: Session, catalogue: Catalogue) -> None:
    round_id = open_round(world, catalogue)
    act(world, PROVINCE, round_id, Act.WITHDRAW, 1, 2, 3, 4, reason="全部退出")
    with pytest.raises(freezing.NothingToFreeze):
        freezing.freeze(world, PROVINCE, catalogue, round_id, now=NOW)


def test_an_amendment_needs_somebody_else_and_judges_the_firm_anew(
    world: Session, catalogue: Catalogue, frozen: int
) -> None:
    asked = ask(world, catalogue, frozen, "srdi_score", 2025, "70")
    assert timeline(world, frozen)[0].facts["field"] == "2025 专精特新发展评价得分（分）"
    assert amending.count_waiting(world, frozen) == 1
    amending.decide(world, PROVINCE, catalogue, frozen, asked, approve=True, now=NOW)
    rows = rows_of(world, frozen)
    assert (rows[2].verdict, rows[2].candidate_class) == ("review", "review")
    told = snapshots.explained(world, catalogue, world.get_one(Round, frozen), 2)
    assert told is not None
    assert told.verdict is Verdict.REVIEW
    assert world.get_one(YearlyFigures, (2, 2025)).srdi_score == 55.5
    with pytest.raises(amending.DecidedBefore):
        amending.decide(world, PROVINCE, catalogue, frozen, asked, approve=False, note="x", now=NOW)


def test_nobody_approves_their_own_amendment(world: Session, catalogue: Catalogue, frozen: int) -> None:
    asked = ask(world, catalogue, frozen, "srdi_score", 2025, "70", person=PROVINCE)
    with pytest.raises(amending.OwnAmendment, match="申请人以外的人"):
        amending.decide(world, PROVINCE, catalogue, frozen, asked, approve=True, now=NOW)
    with pytest.raises(InvalidInput, match="驳回请写明理由"):
        amending.decide(world, SYSTEM, catalogue, frozen, asked, approve=False, now=NOW)
    amending.decide(world, SYSTEM, catalogue, frozen, asked, approve=False, note="依据不足", now=NOW)
    assert rows_of(world, frozen)[2].verdict == "ineligible"


def test_a_judgement_can_be_amended_too(world: Session, catalogue: Catalogue, frozen: int) -> None:
    member = rows_of(world, frozen)[1].id
    found = world.get_one(Round, frozen)
    rule_set = snapshots.rule_set_of(world, catalogue, found)
    code = next(one.code for one in amendables(catalogue, found, rule_set) if one.code.startswith("decision:"))
    when = {"now": NOW, "today": TODAY}
    asked = amending.ask(world, PARK, catalogue, frozen, member, code, 0, "符合", "专家组意见", **when)
    amending.decide(world, PROVINCE, catalogue, frozen, asked, approve=True, now=NOW)
    assert rows_of(world, frozen)[1].verdict == "eligible"


@pytest.mark.parametrize(
    ("code", "year", "text", "said"),
    [
        ("srdi_score", 2025, "约七十", "专精特新"),
        ("srdi_score", 2025, "55.5", "与冻结的数值相同"),
        ("contact_name", 0, "张三", "不在这个批次的标准"),
        ("no_such", 0, "1", "请选择"),
    ],
)
def test_amendments_that_cannot_be_taken(
    world: Session, catalogue: Catalogue, frozen: int, code: str, year: int, text: str, said: str
) -> None:
    with pytest.raises(InvalidInput, match=said):
        ask(world, catalogue, frozen, code, year, text)


def test_two_amendments_of_one_value_do_not_overwrite_each_other(
    world: Session, catalogue: Catalogue, frozen: int
) -> None:
    first = ask(world, catalogue, frozen, "srdi_score", 2025, "70")
    second = ask(world, catalogue, frozen, "srdi_score", 2025, "80", person=CITY)
    amending.decide(world, PROVINCE, catalogue, frozen, first, approve=True, now=NOW)
    with pytest.raises(amending.ValueMoved, match="另一项更正"):
        amending.decide(world, PROVINCE, catalogue, frozen, second, approve=True, now=NOW)


def test_a_notice_waits_for_reviews_and_amendments(world: Session, catalogue: Catalogue) -> None:
    round_id = open_round(world, catalogue)
    notice = {"since": SINCE, "to": TO, "text": "公示", "now": NOW}
    with pytest.raises(StepOutOfOrder):
        noticing.publish_notice(world, PROVINCE, round_id, **notice)
    freezing.freeze(world, PROVINCE, catalogue, round_id, now=NOW)
    with pytest.raises(noticing.StillUnderReview, match="还有 4 家"):
        noticing.publish_notice(world, PROVINCE, round_id, **notice)
    act(world, PROVINCE, round_id, Act.WITHDRAW, 4, reason="x")
    act(world, PARK, round_id, Act.REJECT, 1, 2, reason="x")
    act(world, PROVINCE, round_id, Act.WITHDRAW, 3, reason="x")
    with pytest.raises(noticing.NobodySupported):
        noticing.publish_notice(world, PROVINCE, round_id, **notice)


def test_a_notice_with_waiting_amendments_is_refused(world: Session, catalogue: Catalogue, frozen: int) -> None:
    ask(world, catalogue, frozen, "srdi_score", 2025, "70")
    with pytest.raises(noticing.AmendmentsWaiting, match="1 项更正"):
        noticing.publish_notice(world, PROVINCE, frozen, since=SINCE, to=TO, text="公示", now=NOW)
    with pytest.raises(InvalidInput, match="公示截止"):
        noticing.publish_notice(world, PROVINCE, frozen, since=TO, to=SINCE, text="公示", now=NOW)


def test_an_upheld_objection_takes_its_firm_off_the_list(world: Session, noticed: int) -> None:
    member = rows_of(world, noticed)[2].id
    said = {"raised_by": "李某", "raised_on": SINCE, "text": "数据不实", "now": NOW}
    made = noticing.raise_objection(world, PARK, noticed, member_id=member, **said)
    other = noticing.raise_objection(world, PARK, noticed, **said)
    with pytest.raises(recognising.ObjectionsOpen, match="2 件异议"):
        recognising.require_result(world, world.get_one(Round, noticed), LATER)
    noticing.close_objection(world, PROVINCE, noticed, made, "upheld", "查实", now=NOW)
    noticing.close_objection(world, PROVINCE, noticed, other, "dismissed", "不属实", now=NOW)
    assert {firm: row.state for firm, row in rows_of(world, noticed).items()} == {
        1: "supported",
        2: "rejected",
        3: "supported",
        4: "withdrawn",
    }
    told = [event.facts for event in timeline(world, noticed) if event.kind == "objection_close"]
    assert [(facts.get("firm"), facts["outcome"]) for facts in told] == [(None, "不成立"), (NAMES[2], "成立")]
    with pytest.raises(noticing.ObjectionClosed):
        noticing.close_objection(world, PROVINCE, noticed, made, "dismissed", "x", now=NOW)
    again = noticing.raise_objection(world, PARK, noticed, **said)
    with pytest.raises(InvalidInput, match="处理结果"):
        noticing.close_objection(world, PROVINCE, noticed, again, "maybe", "x", now=NOW)


@pytest.mark.parametrize(("day", "told"), [(date(2026, 6, 19), "早于公示开始"), (date(2026, 7, 1), "晚于今天")])
def test_an_objection_has_a_day_that_can_be(world: Session, noticed: int, day: date, told: str) -> None:
    with pytest.raises(InvalidInput, match=f"提出日期.*{told}"):
        noticing.raise_objection(world, PARK, noticed, raised_by="李某", raised_on=day, text="数据不实", now=NOW)


def test_an_objection_after_the_notice_is_kept_and_told_as_late(world: Session, noticed: int) -> None:
    for day in (TO, TODAY):
        noticing.raise_objection(world, PARK, noticed, raised_by="李某", raised_on=day, text="数据不实", now=NOW)
    round_ = world.get_one(Round, noticed)
    late = {one.raised_on: noticing.is_late(round_, one) for one in noticing.objections(world, noticed)}
    assert late == {TO: False, TODAY: True}


def test_rows_of_the_list_that_are_left_out_are_kept_with_the_reason(
    world: Session, catalogue: Catalogue, noticed: int
) -> None:
    head = ["企业名称", "统一社会信用代码", "认定称号"]
    rows = [
        [NAMES[1], None, None],
        [NAMES[1], None, None],
        [NAMES[2], None, "高新技术企业"],
        [NAMES[3], None, "小巨人"],
    ]
    assert send_list(world, catalogue, noticed, *rows, [None, None, "小巨人"], head=head) == 2
    left = [line for line in results.result_lines(world, noticed) if line.way in results.LEFT_OUT]
    assert [(line.row, line.name, line.way) for line in left] == [
        (3, NAMES[1], "repeat"),
        (4, NAMES[2], "other"),
        (6, "", "blank"),
    ]
    assert recognise(world, catalogue, noticed).written == 2


@pytest.mark.parametrize(
    ("days", "told"),
    [
        ({"recognised_on": date(2026, 7, 2)}, "认定日期.*晚于今天"),
        ({"recognised_on": date(2026, 6, 25)}, "认定日期.*早于公示截止"),
        ({"valid_from": date(2020, 1, 1)}, "有效期起.*已经结束"),
        ({"valid_from": date(2036, 7, 1)}, "有效期起.*晚一年以上"),
    ],
)
def test_titles_are_not_written_with_days_that_cannot_be(
    world: Session, catalogue: Catalogue, noticed: int, days: dict[str, date], told: str
) -> None:
    send_list(world, catalogue, noticed, [1, NAMES[1]])
    what = recognising.Recognition("鄂经信〔2026〕9号", **({"recognised_on": LATER} | days))
    with pytest.raises(InvalidInput, match=told):
        recognising.recognise(world, PROVINCE, catalogue, noticed, what, now=NOW, today=LATER)


def test_the_result_waits_for_the_end_of_the_notice(world: Session, noticed: int) -> None:
    with pytest.raises(recognising.NoticeRunning, match="公示到 2026-06-26 为止"):
        recognising.require_result(world, world.get_one(Round, noticed), TO)


def test_a_list_is_matched_by_name_code_and_former_name(world: Session, catalogue: Catalogue, noticed: int) -> None:
    head = ["企业名称", "统一社会信用代码"]
    rows = [[NAMES[1], None], ["武汉示例老厂有限公司", None], ["随便写的", CODES[2]], ["荆门陌生实业有限公司", None]]
    assert send_list(world, catalogue, noticed, *rows, head=head) == 4
    lines = results.result_lines(world, noticed)
    assert [(line.way, line.firm_id, line.state) for line in lines] == [
        ("name", 1, "supported"),
        ("name", 2, "supported"),
        ("code", 3, "supported"),
        ("open", None, None),
    ]
    send_list(world, catalogue, noticed, [1, NAMES[1]])
    assert len(results.result_lines(world, noticed)) == 1


def test_a_name_that_several_firms_have_means_the_one_in_the_round(
    world: Session, catalogue: Catalogue, noticed: int
) -> None:
    twin = world.get_one(FirmRecord, 4)
    twin.name = twin.name_key = NAMES[1]
    world.flush()
    send_list(world, catalogue, noticed, [1, NAMES[1]])
    assert [line.firm_id for line in results.result_lines(world, noticed)] == [1]


def test_leftovers_are_offered_decided_and_remembered(world: Session, catalogue: Catalogue, noticed: int) -> None:
    send_list(world, catalogue, noticed, [1, "武汉示例激光科技有限公司"], [2, "完全陌生"], [3, "另一家陌生"])
    lines = results.result_lines(world, noticed)
    offers = results.offers_for(world, PROVINCE, lines)
    assert 3 in [offer.firm_id for offer in offers[lines[0].id]]
    with pytest.raises(NotFound):
        results.settle(world, PROVINCE, noticed, {lines[1].id: "999"}, now=NOW)
    answers = {lines[0].id: "3", lines[1].id: "none", lines[2].id: CODES[1]}
    assert results.settle(world, PROVINCE, noticed, answers, now=NOW) == 3
    assert [line.way for line in results.result_lines(world, noticed)] == ["chosen", "nobody", "chosen"]
    assert len(world.exec(select(NameDecision)).all()) == 3
    send_list(world, catalogue, noticed, [1, "武汉示例激光科技有限公司"])
    assert results.result_lines(world, noticed)[0].firm_id == 3


def test_a_file_without_names_is_refused(world: Session, catalogue: Catalogue, noticed: int) -> None:
    with pytest.raises(results.NoNames, match="没有识别到企业名称"):
        send_list(world, catalogue, noticed, ["a", "b"], head=["列一", "列二"])


def test_the_list_becomes_titles_valid_as_the_ladder_says(world: Session, catalogue: Catalogue, noticed: int) -> None:
    send_list(world, catalogue, noticed, [1, NAMES[1]], [2, NAMES[4]], [3, "完全陌生"])
    done = recognise(world, catalogue, noticed)
    assert (done.written, done.held, done.waiting) == (2, 0, 1)
    rows = rows_of(world, noticed)
    assert [rows[one].state for one in (1, 2, 3, 4)] == ["recognised", "supported", "supported", "recognised"]
    title = world.get_one(TitleRecord, rows[1].title_id)
    assert (title.tier, title.batch, title.document) == ("little_giant", "2026 年第一批小巨人", "鄂经信〔2026〕9号")
    assert (title.valid_from, title.valid_to) == (LATER, date(2029, 6, 30))
    with pytest.raises(recognising.NothingToRecognise):
        recognise(world, catalogue, noticed)
    recognising.close_round(world, PROVINCE, noticed, now=NOW, today=LATER)
    assert rows_of(world, noticed)[3].state == "not_recognised"
    with pytest.raises(StepOutOfOrder, match="已办结"):
        recognise(world, catalogue, noticed)


def test_a_title_that_the_register_has_is_not_written_twice(world: Session, catalogue: Catalogue, noticed: int) -> None:
    world.add(make_title(1, "little_giant", recognised_on=LATER, valid_from=LATER))
    world.flush()
    send_list(world, catalogue, noticed, [1, NAMES[1]])
    done = recognise(world, catalogue, noticed)
    assert (done.written, done.held) == (0, 1)
    titles = world.exec(select(TitleRecord).where(TitleRecord.firm_id == 1, TitleRecord.tier == "little_giant")).all()
    assert rows_of(world, noticed)[1].title_id == titles[0].id


def test_firms_outside_the_round_can_be_left_out(world: Session, catalogue: Catalogue, frozen: int) -> None:
    world.add(make_firm(id=9, credit_code="91420100MA4KTEXT9X", name="武汉示例局外有限公司"))
    world.flush()
    noticing.publish_notice(world, PROVINCE, frozen, since=SINCE, to=TO, text="现予公示", now=NOW)
    send_list(world, catalogue, frozen, [1, NAMES[1]], [2, "武汉示例局外有限公司"])
    assert recognise(world, catalogue, frozen, others=False).written == 1
    assert recognise(world, catalogue, frozen).written == 1
