"""Every route says who may use it, and the saying is kept."""

from __future__ import annotations

import pytest
from flask import Flask

from registry.domain.access import Action, Role, may
from registry.web.security import EVERYBODY, SIGNED_IN
from tests.web.conftest import OTHER_FIRM, PASSWORD
from tests.web.pages import PageReader

FILES = {"static", "bootstrap.static"}
OF_ANOTHER_PARK = (
    f"/firms/{OTHER_FIRM}",
    f"/firms/{OTHER_FIRM}/form",
    f"/firms/{OTHER_FIRM}/corrections",
    f"/firms/{OTHER_FIRM}/evidence",
    f"/firms/{OTHER_FIRM}/evidence/1",
    f"/firms/{OTHER_FIRM}/evidence/1/remove",
    f"/firms/{OTHER_FIRM}/sources",
    f"/titles/firms/{OTHER_FIRM}",
    f"/firms/{OTHER_FIRM}/plan",
)
EDITED_BY_OFFICERS = (f"/firms/{OTHER_FIRM}/edit", f"/firms/{OTHER_FIRM}/figures/2025")
REPORTED_BY_FIRMS = (
    f"/firms/{OTHER_FIRM}/report",
    f"/firms/{OTHER_FIRM}/report/2025",
    f"/firms/{OTHER_FIRM}/corrections/2025/revenue",
)
BY_ACTION = {
    "/ladder": Action.VIEW_CANDIDATES,
    "/missing": Action.VIEW_CANDIDATES,
    "/firms": Action.VIEW_FIRMS,
    "/firms/list.xlsx": Action.EXPORT_LISTS,
    "/views": Action.SAVE_VIEWS,
    "/institutions": Action.VIEW_CANDIDATES,
    "/firms/1/institutions": Action.VIEW_FIRMS,
    "/groupings": Action.VIEW_CANDIDATES,
    "/groupings/new?kind=park": Action.KEEP_GROUPINGS,
    "/firms/1": Action.VIEW_FIRMS,
    "/firms/1/edit": Action.EDIT_FIRMS,
    "/firms/1/sources": Action.VIEW_FIRMS,
    "/firms/1/form": Action.VIEW_FIRMS,
    "/firms/new": Action.CREATE_FIRMS,
    "/firms/export": Action.EXPORT_FIRMS,
    "/firms/ledger.xlsx": Action.EXPORT_FIRMS,
    "/titles": Action.VIEW_FIRMS,
    "/titles/firms/1": Action.VIEW_FIRMS,
    "/titles/firms/1/new": Action.KEEP_TITLES,
    "/titles/batches": Action.VIEW_FIRMS,
    "/titles/import": Action.USE_IMPORTS,
    "/titles/list.xlsx": Action.EXPORT_LISTS,
    "/settings/accounts": Action.MANAGE_ACCOUNTS,
    "/settings/accounts/new": Action.MANAGE_ACCOUNTS,
    "/settings/accounts/1": Action.MANAGE_ACCOUNTS,
    "/dashboards/rankings": Action.VIEW_DASHBOARDS,
    "/dashboards/rankings/new": Action.PUBLISH_RANKINGS,
    "/imports": Action.USE_IMPORTS,
    "/imports/example": Action.USE_IMPORTS,
    "/imports/heads": Action.USE_IMPORTS,
    "/imports/templates": Action.USE_IMPORTS,
    "/imports/names": Action.USE_IMPORTS,
    "/imports/template": Action.USE_IMPORTS,
    "/imports/template/firm": Action.USE_IMPORTS,
    "/imports/template/titles": Action.USE_IMPORTS,
    "/imports/1/marked": Action.USE_IMPORTS,
    "/candidates/hnte": Action.VIEW_CANDIDATES,
    "/policy": Action.VIEW_RULES,
    "/policy/compare": Action.VIEW_RULES,
    "/policy/drafts": Action.MANAGE_RULES,
    "/policy/drafts/new": Action.MANAGE_RULES,
    "/policy/indicators": Action.MANAGE_RULES,
    "/policy/freshness": Action.MANAGE_RULES,
    "/policy/checklist": Action.MANAGE_RULES,
    "/policy/scores": Action.MANAGE_RULES,
    "/policy/tiers/new": Action.MANAGE_RULES,
    "/targets": Action.VIEW_TARGETS,
    "/targets/list.xlsx": Action.EXPORT_LISTS,
    "/targets/new": Action.KEEP_TARGETS,
    "/pools": Action.KEEP_POOLS,
    "/pools/funnel": Action.KEEP_POOLS,
    "/pools/list.xlsx": Action.EXPORT_LISTS,
    "/rounds": Action.VIEW_ROUNDS,
    "/rounds/new": Action.RUN_ROUNDS,
    "/candidates/hnte.csv": Action.EXPORT_CANDIDATES,
    "/layouts": Action.EXPORT_LISTS,
    "/layouts/new": Action.KEEP_LAYOUTS,
    "/layouts/export?list=firms": Action.EXPORT_LISTS,
    "/firms/1/plan": Action.VIEW_FIRMS,
    "/firms/1/service": Action.KEEP_PLANS,
    "/tasks": Action.KEEP_PLANS,
    "/service": Action.KEEP_PLANS,
    "/service.xlsx": Action.EXPORT_LISTS,
    "/service/officers": Action.KEEP_PLANS,
    "/submissions": Action.REVIEW_SUBMISSIONS,
    "/submissions/claims": Action.INVITE_FIRMS,
    "/firms/1/accounts": Action.INVITE_FIRMS,
    "/submissions/corrections": Action.REVIEW_SUBMISSIONS,
    "/firms/1/corrections": Action.VIEW_FIRMS,
    "/firms/1/corrections/2025/revenue": Action.REPORT_FIGURES,
    "/firms/1/evidence": Action.VIEW_FIRMS,
    "/own-rounds": Action.REPORT_FIGURES,
    "/firms/1/report": Action.REPORT_FIGURES,
    "/firms/1/report/2025": Action.REPORT_FIGURES,
}
ACCOUNTS = {
    "admin": Role.ADMINISTRATOR,
    "bureau": Role.BUREAU,
    "park": Role.PARK_OFFICER,
    "firm": Role.ENTERPRISE,
}


