"""Targets as an officer reads and keeps them."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import Engine
from sqlmodel import select

from registry.catalogue.reader import Catalogue
from registry.services.targets.publishing import publish_targets
from registry.store.database import reading, transaction
from registry.store.targets import Target, TargetPoint
from tests.factories import NOW, TODAY, make_title
from tests.services.targets.setting import COVERAGE, make_target
from tests.web.conftest import PASSWORD
from tests.web.pages import PageReader, text_of


@pytest.fixture
def bureau(office: None, page: PageReader, engine: Engine) -> PageReader:
    """The bureau of 武汉, with a target of its own, one of the province, and one of another city."""
    with transaction(engine) as session:
        session.add(make_title(1, "hnte", recognised_on=TODAY))
        session.add(make_target(division="4201", due_on=TODAY + timedelta(days=400)))
        session.add(make_target(division="42", label="全省高企", due_on=TODAY + timedelta(days=400)))
        session.add(make_target(division="4203", label="十堰高企"))
        share = {"kind": "ratio", "measure": COVERAGE.as_data(), "goal": 0.5, "label": "研发机构覆盖率"}
        session.add(make_target(division="4201", **share))
    page.sign_in("bureau", PASSWORD)
    return page


def targets(engine: Engine) -> list[Target]:
    with reading(engine) as session:
        return list(session.exec(select(Target).order_by(Target.id)))


def test_the_list_shows_what_concerns_the_office(bureau: PageReader) -> None:
    page = bureau.get("/targets")
    assert [text_of(name) for name in page.select("tbody th a")] == ["全省高企", "高企 10 家", "研发机构覆盖率"]
    assert "还没有测数" in text_of(page)
    assert text_of(page.select_one(".side a[aria-current]")) == "目标"


def test_filters_stay_in_the_address(bureau: PageReader) -> None:
    page = bureau.get("/targets?kind=ratio&division=4201&sort=-due")
    assert [text_of(chip) for chip in page.select(".chip")] == ["类型 比率", "地区 武汉市"]
    assert len(page.select("tbody tr")) == 1
    assert page.select_one("th[aria-sort=descending]") is not None
    nothing = bureau.get("/targets?text=无此目标&status=missed")
    assert "没有符合条件的目标" in text_of(nothing)


def test_recording_keeps_a_point_once_a_day(bureau: PageReader) -> None:
    page = bureau.follow(bureau.send(bureau.get("/targets/1"), {}, action="/targets/1/record"))
    assert "已记录今天的数" in text_of(page)
    assert "1 家" in text_of(page.select_one("section[aria-labelledby=points-title] tbody"))
    again = bureau.follow(bureau.send(page, {}, action="/targets/1/record"))
    assert "已经记录过" in text_of(again)
    every = bureau.follow(bureau.send(bureau.get("/targets"), {}, action="/targets/record"))
    assert "已记录 1 个目标" in text_of(every)
    assert "没有新增" in text_of(bureau.follow(bureau.send(every, {}, action="/targets/record")))


def test_a_page_has_its_chart_its_table_and_the_candidates(bureau: PageReader) -> None:
    bureau.send(bureau.get("/targets/1"), {}, action="/targets/1/record")
    page = bureau.get("/targets/1")
    drawing = page.select_one("svg.target-chart")
    assert drawing is not None
    assert (drawing["role"], "目标值 10 家" in str(drawing["aria-label"])) == ("img", True)
    assert not drawing.select("script, style")
    link = page.select_one("section[aria-labelledby=firms-title] a")
    assert link is not None
    assert "/candidates/hnte?class=eligible,review,near&division=4201" in str(link["href"]).replace("%2C", ",")
    bureau.get(str(link["href"]))


def test_what_cannot_be_judged_is_said_and_listed(bureau: PageReader) -> None:
    page = bureau.get("/targets/4")
    assert "1 家企业不知道是否属于分母" in text_of(page.select_one(".notice"))
    link = page.select_one("section[aria-labelledby=firms-title] a")
    assert link is not None
    assert "武汉示例光电有限公司" in text_of(bureau.get(str(link["href"])))
    assert "现在没有这样的企业" in text_of(bureau.get("/targets/4/firms/no"))


def test_a_target_above_is_only_read(bureau: PageReader) -> None:
    page = bureau.get("/targets/2")
    assert "由上级设定" in text_of(page)
    assert not page.select("form[action*='/targets/2/']")
    for path in ("/targets/2/edit", "/targets/2/parts", "/targets/2/close", "/targets/2/firms/yes", "/targets/3"):
        bureau.get(path, 404)


def test_a_target_is_set_through_the_form(bureau: PageReader, engine: Engine) -> None:
    form = bureau.get("/targets/new")
    sent = {
        "label": "覆盖率 60%",
        "kind": "ratio",
        "goal": "60%",
        "division": "武汉市",
        "due_on": "2027-12-31",
        "firms_1_indicator": "rd_institution_level",
        "firms_1_test": "one_of",
        "firms_1_value": "自建 省级",
        "among_1_indicator": "is_above_scale",
        "among_1_test": "yes",
        "among_2_indicator": "staff",
        "among_2_test": "at_least",
        "among_2_value": "1,000",
        "industries": "b、c d",
    }
    page = bureau.follow(bureau.send(form, sent))
    assert "记下了今天的数" in text_of(page)
    target = targets(engine)[-1]
    assert (target.goal, target.division, target.measure["among"]["industries"]) == (0.6, "4201", ["B", "C", "D"])
    assert target.measure["among"]["tests"][1]["number"] == 1000
    edit = bureau.get(f"/targets/{target.id}/edit")
    shown = {field["name"]: field.get("value") for field in edit.select("input[name]")}
    assert (shown["goal"], shown["firms_1_value"], shown["industries"]) == ("60", "自建 省级", "B C D")
    bureau.send(edit, {"goal": "65", "owner": "示例市科技局"})
    assert (targets(engine)[-1].goal, targets(engine)[-1].owner) == (0.65, "示例市科技局")


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"label": ""}, "请填写目标的名称"),
        ({"goal": "很多"}, "请填写数字"),
        ({"goal": ""}, "请填写大于 0 的目标值"),
        ({"due_on": "明年"}, "请按 2026-06-30 的样子填写日期"),
        ({"division": "没有的地方"}, "没有找到这个地区"),
        ({"division": "十堰市"}, "数据范围内的地区"),
        ({"holds": ""}, "请选择称号，或至少填写一项条件"),
        ({"label": "长" * 501}, "最多 500 个字"),
    ],
)
def test_what_cannot_be_taken_stands_at_its_field(bureau: PageReader, values: dict[str, str], told: str) -> None:
    sent = {"label": "高企", "goal": "5", "holds": "hnte", "division": "4201"} | values
    page = bureau.refused(bureau.get("/targets/new"), sent)
    assert told in text_of(page.select_one(".error-summary"))
    assert told in text_of(page.select_one(".has-error") or page)


def test_the_same_target_twice_and_an_outdated_form_are_told(bureau: PageReader, engine: Engine) -> None:
    sent = {"label": "高企", "goal": "5", "holds": "hnte", "division": "4201"}
    bureau.send(bureau.get("/targets/new"), sent)
    assert "已有相同的目标" in text_of(bureau.refused(bureau.get("/targets/new"), sent))
    edit = bureau.get("/targets/1/edit")
    bureau.send(edit, {"goal": "11"})
    bureau.client_path = "/targets/1/edit"
    assert "刚刚被他人修改过" in text_of(bureau.refused(edit, {"goal": "12"}, 409))
    assert targets(engine)[0].goal == 11


def test_closing_asks_for_outcome_and_reason_and_can_be_taken_back(bureau: PageReader, engine: Engine) -> None:
    form = bureau.get("/targets/1/close")
    assert "请写明依据" in text_of(bureau.refused(form, {"outcome": "missed", "note": ""}))
    bureau.client_path = "/targets/1/close"
    page = bureau.follow(bureau.send(form, {"outcome": "missed", "note": "差九家"}))
    assert "差九家" in text_of(page)
    assert "未达到" in text_of(page.select_one(".status"))
    assert bureau.get("/targets?status=missed").select("tbody tr")
    bureau.get("/targets/1/close", 409)
    bureau.send(page, {}, action="/targets/1/reopen")
    assert targets(engine)[0].status == "open"


def test_a_target_is_broken_down_on_one_page(bureau: PageReader, engine: Engine) -> None:
    form = bureau.get("/targets/1/parts")
    places = [str(field["value"]) for field in form.select("input[name^=place-]")]
    number = places.index("420111|")
    faulty = bureau.refused(form, {f"goal-{number}": "很多"})
    assert "洪山区：请填写大于 0" in text_of(faulty.select_one(".error-summary"))
    bureau.client_path = "/targets/1/parts"
    page = bureau.follow(bureau.send(form, {f"goal-{number}": "6", f"responsible-{number}": "洪山区科技局"}))
    told = text_of(page.select_one("section[aria-labelledby=parts-title]"))
    assert "洪山区" in told
    assert "还没有分解 4 家" in told
    part = targets(engine)[-1]
    assert (part.parent_id, part.division, part.goal, part.responsible) == (1, "420111", 6, "洪山区科技局")
    bureau.client_path = "/targets/1/parts"
    assert "刚刚被他人修改过" in text_of(bureau.refused(form, {f"goal-{number}": "7"}, 409))
    assert "全市" not in text_of(bureau.get(f"/targets/{part.id}/edit"))


def test_both_lists_download(bureau: PageReader) -> None:
    bureau.send(bureau.get("/targets"), {}, action="/targets/record")
    rows = list(load_workbook(BytesIO(bureau.client.get("/lists/targets.xlsx?kind=stock").data)).active.values)
    assert [row[0] for row in rows] == ["目标", "全省高企", "高企 10 家"]
    assert rows[2][6] == 1
    firms = list(load_workbook(BytesIO(bureau.client.get("/targets/1/firms/yes.xlsx").data)).active.values)
    assert [row[1] for row in firms] == ["企业名称", "武汉示例光电有限公司"]


def test_the_park_reads_and_sets_nothing(officer: PageReader, engine: Engine) -> None:
    with transaction(engine) as session:
        session.add(make_target(division="4201"))
    assert "高企 10 家" in text_of(officer.get("/targets"))
    assert not officer.get("/targets").select("form[method=post][action*='/targets/']")
    assert "由上级设定" in text_of(officer.get("/targets/1"))


def test_every_shipped_target_has_a_page(
    office: None, engine: Engine, catalogue: Catalogue, administrator: PageReader
) -> None:
    with transaction(engine) as session:
        publish_targets(session, catalogue, now=NOW)
    listed = administrator.get("/targets")
    for link in listed.select("tbody th a"):
        page = administrator.get(str(link["href"]))
        assert "原文" in text_of(page)
    with reading(engine) as session:
        assert session.exec(select(TargetPoint).where(TargetPoint.recorded_by == "catalogue")).all()
