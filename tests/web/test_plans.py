"""The pages of plans and service as officers and an enterprise open them."""

from __future__ import annotations

from io import BytesIO

import pytest
from bs4 import BeautifulSoup
from openpyxl import load_workbook
from sqlalchemy import Engine
from sqlmodel import col, select

from registry.store.database import reading, transaction
from registry.store.journal import JournalEntry
from registry.store.plans import PlanAction, ServiceEntry, ServiceOfficer
from tests.web.conftest import OTHER_FIRM, PASSWORD
from tests.web.pages import PageReader, text_of

PLAN = "/firms/1/plan?tier=little_giant"


def take(page: PageReader) -> None:
    page.send(page.get(PLAN), {}, action="/firms/1/plan")


def action_ids(engine: Engine) -> list[int]:
    with reading(engine) as session:
        return [one or 0 for one in session.exec(select(PlanAction.id).order_by(col(PlanAction.id)))]


def test_proposed_actions_are_edited_and_taken_into_the_plan(officer: PageReader) -> None:
    page = officer.get(PLAN)
    row = page.select_one(".proposals tbody tr")
    assert row is not None
    assert "附件2" in text_of(row)
    field = row.select_one("input[name^=text-]")
    assert field is not None
    code = str(field["name"]).removeprefix("text-")
    sent = {f"text-{code}": "请专家看产品目录", f"owner-{code}": "示例park", f"due_on-{code}": "2026-09-30"}
    after = officer.follow(officer.send(page, sent, action="/firms/1/plan"))
    line = text_of(after.select_one(".plan-actions tbody tr"))
    assert "请专家看产品目录" in line
    assert "示例park 2026-09-30" in line
    assert after.select(".proposals") == []
    assert "已完成 0 / 1" in text_of(after)


def test_a_day_that_is_none_is_refused_and_what_was_typed_stays(officer: PageReader) -> None:
    page = officer.get(PLAN)
    field = page.select_one(".proposals input[name^=text-]")
    assert field is not None
    code = str(field["name"]).removeprefix("text-")
    sent = {f"text-{code}": "写到一半", f"due_on-{code}": "下个月"}
    after = officer.refused(page, sent, action="/firms/1/plan")
    assert "请按 2026-06-30 的样子填写" in text_of(after)
    kept = after.select_one(f"input[name=text-{code}]")
    assert kept is not None
    assert kept["value"] == "写到一半"


def test_the_plan_names_standard_clause_officer_and_that_it_decides_nothing(officer: PageReader) -> None:
    take(officer)
    words = text_of(officer.get(PLAN))
    for told in ("工信部企业〔2026〕2号", "little_giant/CN/2026-04-01", "附件2", "服务专员 未指定", "不是认定决定"):
        assert told in words


def test_an_action_is_marked_done_in_the_list_and_opened_again(officer: PageReader, engine: Engine) -> None:
    take(officer)
    page = officer.follow(officer.send(officer.get(PLAN), {"status": "done"}, action="/status"))
    assert "已完成 1 / 1" in text_of(page)
    page = officer.follow(officer.send(page, {"status": "open"}, action="/status"))
    assert "已完成 0 / 1" in text_of(page)


def test_dropping_without_a_reason_is_refused_on_the_form(officer: PageReader, engine: Engine) -> None:
    take(officer)
    form = officer.get(f"/firms/1/plan/{action_ids(engine)[0]}")
    assert "请写明原因" in text_of(officer.refused(form, {"status": "dropped", "note": ""}, action="/status"))
    page = officer.follow(officer.send(form, {"status": "dropped", "note": "企业放弃申报"}, action="/status"))
    assert "不再办理" in text_of(page)
    assert "企业放弃申报" in text_of(page)


def test_the_second_of_two_editors_is_told_and_sees_both(officer: PageReader, engine: Engine) -> None:
    take(officer)
    address = f"/firms/1/plan/{action_ids(engine)[0]}"
    form = officer.get(address)
    officer.send(form, {"text": "第一人写的", "owner": "", "due_on": ""})
    officer.client_path = address
    told = text_of(officer.refused(form, {"text": "第二人写的", "owner": "", "due_on": ""}, 409))
    assert "刚刚被他人修改过" in told
    assert "第一人写的" in told


def test_an_own_action_stands_beside_the_proposed_ones(officer: PageReader) -> None:
    form = officer.get(PLAN)
    page = officer.follow(
        officer.send(form, {"text": "知识产权辅导", "owner": "王工", "due_on": ""}, action="/plan/own")
    )
    line = text_of(page.select_one(".plan-actions tbody tr"))
    assert "自定措施 知识产权辅导 王工" in line
    assert page.select(".proposals tbody tr")


