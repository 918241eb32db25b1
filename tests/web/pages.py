"""Reads pages as a visitor would, and fails for every page that breaks a house rule."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

LEFTOVERS = re.compile(r"%\(\w+\)[sd]|\{\w+\}|\bNone\b|Undefined|<LazyString")
FIELDS = {"input", "select", "textarea"}
Tags = Sequence[Tag]
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
    tags = page.find_all(True)  # walked once: selectors would walk the page for each rule
    faults = [*_faults_of_head(page, tags), *_repeated_ids(tags), *_unlabelled(tags), *_unprotected(tags)]
    faults += _leftovers(page)
    assert not faults, faults
    return page


def text_of(page: BeautifulSoup | Tag) -> str:
    """The visible text with single spaces."""
    return " ".join(page.get_text(" ").split())


def _faults_of_head(page: BeautifulSoup, tags: Tags) -> Iterator[str]:
    if not page.title or len(page.title.get_text(strip=True)) < 5:
        yield "no title"
    if not page.html or page.html.get("lang") not in ("zh-CN", "en"):
        yield "no language"
    if (headings := sum(tag.name == "h1" for tag in tags)) != 1:
        yield f"{headings} first headings"
    if any(_is_inline(tag) for tag in tags):
        yield "inline script or style"


def _is_inline(tag: Tag) -> bool:
    is_script = tag.name == "script" and not tag.has_attr("src")
    return is_script or tag.name == "style" or tag.has_attr("style") or tag.has_attr("onclick")


def _repeated_ids(tags: Tags) -> Iterator[str]:
    ids = Counter(str(tag["id"]) for tag in tags if tag.has_attr("id"))
    yield from (f"id twice: {one}" for one, times in sorted(ids.items()) if times > 1)


def _unlabelled(tags: Tags) -> Iterator[str]:
    labelled = {tag.get("for") for tag in tags if tag.name == "label"}
    for field in tags:
        if (
            field.name in FIELDS
            and field.get("type") not in UNLABELLED_TYPES
            and field.get("id") not in labelled
            and not field.get("aria-label")
        ):
            yield f"no label: {field.get('name')}"


def _unprotected(tags: Tags) -> Iterator[str]:
    for form in tags:
        if form.name == "form" and form.get("method") == "post" and not _has_token(form):
            yield f"no CSRF field: {form.get('action')}"


def _has_token(form: Tag) -> bool:
    return any(field.has_attr("value") for field in form.find_all("input", attrs={"name": "csrf_token"}))


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
