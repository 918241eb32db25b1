"""The policy desk in the browser's eyes: versions to read and compare, a draft from its copy to its publication."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from bs4 import BeautifulSoup
from flask import Flask
from sqlalchemy import Engine

from registry.domain.access import SYSTEM
from registry.services.local_indicators import current_catalogue
from registry.services.policy import reevaluating
from registry.store.database import transaction
from registry.store.policy import RulePublication
from registry.store.rulesets import RuleSetVersion
from tests.factories import CODES, NOW, TODAY
from tests.web.conftest import PASSWORD
from tests.web.pages import PageReader, text_of

CURRENT = "little_giant/CN/2026-04-01"
NEW = "little_giant/4201/2026-06-01"
BEFORE = "little_giant/CN/2026-01-01"


def test_everybody_reads_versions_in_words(officer: PageReader) -> None:
    page = officer.get("/policy")
    assert page.select_one(f'a[href="/policy/versions/{CURRENT}"]')
    told = text_of(officer.get(f"/policy/versions/{CURRENT}"))
    for words in ("工信部企业〔2026〕2号 附件2", "研发费用 ÷ 营业收入 近 2 年每年都要达到 ≥ 3%", "通行理解，待核"):
        assert words in told
    overlay = officer.get("/policy/versions/little_giant/CN/2022-08-01/review")
    assert "沿用" in {mark.get_text() for mark in overlay.select(".origin")}
    assert "沿用的版本" in text_of(overlay)
    officer.get("/policy/versions/no/such/thing", 404)
    assert officer.get("/firms/1").select_one(f'a[href="/policy/versions/{CURRENT}"]')


def test_two_versions_are_held_against_each_other(officer: PageReader) -> None:
    assert "选择两个版本" in text_of(officer.get("/policy/compare"))
    told = text_of(officer.get(f"/policy/compare?before={BEFORE}&after={CURRENT}"))
    assert "影响结论的变化" in told
    assert "主营业务收入占营业收入 修改 门槛 ≥ 70% ≥ 90%" in told
    assert "没有不同" in text_of(officer.get(f"/policy/compare?before={CURRENT}&after={CURRENT}"))
    officer.get("/policy/compare?before=nothing", 404)


def test_a_draft_is_copied_changed_and_told_of_the_other_person(office: None, page: PageReader) -> None:
    page.sign_in("bureau", PASSWORD)
    form = page.get(f"/policy/drafts/new?source={CURRENT}")
    refused = page.refused(form, {"name": "", "place": "某处", "effective_from": "明天"})
    assert "没有这个地区" in text_of(refused) or "填写日期" in text_of(refused)
    above = page.refused(form, {"name": "草稿", "place": "湖北省", "effective_from": "2026-06-01"})
    assert "只能起草和发布本地区（武汉市）" in text_of(above)
    made = page.follow(page.send(form, {"name": "武汉草稿", "effective_from": "2026-06-01"}))
    assert "武汉草稿" in text_of(made)
    link = made.select_one('a[href$="/conditions/rd_share"]')
    assert link is not None
    edit = page.get(str(link["href"]))
    fault = page.refused(edit, {"formula": "rd_expense / revenu"})
    assert "第 14 个字符处：没有名为「revenu」的指标" in text_of(fault)
    units = page.refused(edit, {"threshold": "3 万元"})
    assert "门槛的单位写成了「万元」" in text_of(units)
    changed = page.follow(page.send(edit, {"threshold": "2.5"}))
    assert "≥ 2.5%" in text_of(changed)
    late = page.refused(edit, {"threshold": "4"}, 409)
    assert "改过这份草稿" in text_of(late)
    assert late.select_one("[name=threshold][value='4'][checked]")
    assert "≥ 4%" in text_of(page.follow(page.send(late, {"threshold": "4"})))
    for path in ("head", "text", "changes", "add", "drop", "history"):
        page.get(f"/policy/drafts/1/{path}")
    assert page.client.get("/policy/drafts/1/history/1.yaml").text.startswith(f"extends: {CURRENT}")
    lines = page.get("/policy/drafts/1")
    assert {mark.get_text() for mark in lines.select(".origin")} == {"沿用", "已改"}
    page.follow(page.send(lines, {}, action="/inherit/rd_share"))
    assert "已改" not in text_of(page.get("/policy/drafts/1"))
    back = page.follow(page.send(page.get("/policy/drafts/1/history"), {}, action="/history/2"))
    assert "已回到第 2 次保存的内容" in text_of(back)
    assert "rd_expense" in text_of(page.get("/policy/indicators?text=研发费用"))
    assert "没有找到" in text_of(page.get("/policy/indicators?text=没有的"))


def test_a_draft_goes_out_as_yaml_and_comes_back(office: None, page: PageReader) -> None:
    page.sign_in("bureau", PASSWORD)
    form = page.get("/policy/drafts/new")
    page.send(form, {"name": "空白", "source": "vetoes", "tier": "gazelle", "effective_from": "2026-06-01"})
    text = page.client.get("/policy/drafts/1/rule.yaml").text
    assert text.startswith("tier: gazelle\njurisdiction: '4201'\n")
    faulty = text.replace("value: abnormal_list", "value: nothing")
    told = text_of(page.follow(page.send(page.get("/policy/drafts/1/text"), {"text": faulty})))
    assert "草稿有 1 处需要改正" in told
    assert "没有名为「nothing」的指标" in told
    refused = page.refused(page.get("/policy/drafts/1/text"), {"text": "不是标准"})
    assert "第 1 行" in text_of(refused)
    back = page.send(page.get("/policy/drafts/1"), {}, action="/undo")
    assert "需要改正" not in text_of(page.follow(back))
    head = page.get("/policy/drafts/1/head")
    place = page.refused(head, {"place": "全国"})
    assert "只能起草和发布本地区" in text_of(place)
    page.send(head, {"number": "武科〔2026〕1号", "title": "办法", "issuer": "武汉市科技局", "issued_on": "2026-05-01"})
    removed = page.send(page.get("/policy/drafts/1"), {}, action="/conditions/question_1/remove")
    assert "question_1" not in text_of(page.follow(removed))
    page.send(page.get("/policy/drafts/1/drop"), {}, action="/drop")
    assert "还没有草稿" in text_of(page.get("/policy/drafts"))


def test_other_offices_find_no_draft(office: None, page: PageReader) -> None:
    page.sign_in("admin", PASSWORD)
    page.send(
        page.get("/policy/drafts/new"),
        {"name": "全国", "source": CURRENT, "place": "全国", "effective_from": "2026-06-01"},
    )
    page.send(page.get("/policy/drafts"), {}, action="/sign-out")
    page.sign_in("bureau", PASSWORD)
    for path in ("", "/head", "/text", "/changes", "/add", "/drop", "/rule.yaml"):
        assert page.client.get(f"/policy/drafts/1{path}").status_code == 404


def test_impact_trials_and_curve_of_a_draft(office: None, page: PageReader) -> None:
    page.sign_in("bureau", PASSWORD)
    page.send(page.get(f"/policy/drafts/new?source={CURRENT}"), {"name": "草稿", "effective_from": "2026-06-01"})
    page.send(page.get("/policy/drafts/1/conditions/revenue"), {"threshold": "9000"})
    assert "还没有测算" in text_of(page.get("/policy/drafts/1/impact"))
    found = page.follow(page.send(page.get("/policy/drafts/1/impact"), {}, action="/impact"))
    assert "不再达标" in text_of(found)
    assert "上年度营业收入" in text_of(found)
    firms = page.get("/policy/impacts/1/firms?change=lost")
    assert "武汉示例光电有限公司" in text_of(firms)
    assert page.client.get("/policy/impacts/1/firms.xlsx?change=lost").status_code == 200
    tried = text_of(page.get("/policy/drafts/1/firms/1"))
    assert "现行标准： 达标待复核" in tried
    assert "草稿： 未达标" in tried
    page.get("/policy/drafts/1/firms/2", 404)
    assert "武汉示例光电" in text_of(page.get("/policy/drafts/1/try?firm=武汉"))
    added = page.follow(page.send(page.get("/policy/drafts/1/firms/1"), {}, action="/case"))
    assert "已加入案例" in text_of(added)
    assert "武汉示例光电" not in page.client.get("/policy/drafts/1/cases.yaml").text
    page.send(added, {"text": ""})
    assert "还没有案例" in text_of(page.get("/policy/drafts/1/try"))
    assert "案例" in text_of(page.refused(page.get("/policy/drafts/1/try"), {"text": "cases: 3"}))
    assert "选一条门槛" in text_of(page.get("/policy/drafts/1/sensitivity"))
    curve = page.get("/policy/drafts/1/sensitivity?code=revenue&low=5000&high=9000")
    assert curve.select_one("svg[role=img]")
    assert "9,000 万元 草稿" in text_of(curve)
    refused = page.get("/policy/drafts/1/sensitivity?code=revenue&low=9000&high=5")
    assert "上限要大于下限" in text_of(refused)
    page.send(page.get("/policy/drafts/1/conditions/revenue"), {"threshold": "8000"})
    assert "已过时" in text_of(page.get("/policy/drafts/1/impact"))
    page.get("/policy/impacts/9/firms", 404)


def test_a_second_person_publishes_and_the_firm_is_judged_anew(
    app: Flask, office: None, page: PageReader, engine: Engine, tmp_path: Path
) -> None:
    page.sign_in("bureau", PASSWORD)
    form = page.get(f"/policy/drafts/new?source={CURRENT}")
    page.send(form, {"name": "武汉草稿", "effective_from": "2026-06-01"})
    page.send(page.get("/policy/drafts/1/conditions/revenue"), {"threshold": "9000"})
    assert "请在“文件和日期”里填写" in text_of(page.get("/policy/drafts/1/publish"))
    head = {"number": "武科〔2026〕1号", "title": "武汉办法", "issuer": "武汉市科技局", "issued_on": "2026-05-01"}
    page.send(page.get("/policy/drafts/1/head"), head)
    handed_in = page.follow(page.send(page.get("/policy/drafts/1/publish"), {"file": ""}))
    assert "需要本地区另一个有权限的账号来发布" in text_of(handed_in)
    assert page.client.post("/policy/drafts/1/release", data=_token(handed_in)).status_code == 409
    other = PageReader(app.test_client())
    other.sign_in("admin", PASSWORD)
    returned = other.send(other.get("/policy/drafts/1/publish"), {"remark": "请补说明"})
    assert "请补说明" in text_of(other.follow(returned))
    page.send(page.get("/policy/drafts/1/publish"), {"file": ""})
    version = other.follow(other.send(other.get("/policy/drafts/1/publish"), {}, action="/release"))
    assert "武科〔2026〕1号" in text_of(version)
    with transaction(engine) as session:
        reevaluating.evaluate_anew(
            session, SYSTEM, current_catalogue(engine, tmp_path / "none"), NEW, today=TODAY, now=NOW
        )
    told = page.get("/")
    assert "认定标准变化" in text_of(told)
    assert "武汉示例光电有限公司" in text_of(page.get(f"/policy/moved/{NEW}?effect=lost"))
    assert f"/policy/versions/{NEW}" in str(page.get("/firms/1"))
    asked = page.get(f"/policy/withdraw/{NEW}")
    assert "请写明撤回的原因" in text_of(page.refused(asked, {"reason": ""}))
    gone = page.follow(page.send(asked, {"reason": "文件作废"}))
    assert "文件作废" in text_of(gone)
    assert "已撤回" in text_of(page.get(f"/policy/versions/{NEW}"))
    page.get(f"/policy/withdraw/{NEW}", 404)
    page.get(f"/policy/withdraw/{CURRENT}", 404)
    page.get("/policy/documents/1", 404)


def _token(page: BeautifulSoup) -> dict[str, str]:
    field = page.select_one("input[name=csrf_token]")
    assert field is not None
    return {"csrf_token": str(field["value"])}


def test_numbers_checklist_scores_and_local_tiers(office: None, page: PageReader) -> None:
    page.sign_in("bureau", PASSWORD)
    page.get("/policy/freshness")
    national = page.get(f"/policy/freshness/{CURRENT}")
    assert "由负责该地区的主管部门核对" in text_of(national)
    own = page.get("/policy/freshness/gazelle/420111/2025-01-01")
    assert "请勾选核对过的条件" in text_of(page.refused(own, {"owner": "政策科"}))
    late = {"conditions": "band1_from", "owner": "政策科", "checked_on": "2026-01-01", "next_review": "2026-06-01"}
    told = page.follow(page.send(own, late))
    assert "2026-06-01 已过期" in text_of(told)
    assert told.select_one("td.late")
    every = {"every": "y", "owner": "政策科", "checked_on": "2026-06-01", "next_review": "2027-06-01"}
    assert not page.follow(page.send(told, every)).select_one("td.late")
    page.send(page.get("/policy/checklist"), {"tier": "gazelle", "item": "notice"})
    assert "已核对" in text_of(page.get("/policy/checklist?year=2026"))
    scores = page.get("/policy/scores")
    assert "武汉示例光电有限公司 东湖示例园区 66" in text_of(scores)
    assert "请写明来源" in text_of(page.refused(scores, {"credit_code": CODES[0], "value": "70"}))
    entered = page.send(scores, {"credit_code": CODES[0], "value": "70", "source": "平台 2026-05-10"})
    assert "东湖示例园区 70" in text_of(page.follow(entered))
    form = page.get("/policy/tiers/new")
    assert "不能与已有层级相同" in text_of(page.refused(form, {"label": "高新技术企业", "code": "hnte"}))
    made = page.follow(page.send(form, {"label": "武汉市隐形冠军", "code": "hidden_champion"}))
    assert "武汉市隐形冠军" in text_of(made)
    index = page.get("/policy")
    edit = page.get(str(index.select_one('a[href$="/tiers/hidden_champion"]')["href"]))  # type: ignore[index]
    page.refused(edit, {"label": "高新技术企业"})
    renamed = page.follow(page.send(edit, {"label": "武汉市级冠军", "validity": "open"}))
    assert "武汉市级冠军" in text_of(renamed)
    retired = page.follow(page.send(page.get("/policy/tiers/hidden_champion"), {"day": "2030-01-01"}))
    assert "2030-01-01 起停用" in text_of(retired)
    gone = page.follow(page.send(page.get("/policy/tiers/hidden_champion"), {}, action="/remove"))
    assert "武汉市级冠军" not in text_of(gone)
    page.get("/policy/tiers/hnte", 404)


def test_a_damaged_version_is_told_of_and_the_desk_works(office: None, page: PageReader, engine: Engine) -> None:
    page.sign_in("bureau", PASSWORD)
    form = page.get(f"/policy/drafts/new?source={CURRENT}")
    page.send(form, {"name": "武汉草稿", "effective_from": "2026-06-01"})
    with transaction(engine) as session:
        days = {"effective_from": date(2026, 6, 1), "known_from": TODAY, "published_at": NOW}
        place = {"tier": "little_giant", "jurisdiction": "4201", "cases": "new"}
        session.add(RuleSetVersion(id=NEW, document="", hash="0", text="坏", **place, **days))
        session.flush()
        who = {"submitted_by": "甲", "published_by": "乙", "published_at": NOW, "issued_on": TODAY}
        session.add(RulePublication(rule_set=NEW, draft_id=1, jurisdiction="4201", **who))
    told = page.get("/policy")
    assert f"已发布的标准 {NEW} 读不出来" in text_of(told)
    page.get("/policy/drafts/1")
    page.get("/firms/1")
    gone = page.follow(page.send(page.get(f"/policy/withdraw/{NEW}"), {"reason": "损坏"}))
    assert "读不出来" not in text_of(gone)
