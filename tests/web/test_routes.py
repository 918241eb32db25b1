"""Every route says who may use it; that the saying is kept is walked in test_every_route.py."""

from __future__ import annotations

from flask import Flask

from registry.domain.access import Action
from registry.web.route_table import route_table
from registry.web.security import EVERYBODY, SIGNED_IN
from tests.web.conftest import PASSWORD
from tests.web.pages import PageReader

FILES = {"static", "bootstrap.static"}


def test_every_route_declares_its_permission(app: Flask) -> None:
    known = {EVERYBODY, SIGNED_IN, *Action}
    undeclared = {
        endpoint
        for endpoint, view in app.view_functions.items()
        if endpoint not in FILES and getattr(view, "permission", None) not in known
    }
    assert not undeclared
    told = {name: str(view.permission) for name, view in app.view_functions.items() if name not in FILES}
    held = {name: entry.action for name, entry in route_table().items()}
    assert held == told, "registry/web/routes.yaml has an entry per endpoint, with the action of its decorator"


def test_only_signing_in_the_language_receipts_and_the_assessment_are_open_to_everybody(app: Flask) -> None:
    open_to_all = {name for name, view in app.view_functions.items() if getattr(view, "permission", "") == EVERYBODY}
    receipts = {"receipts.find", "receipts.show", "receipts.withdraw"}
    joining = {"joining.join", "joining.claim", "joining.follow"}
    assessment = {name for name in open_to_all if name.startswith("assessment.")}
    accounts = {"accounts.sign_in", "accounts.code", "accounts.switch_language"}
    accounts |= {"accounts.provider_start", "accounts.provider_back"}
    assert open_to_all == accounts | receipts | joining | assessment


def test_strangers_get_the_sign_in_page_from_every_other_route(app: Flask) -> None:
    client = app.test_client()
    for rule in app.url_map.iter_rules():
        if rule.endpoint in FILES or getattr(app.view_functions[rule.endpoint], "permission", "") == EVERYBODY:
            continue
        values = {name: 1 if name != "tier" else "hnte" for name in rule.arguments}
        with app.test_request_context():
            path = app.url_for(rule.endpoint, **values)
        if "GET" in (rule.methods or ()):
            answer = client.get(path)
            assert answer.status_code == 302, path
            assert answer.headers["Location"].startswith("/account/sign-in"), path


def test_the_left_bar_shows_only_what_the_role_may_open(office: None, page: PageReader) -> None:
    page.sign_in("park", PASSWORD)
    assert _left_bar(page) == [
        "今日",
        "企业",
        "受理",
        "称号",
        "导入",
        "候选",
        "培育库",
        "任务",
        "批次",
        "目标",
        "看板",
        "政策",
        "表样",
    ]


def test_an_enterprise_sees_its_own_firm_at_once(enterprise: PageReader) -> None:
    assert "武汉示例光电有限公司" in enterprise.get("/").select_one("h1").get_text()  # type: ignore[union-attr]
    places = ["首页", "本企业", "填报", "更正申请", "佐证材料", "申报批次"]
    assert [link.get_text(strip=True) for link in enterprise.get("/firms/1").select(".side a")] == places


def _left_bar(page: PageReader) -> list[str]:
    return [link.get_text(strip=True) for link in page.get("/").select(".side a")]
