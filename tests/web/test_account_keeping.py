"""Accounts in the hands of an administrator: made, found, changed, closed, helped back in."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.web.conftest import PASSWORD
from tests.web.pages import PageReader, text_of

NEW = "/settings/accounts/new"


def make(page: PageReader, **values: str) -> str:
    """The one-time password of the new account."""
    shown = page.refused(page.get(NEW), {"name": "li", "display_name": "李示例", "role": "bureau", **values}, 200)
    password = shown.select_one("main code")
    assert password is not None
    return password.get_text()


def test_a_new_account_signs_in_with_the_password_that_is_shown_once(app: Flask, administrator: PageReader) -> None:
    password = make(administrator, division="4203")
    new = PageReader(app.test_client())
    assert new.sign_in("li", password).headers["Location"] == "/"
    assert new.client.get("/firms").headers["Location"] == "/account/password"
    assert "李示例" in text_of(administrator.get("/settings/accounts?text=李&role=bureau"))


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        ({"name": "a b"}, "name", "不能有空格"),
        ({"name": "park"}, "name", "已经存在"),
        ({"division": "42030"}, "division", "2、4 或 6 位"),
        ({"role": "park_officer"}, "park", "需要指定园区"),
        ({"role": "enterprise"}, "firm", "需要指定所属企业"),
        ({"role": "enterprise", "firm": "91420300MA4KNONE0X"}, "firm", "请先登记企业"),
        ({"role": "emperor"}, "role", "只能是"),
    ],
)
def test_an_account_that_cannot_be_says_why(
    administrator: PageReader, values: dict[str, str], field: str, words: str
) -> None:
    sent = {"name": "li", "display_name": "李示例", "role": "bureau"} | values
    answer = administrator.refused(administrator.get(NEW), sent)
    link = answer.select_one(f".error-summary a[href='#{field}']")
    assert link is not None
    assert words in link.get_text()


def test_a_changed_scope_ends_what_was_signed_in_under_the_old_one(app: Flask, administrator: PageReader) -> None:
    officer = PageReader(app.test_client())
    officer.sign_in("park", PASSWORD)
    form = administrator.get("/settings/accounts/3/edit")
    assert "请填写" in text_of(administrator.refused(form, {"display_name": ""}))
    administrator.send(form, {"display_name": "示例专员", "park": "甲园"})
    assert officer.client.get("/firms").status_code == 302
    assert "甲园" in text_of(administrator.get("/settings/accounts/3"))


def test_a_closed_account_is_out_at_once_and_can_be_reopened(app: Flask, administrator: PageReader) -> None:
    officer = PageReader(app.test_client())
    officer.sign_in("park", PASSWORD)
    administrator.send(administrator.get("/settings/accounts/3"), {}, action="/settings/accounts/3/close")
    assert officer.client.get("/firms").status_code == 302
    officer.sign_in("park", PASSWORD, 422)
    assert "示例park" in text_of(administrator.get("/settings/accounts?closed=1"))
    shown = administrator.refused(
        administrator.get("/settings/accounts/3"), {}, 200, action="/settings/accounts/3/reopen"
    )
    officer.sign_in("park", str(shown.select_one("main code").get_text()))  # type: ignore[union-attr]


def test_a_forgotten_password_is_renewed_and_ends_a_lock(app: Flask, administrator: PageReader) -> None:
    officer = PageReader(app.test_client())
    for _ in range(5):
        officer.sign_in("park", "wrong", 422)
    page = administrator.get("/settings/accounts/3")
    shown = administrator.refused(page, {}, 200, action="/settings/accounts/3/password")
    officer.sign_in("park", str(shown.select_one("main code").get_text()))  # type: ignore[union-attr]


def test_the_last_administrator_stays_one(administrator: PageReader) -> None:
    answer = administrator.refused(
        administrator.get("/settings/accounts/1"), {}, 409, action="/settings/accounts/1/close"
    )
    assert "最后一个可用的管理员" in text_of(answer)
    form = administrator.get("/settings/accounts/1/edit")
    assert "最后一个可用的管理员" in text_of(administrator.refused(form, {"role": "bureau"}))


def test_what_is_not_there_is_not_found_and_an_empty_list_says_so(administrator: PageReader) -> None:
    administrator.get("/settings/accounts/999", 404)
    assert "没有符合条件的账号" in text_of(administrator.get("/settings/accounts?text=nobody-of-that-name"))
    assert administrator.client.get("/settings/accounts?page=99999999999").status_code == 200
