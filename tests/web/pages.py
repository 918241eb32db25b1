"""Reads pages as a visitor would, and fails for every page that breaks a house rule."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

LEFTOVERS = re.compile(r"%\(\w+\)[sd]|\{\w+\}|\bNone\b|Undefined|<LazyString")
UNLABELLED_TYPES = {"hidden", "submit", "button"}


class PageReader:
    """A browser without script: opens addresses, fills in forms, keeps cookies."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def get(self, path: str, status: int = 200) -> BeautifulSoup:
        """The page at the address, which must answer with the status and keep the house rules."""
        return self._read(self.client.get(path), status)

    def send(self, page: BeautifulSoup, values: dict[str, Any], status: int = 303, action: str = "") -> TestResponse:
        """Fill in the form of the page that has the named fields (or that action) and send it with its own hidden fields."""
        form = next(form for form in page.select("form[method=post]") if _fits(form, values, action))
        held = {field["name"]: field.get("value", "") for field in form.select("input[name]") if _is_sent(field)}
        held |= {select["name"]: _chosen(select) for select in form.select("select[name]")}
        address = form.get("action") or self.client_path
        answer = self.client.post(str(address), data=held | values)
        assert answer.status_code == status, answer.text[:2000]
        self.client_path = answer.request.path
        return answer

    def refused(
        self, page: BeautifulSoup, values: dict[str, Any], status: int = 422, action: str = ""
    ) -> BeautifulSoup:
        """The page that comes back for a form that is not taken."""
        return check_page(BeautifulSoup(self.send(page, values, status, action).text, "html.parser"))

    def sign_in(self, name: str, password: str, status: int = 303) -> TestResponse:
        """Sign in through the form."""
        return self.send(self.get("/account/sign-in"), {"name": name, "password": password}, status)

    def follow(self, answer: TestResponse) -> BeautifulSoup:
        """The page a redirect leads to."""
        return self.get(answer.headers["Location"])

    def _read(self, answer: TestResponse, status: int) -> BeautifulSoup:
        assert answer.status_code == status, (
            f"{answer.status_code} {answer.headers.get('Location')} {answer.text[:2000]}"
        )
        self.client_path = answer.request.path
        return check_page(BeautifulSoup(answer.text, "html.parser"))


def check_page(page: BeautifulSoup) -> BeautifulSoup:
    """The page itself, after the house rules."""
    faults = [*_faults_of_head(page), *_repeated_ids(page), *_unlabelled(page), *_unprotected(page), *_leftovers(page)]
    assert not faults, faults
    return page


def text_of(page: BeautifulSoup | Tag) -> str:
    """The visible text with single spaces."""
    return " ".join(page.get_text(" ").split())


def _faults_of_head(page: BeautifulSoup) -> Iterator[str]:
    if not page.title or len(page.title.get_text(strip=True)) < 5:
        yield "no title"
    if not page.html or page.html.get("lang") not in ("zh-CN", "en"):
        yield "no language"
    if len(page.select("h1")) != 1:
        yield f"{len(page.select('h1'))} first headings"
    if page.select("script:not([src]), style, [style], [onclick]"):
        yield "inline script or style"


def _repeated_ids(page: BeautifulSoup) -> Iterator[str]:
    ids = [tag["id"] for tag in page.select("[id]")]
    yield from (f"id twice: {one}" for one in sorted({one for one in ids if ids.count(one) > 1}))


def _unlabelled(page: BeautifulSoup) -> Iterator[str]:
    labelled = {label.get("for") for label in page.select("label")}
    for field in page.select("input, select, textarea"):
        if (
            field.get("type") not in UNLABELLED_TYPES
            and field.get("id") not in labelled
            and not field.get("aria-label")
        ):
            yield f"no label: {field.get('name')}"


def _unprotected(page: BeautifulSoup) -> Iterator[str]:
    for form in page.select("form[method=post]"):
        if not form.select_one("input[name=csrf_token][value]"):
            yield f"no CSRF field: {form.get('action')}"


def _leftovers(page: BeautifulSoup) -> Iterator[str]:
    yield from (f"left over: {found}" for found in LEFTOVERS.findall(text_of(page)))


def _fits(form: Tag, values: dict[str, Any], action: str) -> bool:
    if action:
        return str(form.get("action", "")).endswith(action)
    names = {field.get("name") for field in form.select("input, select, textarea, button")}
    return set(values) <= names


def _is_sent(field: Tag) -> bool:
    """Whether a browser would send the field as it stands: no file, and a box or a button only where it is ticked."""
    return field["type"] != "file" and (field["type"] not in ("checkbox", "radio") or field.has_attr("checked"))


def _chosen(select: Tag) -> str:
    option = select.select_one("option[selected]") or select.select_one("option")
    return str(option["value"]) if option else ""
