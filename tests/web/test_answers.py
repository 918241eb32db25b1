"""What every answer carries, and what error pages say."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from sqlalchemy import text

from registry.config import Settings, SettingsError
from tests.web.pages import PageReader, check_page, text_of


def test_nothing_may_be_scripted_styled_or_framed_from_elsewhere(officer: PageReader) -> None:
    headers = officer.client.get("/firms").headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"


def test_the_session_cookie_is_closed_to_scripts_and_other_sites(office: None, page: PageReader) -> None:
    answer = page.sign_in("park", "plain-test-password-1")
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_the_session_cookie_is_secure_where_the_site_is(database_url: str, tmp_path: object) -> None:
    from registry.app import create_app

    settings = Settings(data_dir=tmp_path, database_url=database_url, demo=True, secure_cookies=True)  # type: ignore[arg-type]
    answer = create_app(settings).test_client().get("/account/sign-in", base_url="https://localhost")
    assert "Secure" in answer.headers["Set-Cookie"]
    assert "Strict-Transport-Security" in answer.headers


def test_outside_the_demo_a_published_secret_is_refused(database_url: str, tmp_path: object) -> None:
    from registry.app import create_app

    with pytest.raises(SettingsError):
        create_app(Settings(data_dir=tmp_path, database_url=database_url))  # type: ignore[arg-type]


@pytest.mark.parametrize(("path", "words"), [("/nowhere", "请检查地址是否完整"), ("/firms/99", "没有找到这家企业")])
def test_an_error_page_says_what_to_do_and_carries_a_number(officer: PageReader, path: str, words: str) -> None:
    answer = officer.client.get(path)
    page = check_page(BeautifulSoup(answer.text, "html.parser"))
    assert answer.status_code == 404
    assert words in text_of(page)
    assert text_of(page.select_one("code")) == answer.headers["X-Request-Id"]


def test_a_failure_shows_no_inner_workings(app: Flask, office: None, page: PageReader) -> None:
    page.sign_in("park", "plain-test-password-1")
    app.testing = False
    app.extensions["tidu"].engine.dispose()
    object.__setattr__(app.extensions["tidu"], "engine", None)
    answer = page.client.get("/firms")
    assert answer.status_code == 500
    failure = check_page(BeautifulSoup(answer.text, "html.parser"))
    assert "系统出错" in text_of(failure)
    assert "AttributeError" not in answer.text


def test_a_wrong_way_to_open_an_address_is_explained(officer: PageReader) -> None:
    assert "不能这样打开" in text_of(officer.get("/evaluate", 405))


def test_static_files_may_be_kept_because_their_address_changes(page: PageReader, office: None) -> None:
    sheet = page.get("/account/sign-in").select_one("link[href*='css/tokens']")
    assert sheet is not None
    assert "v=" in sheet["href"]
    assert "max-age=31536000" in page.client.get(sheet["href"]).headers["Cache-Control"]


def test_a_failure_in_the_log_has_the_number_of_its_page_and_no_figures(
    app: Flask, office: None, page: PageReader, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    page.sign_in("park", "plain-test-password-1")
    app.testing = False
    fails = text("SELECT * FROM nowhere WHERE revenue = :told").bindparams(told="6230.5")
    monkeypatch.setattr("registry.web.firms.views.firm_list", lambda session, person: session.execute(fails))
    answer = page.client.get("/firms?text=secret-word")
    assert answer.status_code == 500
    assert f"request {answer.headers['X-Request-Id']} failed: GET /firms" in caplog.text
    assert "nowhere" in caplog.text
    assert "6230.5" not in caplog.text
    assert "secret-word" not in caplog.text
