from __future__ import annotations

import pytest
from flask import Flask

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