def test_a_tier_without_a_standard_still_takes_own_actions(officer: PageReader) -> None:
    page = officer.get("/firms/1/plan?tier=moose")
    assert "现在不能评估" in text_of(page)
    assert page.select_one("form[action$='/plan/own']") is not None
    officer.get("/firms/1/plan?tier=unheard_of", 404)


def test_an_enterprise_reads_its_plan_and_can_mark_nothing(office: None, page: PageReader, engine: Engine) -> None:
    page.sign_in("park", PASSWORD)
    take(page)
    page.send(page.get("/firms/1/service"), {"kind": "visit", "text": "内部看法"}, action="/firms/1/service")
    number = action_ids(engine)[0]
    page.client.post("/account/sign-out", data={})
    page.client.delete_cookie("tidu")
    page.sign_in("firm", PASSWORD)
    seen = page.get("/firms/1/plan?tier=little_giant")
    assert seen.select(".plan-actions tbody tr")
    assert not seen.select("main form[method=post]")
    assert "内部看法" not in text_of(page.get("/firms/1"))
    for path in (f"/firms/1/plan/{number}", "/firms/1/service", "/tasks", "/service", "/service/officers"):
        page.get(path, 403)
    page.get(f"/firms/{OTHER_FIRM}/plan", 404)


def test_a_firm_of_another_park_has_no_plan_for_the_officer(officer: PageReader) -> None:
    for path in ("plan", "service", "plan/1", "service/1"):
        officer.get(f"/firms/{OTHER_FIRM}/{path}", 404)


def test_a_request_is_logged_answered_and_leaves_the_tasks(officer: PageReader, engine: Engine) -> None:
    sent = {"kind": "request", "on": "2026-06-20", "with_whom": "张总", "text": "希望对接银行"}
    page = officer.follow(officer.send(officer.get("/firms/1/service"), sent, action="/firms/1/service"))
    assert "待答复" in text_of(page.select_one(".timeline"))
    assert "张*" in text_of(page.select_one(".timeline"))
    assert "希望对接银行" in text_of(officer.get("/tasks").select_one(".request-list"))
    with reading(engine) as session:
        number = session.exec(select(ServiceEntry.id)).one()
    form = officer.get(f"/firms/1/service/{number}")
    refused = officer.refused(form, {"answer": "已对接", "closed_on": "2026-06-01", "text": "希望对接银行"})
    assert "应在记录的日期之后" in text_of(refused)
    officer.client_path = f"/firms/1/service/{number}"
    page = officer.follow(officer.send(form, {"answer": "已对接", "text": "希望对接银行"}))
    assert "已答复" in text_of(page.select_one(".timeline"))
    for address in (
        "/firms/1/service",
        f"/firms/1/service/{number}",
        "/firms/1",
        "/firms/1/contacts",
        "/service?columns=with_whom",
    ):
        assert "张总" not in officer.get(address).text, address
    opened = officer.send(officer.get("/firms/1/contacts"), {"reason": "回访企业"}, 200)
    assert "张总" in opened.text  # kept, though the form came back with an empty field
    assert "没有待答复的诉求" in text_of(officer.get("/tasks"))


def test_visits_and_requests_are_listed_filtered_and_exported(officer: PageReader) -> None:
    for kind, text in (("visit", "看了生产线"), ("request", "缺订单")):
        sent = {"kind": kind, "on": "2026-06-20", "text": text, "with_whom": "王小明"}
        officer.send(officer.get("/firms/1/service"), sent, action="/firms/1/service")
    page = officer.get("/service?kind=visit&sort=name")
    assert [text_of(chip) for chip in page.select(".chip")] == ["种类 走访"]
    assert len(page.select("tbody tr")) == 1
    assert page.select_one("th[aria-sort=ascending]") is not None
    link = page.select_one(".list-tools a[href*='.xlsx']")
    assert link is not None
    rows = list(load_workbook(BytesIO(officer.client.get(link["href"]).data)).active.iter_rows(values_only=True))
    assert len(rows) == 2
    assert "看了生产线" in rows[1]
    assert "王小明" not in str(rows)
    assert "没有符合条件的记录" in text_of(officer.get("/service?status=answered"))


