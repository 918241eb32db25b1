from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from flask import Flask

from registry.web import security
from registry.web.accounts import own_views
from registry.web.accounts import views as sign_in_views
from tests.web.conftest import PASSWORD
from tests.web.pages import PageReader, text_of

NEW_PASSWORD = "another-plain-one-22"


def test_a_stranger_is_led_to_the_sign_in_page_and_back_again(office: None, page: PageReader) -> None:
    asked = page.client.get("/firms?page=2").headers["Location"]
    assert asked.startswith("/account/sign-in")
    form = page.get(asked)
    page.client_path = asked
    assert page.send(form, {"name": "park", "password": PASSWORD}).headers["Location"] == "/firms?page=2"


def test_a_wrong_password_says_nothing_about_the_account(office: None, page: PageReader) -> None:
    refusals = {
        text_of(
            page.refused(page.get("/account/sign-in"), {"name": name, "password": "wrong"}).select_one(".error-summary")
        )
        for name in ("park", "nobody")
    }
    assert len(refusals) == 1
    assert "账号或密码不正确" in refusals.pop()


def test_an_empty_form_names_each_field(office: None, page: PageReader) -> None:
    answer = page.refused(page.get("/account/sign-in"), {"name": "", "password": ""})
    links = {link["href"]: link.get_text() for link in answer.select(".error-summary a")}
    assert links == {"#name": "请填写账号", "#password": "请填写密码"}


@pytest.mark.parametrize("target", ["//evil.example/x", "https://evil.example", "/\\evil.example"])
def test_signing_in_never_leads_to_another_site(office: None, page: PageReader, target: str) -> None:
    form = page.get("/account/sign-in")
    page.client_path = f"/account/sign-in?next={target}"
    assert page.send(form, {"name": "park", "password": PASSWORD}).headers["Location"] == "/"


def test_five_wrong_passwords_lock_the_account_in_words(office: None, page: PageReader) -> None:
    for _ in range(5):
        page.sign_in("park", "wrong", 422)
    answer = page.refused(page.get("/account/sign-in"), {"name": "park", "password": PASSWORD})
    assert "账号已锁定" in text_of(answer)


def test_too_many_attempts_are_answered_with_a_page_in_words(office: None, page: PageReader) -> None:
    form = page.get("/account/sign-in")
    for _ in range(20):
        page.send(form, {"name": "nobody", "password": "wrong"}, 422)
    answer = page.refused(form, {"name": "nobody", "password": "wrong"}, 429)
    assert "操作太频繁" in text_of(answer)


def test_the_first_password_must_be_changed_before_anything_else(office: None, page: PageReader) -> None:
    page.sign_in("newcomer", PASSWORD)
    assert page.client.get("/firms").headers["Location"] == "/account/password"
    form = page.get("/account/password")
    answer = page.send(form, {"old": PASSWORD, "new": NEW_PASSWORD, "again": NEW_PASSWORD}, action="")
    assert answer.headers["Location"] == "/"
    page.get("/firms")


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        ({"old": "wrong", "new": NEW_PASSWORD, "again": NEW_PASSWORD}, "old", "不正确"),
        ({"old": PASSWORD, "new": "short", "again": "short"}, "new", "至少需要 10 个字符"),
        ({"old": PASSWORD, "new": NEW_PASSWORD, "again": "different"}, "again", "不一样"),
        ({"old": "", "new": NEW_PASSWORD, "again": NEW_PASSWORD}, "old", "请填写当前密码"),
    ],
)
def test_a_password_that_is_not_taken_says_why(
    officer: PageReader, values: dict[str, str], field: str, words: str
) -> None:
    answer = officer.refused(officer.get("/account/password"), values)
    link = answer.select_one(f".error-summary a[href='#{field}']")
    assert link is not None
    assert words in link.get_text()


def test_a_new_password_ends_the_sessions_elsewhere(app: Flask, officer: PageReader) -> None:
    elsewhere = PageReader(app.test_client())
    elsewhere.sign_in("park", PASSWORD)
    elsewhere.get("/firms")
    officer.send(officer.get("/account/password"), {"old": PASSWORD, "new": NEW_PASSWORD, "again": NEW_PASSWORD})
    assert elsewhere.client.get("/firms").status_code == 302
    officer.get("/firms")


