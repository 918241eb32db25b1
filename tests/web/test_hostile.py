"""Whatever is sent to whichever address: an answer in words, never a failure of the program, and the next page still comes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, got_request_exception
from flask.testing import FlaskClient
from flask_wtf import FlaskForm
from werkzeug.routing import Rule

from tests.web.conftest import PASSWORD
from tests.web.pages import PageReader, text_of

ROOT = Path(__file__).resolve().parents[2]
HOSTILE = (
    "\x00",
    "9" * 5000,
    "9223372036854775808",
    "-1",
    "1e999",
    "NaN",
    "²",
    "٣",
    "../../../etc/passwd",
    "..\\..\\boot.ini\x00.pdf",
    "=cmd|' /C calc'!A0",
    "@SUM(1)\t+1\r\n-2|x",
    "' OR 1=1; DROP TABLE firm; --",
    "<script>alert(1)</script>{{ 7 * 7 }}%s%(x)s{0}{x.__class__}",
    "0000-00-00",
    "10000-01-01",
    "9999-12-31",
    "\u202e\u200b\ufeff\ufffd\U0010ffff",
    "９１４２0100ΜА4КТЕХТ0Х",
    "(" * 1000,
    "[" * 1000 + "1",
    "光" * 400,
    "",
)
SENT = [text.replace("\x00", "\x01") for text in HOSTILE]  # forms with a NUL are all refused at the door
CONTROL = {
    "version": "1",
    "stamp": "",
    "sure": "yes",
    "confirm": "yes",
    "all": "1",
    "tier": "little_giant",
    "kind": "visit",
}
KEPT_OUT = ("accounts.", "static", "bootstrap.static")  # the first end the sign-in: strangers try those
PATHS = {  # what stands for a part of a path
    "year": "2025",
    "code": "revenue",
    "tier": "little_giant",
    "rule_set_id": "little_giant/CN/2026-04-01",
    "step": "up",
    "path": "total",
    "key": "x",
    "account_id": "5",
}
HUGE = "99999999999999999999"


def names() -> list[str]:
    """Every name that a form or an address of ours uses."""
    found: set[str] = set()
    for file in (ROOT / "templates").rglob("*.html"):
        found |= set(re.findall(r'name="([\w-]+)"', file.read_text(encoding="utf-8")))
    for file in (ROOT / "registry" / "web").rglob("*.py"):
        found |= set(re.findall(r'(?:asked|sent_\w+|getlist|get)\("([\w-]+)"', file.read_text(encoding="utf-8")))
    for form in subclasses(FlaskForm):
        found |= {name for name in dir(form) if not name.startswith("_")}
    return sorted(found - {"csrf_token", "X-Fragment"})


def arguments() -> list[str]:
    """The names that addresses use."""
    found: set[str] = set()
    for file in (ROOT / "registry" / "web").rglob("*.py"):
        found |= set(re.findall(r'(?:asked|args\.get|args\.getlist)\("([\w-]+)"', file.read_text(encoding="utf-8")))
    return sorted(found | {"code", "endpoint", "_external", "_scheme", "_anchor", "_method", "firm_id", "list"})


def subclasses(kind: type) -> Iterator[type]:
    for each in kind.__subclasses__():
        yield each
        yield from subclasses(each)


def bodies(every: list[str], texts: Sequence[str]) -> list[dict[str, str]]:
    """A few bodies in which each name gets another of the texts each time; every second one gets past the first questions."""
    several = []
    for start in (0, 7):
        values = islice(cycle(texts), start, None)
        body = dict(zip(every, values, strict=False))
        several.append(body | CONTROL if start % 2 else body)
    return several


def address(rule: Rule, number: str) -> str:
    """The address of the rule with our one firm, round, year …, or with numbers that no database has."""

    def filled(found: re.Match[str]) -> str:
        name = found[1].rpartition(":")[2]
        return number if "int:" in found[1] and (number != "1" or name not in PATHS) else PATHS.get(name, "1")

    return re.sub(r"<([^>]+)>", filled, rule.rule)


@pytest.fixture
def failures(app: Flask) -> Iterator[list[str]]:
    """What went wrong inside, as the log would have it."""
    app.testing = False
    app.config |= {"PROPAGATE_EXCEPTIONS": False, "RATELIMIT_ENABLED": False}
    found: list[str] = []

    def note(_app: Flask, exception: BaseException, **_: Any) -> None:
        from flask import request

        where = exception.__traceback__
        while where and where.tb_next and "site-packages" not in where.tb_next.tb_frame.f_code.co_filename:
            where = where.tb_next
        place = f"{Path(where.tb_frame.f_code.co_filename).name}:{where.tb_lineno}" if where else ""
        found.append(
            f"{request.method} {request.endpoint}: {type(exception).__name__} {str(exception)[:90]!r} at {place}"
        )

    got_request_exception.connect(note, app)
    yield found
    got_request_exception.disconnect(note, app)
    app.config["WTF_CSRF_ENABLED"] = True


def rules(app: Flask, method: str, *, signed_in: bool) -> list[Rule]:
    out = KEPT_OUT if signed_in else KEPT_OUT[1:]
    every = [rule for rule in app.url_map.iter_rules() if method in (rule.methods or ())]
    return [rule for rule in every if not rule.endpoint.startswith(out)]


def ask(client: FlaskClient, method: str, path: str, body: dict[str, str]) -> str:
    """Ask; where the answer leads to."""
    if method == "POST":
        answer = client.post(path, data=body)
    else:
        query = {name: value[:300] for name, value in body.items()} | {"page": HUGE}
        answer = client.get(path, query_string=query)
    return answer.headers.get("Location", "")


@pytest.mark.parametrize("name", ["admin", "firm", ""])
def test_no_address_fails_whatever_is_sent(
    office: None, app: Flask, page: PageReader, failures: list[str], name: str
) -> None:
    if name:
        page.sign_in(name, PASSWORD)
    app.config["WTF_CSRF_ENABLED"] = False  # so that each form need not be opened
    times = 2 if name == "admin" else 1
    for method, several in (("POST", bodies(names(), SENT)), ("GET", bodies(arguments(), HOSTILE))):
        for rule in rules(app, method, signed_in=bool(name)):
            for number, body in zip(("1", HUGE), several[:times] if method == "POST" else several[:1], strict=False):
                leads = ask(page.client, method, address(rule, number), body)
                assert not (name and leads.startswith("/account/sign-in")), f"{rule.endpoint} ended the sign-in"
    assert sorted(set(failures)) == []
    assert page.client.get("/account/sign-in").status_code in (200, 302, 303)


def test_a_text_with_an_invisible_character_is_refused_in_words(office: None, page: PageReader) -> None:
    form = page.get("/account/sign-in")
    answer = page.refused(form, {"name": "admin\0", "password": "x"}, 422)
    assert "填写的内容" in text_of(answer)
    assert "看不见的控制字符" in text_of(answer)


@pytest.mark.parametrize("path", ["/firms?text=光%00电", "/dashboards?division=42%00", "/targets?year=%00&text=%00"])
def test_an_invisible_character_in_an_address_is_left_out(office: None, page: PageReader, path: str) -> None:
    page.sign_in("admin", PASSWORD)
    assert text_of(page.get(path).h1) == text_of(page.get(path.replace("%00", "")).h1)
    assert page.get(path).select("tbody tr") == page.get(path.replace("%00", "")).select("tbody tr")
