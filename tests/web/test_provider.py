"""Signing in through the office's own provider: a real one on a port of its own, seen with a browser without script."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests
from flask import Flask
from joserfc.jwk import RSAKey

from registry.config import Settings
from tests.factories import TODAY
from tests.web.conftest import PASSWORD, make_app
from tests.web.identity_provider import CLIENT, SECRET, IdentityProvider
from tests.web.pages import PageReader, text_of


@pytest.fixture(scope="module")
def running() -> Iterator[IdentityProvider]:
    started = IdentityProvider()
    yield started
    started.stop()


@pytest.fixture
def provider(running: IdentityProvider) -> IdentityProvider:
    """The running provider, behaving well again."""
    running.key, running.subject, running.refusal = running.published_key, "person-1", ""
    running.claims, running.metadata = {}, {}
    return running


@pytest.fixture
def app(database_url: str, tmp_path: Path, provider: IdentityProvider) -> Flask:
    return make_app(
        Settings(
            data_dir=tmp_path,
            database_url=database_url,
            demo=True,
            today=TODAY,
            oidc_issuer=provider.issuer,
            oidc_client_id=CLIENT,
            oidc_client_secret=SECRET,
            oidc_name="政务统一认证",
        )
    )


def go_there_and_back(page: PageReader, start: str) -> str:
    """Where the browser ends up after the provider; "" where it was not even led there."""
    there = page.client.get(start).headers["Location"]
    if urlsplit(there).scheme != "http":
        return there
    back = urlsplit(requests.get(there, allow_redirects=False, timeout=5).headers["Location"])
    return page.client.get(f"{back.path}?{back.query}").headers["Location"]


def linked(page: PageReader) -> PageReader:
    """The officer's account linked with the provider's person, signed out again."""
    page.sign_in("park", PASSWORD)
    assert go_there_and_back(page, "/account/provider/link") == "/account"
    assert "已关联，以后可以用政务统一认证登录" in text_of(page.get("/account"))
    page.send(page.get("/account"), {}, action="/account/sign-out")
    return page


def told_at(page: PageReader, address: str) -> str:
    return text_of(page.get(address))


def test_who_linked_an_account_signs_in_without_a_password(office: None, page: PageReader) -> None:
    linked(page)
    assert (
        page.get("/account/sign-in?next=/firms").find("a", string="用政务统一认证登录")["href"].endswith("next=/firms")
    )
    assert go_there_and_back(page, "/account/provider?next=/firms") == "/firms"
    assert "统一身份认证" in text_of(page.get("/account"))
    page.send(page.get("/account"), {}, action="/account/provider/unlink")
    assert "关联后可用它登录" in text_of(page.get("/account"))


def test_a_stranger_is_told_to_link_first(office: None, page: PageReader) -> None:
    address = go_there_and_back(page, "/account/provider")
    assert "还没有关联账号" in told_at(page, address)
    page.client.get("/firms")
    assert page.client.get("/firms").status_code == 302


def test_nobody_is_led_to_another_site_afterwards(office: None, page: PageReader) -> None:
    linked(page)
    assert go_there_and_back(page, "/account/provider?next=//evil.example/x") == "/"


def test_an_identity_belongs_to_one_account(office: None, page: PageReader) -> None:
    linked(page)
    page.sign_in("bureau", PASSWORD)
    assert "已经关联到另一个账号" in told_at(page, go_there_and_back(page, "/account/provider/link"))


def test_an_account_has_one_identity_until_it_is_unlinked(
    office: None, page: PageReader, provider: IdentityProvider
) -> None:
    linked(page)
    page.sign_in("park", PASSWORD)
    provider.subject = "person-2"
    assert "请先解除" in told_at(page, go_there_and_back(page, "/account/provider/link"))


def test_linking_needs_the_sign_in_that_began_it(office: None, page: PageReader) -> None:
    page.sign_in("park", PASSWORD)
    there = page.client.get("/account/provider/link").headers["Location"]
    page.send(page.get("/account"), {}, action="/account/sign-out")
    back = urlsplit(requests.get(there, allow_redirects=False, timeout=5).headers["Location"])
    assert "请重新登录后再关联" in told_at(page, page.client.get(f"{back.path}?{back.query}").headers["Location"])


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "another"},
        {"iss": "http://127.0.0.1:1"},
        {"aud": "somebody-else"},
        {"exp": int(time.time()) - 3600},
        {"sub": None},
    ],
    ids=lambda claims: next(iter(claims)),
)
def test_a_token_that_is_not_ours_is_not_believed(
    office: None, page: PageReader, provider: IdentityProvider, claims: dict[str, object]
) -> None:
    linked(page)
    provider.claims = claims
    assert "没有完成" in told_at(page, go_there_and_back(page, "/account/provider"))
    assert page.client.get("/firms").status_code == 302


def test_a_token_signed_by_a_foreign_key_is_not_believed(
    office: None, page: PageReader, provider: IdentityProvider
) -> None:
    linked(page)
    provider.key = RSAKey.generate_key(2048, parameters={"kid": "first"})
    assert "没有完成" in told_at(page, go_there_and_back(page, "/account/provider"))


@pytest.mark.parametrize("query", ["", "?code=x&state=made-up", "?error=access_denied&state=x"])
def test_an_answer_that_nobody_asked_for_is_not_believed(office: None, page: PageReader, query: str) -> None:
    assert "没有完成" in told_at(page, page.client.get(f"/account/provider/back{query}").headers["Location"])


def test_whoever_refuses_there_may_try_again(office: None, page: PageReader, provider: IdentityProvider) -> None:
    provider.refusal = "access_denied"
    assert "请重新登录" in told_at(page, go_there_and_back(page, "/account/provider"))


@pytest.mark.parametrize("metadata", [{"issuer": "https://other.example"}, {"authorization_endpoint": None}])
def test_a_provider_that_is_set_up_wrongly_is_told(
    office: None, page: PageReader, provider: IdentityProvider, metadata: dict[str, object]
) -> None:
    provider.metadata = metadata
    assert "暂时连不上" in told_at(page, go_there_and_back(page, "/account/provider"))


def test_a_closed_account_stays_closed(office: None, page: PageReader) -> None:
    linked(page)
    page.sign_in("admin", PASSWORD)
    found = page.get("/settings/accounts?text=park").select_one("table a")["href"]
    page.send(page.get(found), {}, action=f"{found}/close")
    page.send(page.get("/account"), {}, action="/account/sign-out")
    assert "还没有关联账号" in told_at(page, go_there_and_back(page, "/account/provider"))


def test_an_administrator_can_undo_a_link(office: None, page: PageReader) -> None:
    linked(page)
    page.sign_in("admin", PASSWORD)
    found = page.get("/settings/accounts?text=park").select_one("table a")["href"]
    account_id = found.rsplit("/", 1)[1]
    page.send(page.get(found), {}, action=f"/account/provider/unlink/{account_id}")
    assert "未关联" in text_of(page.get(found))


def test_without_a_provider_nothing_of_it_exists(database_url: str, office: None, tmp_path: Path) -> None:
    page = PageReader(
        make_app(Settings(data_dir=tmp_path, database_url=database_url, demo=True, today=TODAY)).test_client()
    )
    assert page.client.get("/account/provider").status_code == 404
    assert "provider" not in str(page.get("/account/sign-in"))