def test_firms_are_shared_out_and_handed_over(administrator: PageReader, engine: Engine) -> None:
    page = administrator.get("/service/officers")
    assert len(page.select("input[name=firm]")) == 2
    officers = {text_of(option): option["value"] for option in page.select("select#officer option")}
    refused = administrator.refused(page, {"firm": "2", "officer": officers["示例park"]}, 409, "/service/officers")
    assert "数据范围不包括所选企业中的 1 家" in text_of(refused)
    administrator.send(page, {"firm": "1", "officer": officers["示例park"]}, action="/service/officers")
    mine = administrator.get(f"/service/officers?officer={officers['示例park']}")
    assert text_of(mine.select_one(".name a")) == "武汉示例光电有限公司"
    sent = {"firm": "1", "from": officers["示例park"], "to": officers["示例bureau"], "which": "all"}
    assert "示例park服务的 1 家企业将由示例bureau服务" in text_of(_handed(administrator, sent, 200))
    assert "请写明移交的原因" in text_of(_handed(administrator, sent | {"sure": "yes"}, 422))
    _handed(administrator, sent | {"sure": "yes", "note": "轮岗"}, 303)
    assert "服务专员 示例bureau" in text_of(administrator.get("/firms/1"))
    history = text_of(administrator.get("/firms/1/service").select_one(".officer-history"))
    assert "移交说明：轮岗" in history
    assert "移交服务专员 · 轮岗" in text_of(administrator.get("/firms/1"))


def test_two_who_change_the_officer_at_once_do_not_overwrite_each_other(
    administrator: PageReader, engine: Engine
) -> None:
    page = administrator.get("/firms/1/service")
    officers = {text_of(option): option["value"] for option in page.select("select#officer option")}
    administrator.send(page, {"officer": officers["示例park"]}, action="/service/officer")
    late = administrator.refused(page, {"officer": officers["示例bureau"]}, 409, "/service/officer")
    assert "刚刚被他人更换" in text_of(late)
    listed = administrator.get("/service/officers")
    sent = {"firm": ["1", "2"], "officer": officers["示例admin"]}
    after = administrator.follow(administrator.send(listed, sent, action="/service/officers"))
    assert "另有 1 家已有服务专员" in text_of(after)


def test_nothing_ticked_is_said_in_words(administrator: PageReader) -> None:
    page = administrator.get("/service/officers")
    form = {"officer": "", "note": ""}
    assert "请勾选企业并选择服务专员" in text_of(administrator.refused(page, form, 422, "/service/officers"))


def test_the_candidates_name_the_officer_of_each_firm(officer: PageReader, engine: Engine) -> None:
    page = officer.get("/firms/1/service")
    choice = page.select_one("select#officer option:-soup-contains('示例park')")
    assert choice is not None
    officer.send(page, {"officer": choice["value"], "note": ""}, action="/service/officer")
    row = officer.get("/candidates/little_giant").select_one("tbody tr")
    assert row is not None
    assert "示例park" in text_of(row)


def test_my_tasks_show_what_is_due_and_are_marked_done_there(officer: PageReader, engine: Engine) -> None:
    form = officer.get(PLAN)
    sent = {"text": "辅导一次", "owner": "示例park", "due_on": "2026-06-29"}
    officer.send(form, sent, action="/plan/own")
    page = officer.get("/tasks?within=7")
    assert "已逾期" in text_of(page.select_one("tbody tr"))
    after = officer.follow(officer.send(page, {"status": "done"}, action="/status"))
    assert "没有到期的措施" in text_of(after)
    assert "没有到期的措施" in text_of(officer.get("/tasks?page=9"))


@pytest.mark.parametrize("path", ["/tasks", "/tasks?within=all", "/service", "/service/officers?officer=all"])
def test_empty_lists_say_what_to_do(officer: PageReader, path: str) -> None:
    officer.get(path)


def test_everything_is_journalled_on_the_firm(officer: PageReader, engine: Engine) -> None:
    take(officer)
    officer.send(officer.get(PLAN), {"status": "done"}, action="/status")
    with transaction(engine) as session:
        noted = session.exec(select(JournalEntry.action).where(col(JournalEntry.firm_id) == 1)).all()
        assert session.exec(select(ServiceOfficer)).all() == []
    assert noted == ["plan.add", "plan.done"]
    history = text_of(officer.get("/firms/1").select_one(".timeline"))
    assert "一企一策：完成措施" in history
    assert "待办" in history


def _handed(page: PageReader, values: dict[str, str], status: int) -> BeautifulSoup:
    token = page.get("/service/officers").select_one("input[name=csrf_token]")
    assert token is not None
    answer = page.client.post("/service/handover", data=values | {"csrf_token": token["value"]})
    assert answer.status_code == status, answer.text[:500]
    return BeautifulSoup(answer.text, "html.parser")
