"""Conditions and scores of a draft in forms: nothing that a file says is lost in them, and every kind can be changed."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from flask import Flask

from registry.catalogue.rule_writing import document_of
from registry.services.policy.documents import nodes
from registry.services.policy.score_spots import spots
from registry.web.policy.node_values import bands_held, sent_node, shown_node
from registry.web.policy.part_values import rows_held, sent_part, shown_part
from registry.web.site import site
from tests.web.conftest import PASSWORD
from tests.web.pages import PageReader, text_of

SCORED, PART = "tech_sme/CN/2017-05-03", "/policy/drafts/1/scores/"


def lines_of(entry: Any) -> Any:
    """The entry as a form sends it: texts, and numbers as texts."""
    return {name: value if isinstance(value, bool) else str(value) for name, value in entry.items()}


def plain(value: Any) -> Any:
    """Values told apart by what they say, not by how they are written: 3 and "3", a label without English."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    return [plain(item) for item in value] if isinstance(value, list) else str(value).replace(" ", "")


def test_a_form_loses_nothing_that_a_shipped_file_says(app: Flask) -> None:
    with app.test_request_context():
        for rule_set in site().catalogue.rule_sets:
            document = document_of(rule_set)
            for members, place in nodes(document["requires"]):
                entry = members[place]
                assert plain(sent_node(lines_of(shown_node(entry)), entry)) == plain(entry), rule_set.id
                assert bands_held(entry) < 40
            for each in spots(document):
                assert plain(sent_part(lines_of(shown_part(each.part)), each.part)) == plain(each.part), rule_set.id
                assert rows_held(each.part) < 40


def test_scores_are_changed_added_moved_and_removed_in_forms(office: None, page: PageReader) -> None:
    page.sign_in("bureau", PASSWORD)
    page.send(page.get(f"/policy/drafts/new?source={SCORED}"), {"name": "草稿", "effective_from": "2026-06-01"})
    bands = page.get(f"{PART}total.st_staff")
    assert "从得分最高的一档写起" in text_of(page.refused(bands, {"limit_1": "1", "limit_2": "1"}))
    assert "不是得分" in text_of(page.refused(bands, {"points_1": "很多"}))
    assert "第 12 个字符处" in text_of(page.refused(bands, {"formula": "st_staff / stff"}))
    assert "19 分" in text_of(page.follow(page.send(bands, {"points_1": "19"})))
    steps = page.get(f"{PART}total.results")
    more = {"step_value_6": "ip_class2", "step_threshold_6": "0.5", "step_earns_6": "1-3"}
    assert "≥ 0.5 件 → 1–3 分" in text_of(page.follow(page.send(steps, more)))
    wrong = {"step_threshold_1": "1 万元"}
    assert "档位写成了「万元」" in text_of(page.refused(page.get(f"{PART}total.results"), wrong))
    page.get(f"{PART}total.nothing", 409)
    other = page.follow(page.send(page.get(f"{PART}total.rd.by_cost"), {"points_1": "48"}))
    assert "≥ 30% → 48 分" in text_of(other)
    added = page.get("/policy/drafts/1/scores?above=total")
    assert "评分的范围" in text_of(page.refused(added, {"kind": "person", "label_zh": "专家", "person": "高"}))
    told = page.follow(page.send(added, {"kind": "person", "label_zh": "专家", "person": "0-10", "code": "expert"}))
    assert "由人评分：0–10 分" in text_of(told)
    twin = {"kind": "person", "person": "1", "code": "expert", "label_zh": "再"}
    same = page.refused(page.get("/policy/drafts/1/scores?above=total"), twin)
    assert "同一层里已有这个代码" in text_of(same)
    up = page.follow(page.send(page.get("/policy/drafts/1"), {}, action="/scores/total.expert/up"))
    paths = [str(row["id"]) for row in up.select("tr[id^=part-]")]
    assert paths.index("part-total.expert") < paths.index("part-total.results")
    page.send(up, {}, action="/scores/total.expert/remove")
    total = page.send(page.get(f"{PART}total"), {"cap": "95", "code": "whole"})
    text = text_of(page.follow(total))
    assert "各项相加，最高 95 分" in text
    assert "得分 whole ≥ 60 分" in text  # the pass mark follows the code
    page.get("/policy/drafts/1/changes")


def test_texts_of_every_office_editor_are_read_and_faulty_ones_shown(office: None, page: PageReader) -> None:
    page.sign_in("bureau", PASSWORD)
    page.send(
        page.get(f"/policy/drafts/new?source={SCORED}"),
        {"name": "草稿", "effective_from": "2026-06-01", "is_overlay": "false"},
    )
    text = page.client.get("/policy/drafts/1/rule.yaml").text
    for number, encoding in enumerate(("utf-8-sig", "gb18030", "utf-16"), 1):
        sent = text.replace("article: 第七条（一）", f"article: 第 {number} 条").replace("\n", "\r\n").encode(encoding)
        page.send(page.get("/policy/drafts/1/text"), {"file": (BytesIO(sent), "标准.yaml")})
        assert f"article: 第 {number} 条\n" in page.client.get("/policy/drafts/1/rule.yaml").text
    for content, said in (
        (b"PK\x03\x04\x00\xff", "不是文本文件"),
        (b"#" * 600_000, "文件太大"),
        (b"a: &a 1\nb: *a", "引用"),
    ):
        refused = page.refused(page.get("/policy/drafts/1/text"), {"file": (BytesIO(content), "x.yaml")})
        assert said in text_of(refused)
    wrong = text.replace("otherwise: 0", "otherwise: 多", 1).replace("missing: clear", "margin: 多", 1)
    page.send(page.get("/policy/drafts/1/text"), {"text": wrong.replace("cases:\n", "cases: new\nold:\n")})
    faulty = page.get("/policy/drafts/1")
    assert "「多」不是得分" in text_of(faulty)
    for link in faulty.select(".error-summary a"):
        page.get(str(link["href"]))