def test_every_route_declares_its_permission(app: Flask) -> None:
    known = {EVERYBODY, SIGNED_IN, *Action}
    undeclared = {
        endpoint
        for endpoint, view in app.view_functions.items()
        if endpoint not in FILES and getattr(view, "permission", None) not in known
    }
    assert not undeclared


def test_only_signing_in_the_language_receipts_and_the_assessment_are_open_to_everybody(app: Flask) -> None:
    open_to_all = {name for name, view in app.view_functions.items() if getattr(view, "permission", "") == EVERYBODY}
    receipts = {"receipts.find", "receipts.show", "receipts.withdraw"}
    joining = {"joining.join", "joining.claim", "joining.follow"}
    assessment = {name for name in open_to_all if name.startswith("assessment.")}
    accounts = {"accounts.sign_in", "accounts.code", "accounts.switch_language"}
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


@pytest.mark.parametrize("account", ACCOUNTS)
def test_a_role_opens_what_its_actions_allow_and_nothing_else(office: None, page: PageReader, account: str) -> None:
    page.sign_in(account, PASSWORD)
    for path, action in BY_ACTION.items():
        expected = 200 if may(ACCOUNTS[account], action) else 403
        if path == "/imports/1/marked" and expected == 200:
            expected = 404  # nothing was imported
        assert page.client.get(path).status_code == expected, path


@pytest.mark.parametrize("path", [*OF_ANOTHER_PARK, *EDITED_BY_OFFICERS])
def test_a_firm_of_another_park_is_not_found(officer: PageReader, path: str) -> None:
    officer.get(path, 404)


@pytest.mark.parametrize("path", [*OF_ANOTHER_PARK, *REPORTED_BY_FIRMS])
def test_an_enterprise_finds_no_other_firm(enterprise: PageReader, path: str) -> None:
    enterprise.get(path, 404)


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
