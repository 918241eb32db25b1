"""The restrictions of a firm on its pages, from entering one to taking its lifting back."""

from __future__ import annotations

from tests.web.conftest import OTHER_FIRM
from tests.web.pages import PageReader, text_of

PAGE = "/firms/1/restrictions"
SENT = {"tiers": ["little_giant"], "reason": "成果转化未履约", "document": "示例〔2026〕3号", "first_on": "2026-01-01"}


def test_a_restriction_is_entered_shown_changed_lifted_and_restored(officer: PageReader) -> None:
    assert officer.get("/firms/1").select_one(f"a[href='{PAGE}']") is not None
    form = officer.get(f"{PAGE}/new")
    refused = officer.refused(form, SENT | {"tiers": [], "last_on": "2025-01-01"})
    assert "请勾选限制的层级" in text_of(refused.select_one("#tiers-error"))
    assert "早于限制起" in text_of(refused.select_one("#last_on-error"))
    page = officer.follow(officer.send(refused, SENT | {"last_on": ""}))
    assert "没有到期日" in text_of(page.select_one("table"))
    assert "限制中" in text_of(page.select_one("table"))

    said = "限制申报：专精特新“小巨人”，没有到期日（成果转化未履约）"
    assert said in text_of(officer.get("/firms/1").select_one(".barred"))
    assert said in text_of(officer.get("/candidates/little_giant").select_one(".candidates tbody tr"))
    assert "示例〔2026〕3号" in text_of(
        officer.get("/restrictions?state=holds&tier=little_giant").select_one("tbody tr")
    )

    changed = officer.send(officer.get(f"{PAGE}/1/edit"), SENT | {"last_on": "2027-12-31"})
    assert "2027-12-31" in text_of(officer.follow(changed).select_one("table"))
    unread = officer.refused(officer.get(f"{PAGE}/1/lift"), {"lift_reason": ""})
    lifted = officer.follow(officer.send(unread, {"lift_reason": "已整改"}))
    assert "已解除" in text_of(lifted.select_one("table"))
    assert not officer.get("/firms/1").select_one(".barred")
    back = officer.follow(officer.send(lifted, {}, action="/restore"))
    assert "限制中" in text_of(back.select_one("table"))
    history = text_of(officer.get("/firms/1").select_one(".timeline"))
    assert all(word in history for word in ("登记限制申报", "修改限制申报", "解除限制申报", "恢复限制申报", "已整改"))
    officer.get(f"/firms/{OTHER_FIRM}/restrictions", 404)


def test_an_enterprise_reads_its_restrictions_and_changes_none(enterprise: PageReader) -> None:
    page = enterprise.get(PAGE)
    assert "这家企业没有登记限制申报" in text_of(page)
    assert page.select_one(f"a[href='{PAGE}/new']") is None