def test_signing_out_ends_the_session(officer: PageReader) -> None:
    page = officer.get("/firms")
    officer.send(page, {}, action="/account/sign-out")
    assert officer.client.get("/firms").status_code == 302


def test_a_form_without_its_token_is_not_taken(office: None, page: PageReader) -> None:
    answer = page.client.post("/account/sign-in", data={"name": "park", "password": PASSWORD})
    assert answer.status_code == 400
    assert "页面已过期" in answer.text


def _key(page: PageReader) -> str:
    shown = page.get("/account/second-factor").select_one("code")
    assert shown is not None
    return shown.get_text()


def test_a_second_factor_is_set_up_asked_for_and_given_up(officer: PageReader, monkeypatch: pytest.MonkeyPatch) -> None:
    moment = [datetime(2026, 6, 30, 9, 0, tzinfo=UTC)]
    for module in (security, sign_in_views, own_views):
        monkeypatch.setattr(module, "real_now", lambda: moment[0])
    officer.client.delete_cookie("tidu")
    officer.sign_in("park", PASSWORD)
    code = pyotp.TOTP(_key(officer)).at
    assert "不正确" in text_of(officer.refused(officer.get("/account/second-factor"), {"code": "nonsense"}))
    shown = officer.refused(officer.get("/account/second-factor"), {"code": code(moment[0])}, 200)
    assert len(shown.select("main li code")) == 8
    officer.send(officer.get("/firms"), {}, action="/account/sign-out")

    moment[0] += timedelta(minutes=1)
    asked = officer.sign_in("park", PASSWORD).headers["Location"]
    assert asked == "/account/code"
    assert officer.client.get("/firms").status_code == 302
    assert "不正确" in text_of(officer.refused(officer.get(asked), {"code": "123"}))
    assert officer.send(officer.get(asked), {"code": code(moment[0])}).headers["Location"] == "/"
    assert "密码和验证码" in text_of(officer.get("/account"))

    moment[0] += timedelta(minutes=1)
    off = officer.get("/account/second-factor/off")
    assert "不正确" in text_of(officer.refused(off, {"code": "123"}))
    assert officer.send(off, {"code": code(moment[0])}).headers["Location"] == "/account"


def test_the_question_for_a_code_waits_five_minutes(page: PageReader) -> None:
    assert page.client.get("/account/code").headers["Location"].startswith("/account/sign-in")


def test_sign_ins_are_listed_and_ended(app: Flask, officer: PageReader) -> None:
    elsewhere = PageReader(app.test_client())
    elsewhere.sign_in("park", PASSWORD)
    listed = officer.get("/account")
    assert "本次登录" in text_of(listed)
    form = listed.select_one("form[action^='/account/sign-ins/']")
    assert form is not None
    officer.send(listed, {}, action=str(form["action"]))
    assert elsewhere.client.get("/firms").status_code == 302
    officer.get("/firms")


def test_a_browser_left_alone_has_to_sign_in_again(officer: PageReader, monkeypatch: pytest.MonkeyPatch) -> None:
    later = security.real_now() + timedelta(minutes=59)
    monkeypatch.setattr(security, "real_now", lambda: later)
    officer.get("/firms")
    monkeypatch.setattr(security, "real_now", lambda: later + timedelta(minutes=59))
    officer.get("/firms")
    monkeypatch.setattr(security, "real_now", lambda: later + timedelta(minutes=120))
    assert officer.client.get("/firms").status_code == 302


def test_an_administrator_sets_up_the_second_factor_first_outside_the_demo(
    app: Flask, office: None, page: PageReader
) -> None:
    app.extensions["tidu"] = replace(
        app.extensions["tidu"], settings=replace(app.extensions["tidu"].settings, demo=False, secret_key="x" * 40)
    )
    page.sign_in("admin", PASSWORD)
    assert page.client.get("/firms").headers["Location"] == "/account/second-factor"
    page.get("/account/second-factor")
