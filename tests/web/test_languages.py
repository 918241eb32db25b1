"""Chinese is the source, English is complete, and neither leaks into the other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po
from bs4 import BeautifulSoup

from registry.domain.errors import RegistryError
from registry.services.languages import FOLDER
from tests.web.pages import PageReader, text_of

ROOT = Path(__file__).resolve().parents[2]
KEYWORDS = {**DEFAULT_KEYWORDS, "mark": None, "lazy_gettext": None, "lazy_pgettext": ((1, "c"), 2)}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w+\}")
HAN = re.compile(r"[\u4e00-\u9fff]")
QUOTED = re.compile(r"“[^”]*”|\b是 or 否|年度|2025年营业收入")
PAGES = (
    "/",
    "/firms",
    "/firms?text=none&tier=hnte",
    "/firms/1",
    "/firms/1/edit",
    "/firms/1/figures/2025",
    "/firms/new",
    "/imports",
    "/candidates/hnte",
    "/candidates/little_giant?class=near",
    "/account/password",
)
SAME_IN_BOTH = {"English", "CSV", "JSON", "Tidu", "/"}


@cache
def english() -> Catalog:
    with (FOLDER / "en" / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale="en")


@cache
def texts_in_source() -> frozenset[tuple[str, str]]:
    """Context and text of every message in code and templates."""
    with (ROOT / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)
    found: set[tuple[str, str]] = set()
    for _, _, text, _, context in extract_from_dir(ROOT, methods, options, KEYWORDS):
        found.add((context or "", text[0] if isinstance(text, tuple) else text))
    return frozenset(found)


def test_every_text_has_an_english_one() -> None:
    translated = {(message.context or "", one_id(message)) for message in english() if message.id}
    assert texts_in_source() - translated == set()
    assert translated - texts_in_source() == set()


def test_no_english_text_is_empty_or_uncertain() -> None:
    weak = [message.id for message in english() if message.id and (message.fuzzy or not all(strings(message)))]
    assert not weak


def test_every_english_text_keeps_the_placeholders() -> None:
    wrong = [
        (message.id, string)
        for message in english()
        if message.id
        for string in strings(message)
        if set(PLACEHOLDER.findall(one_id(message))) != set(PLACEHOLDER.findall(string))
    ]
    assert not wrong


def test_no_english_text_holds_chinese_but_in_quotation() -> None:
    mixed = [s for message in english() if message.id for s in strings(message) if HAN.search(QUOTED.sub("", s))]
    assert not mixed


def test_every_refusal_has_an_english_sentence() -> None:
    known = {one_id(message) for message in english() if message.id}
    shown = [kind for kind in kinds(RegistryError) if kind.__module__ != "registry.config"]
    assert {kind.__name__ for kind in shown if kind.template not in known} == set()


@pytest.mark.parametrize("path", PAGES)
def test_no_chinese_text_of_ours_stands_on_an_english_page(administrator: PageReader, path: str) -> None:
    page = in_english(administrator, path)
    ours = {one_id(message) for message in english() if message.id and HAN.search(one_id(message))}
    assert page.html["lang"] == "en"
    assert [text for text in pieces(page) if text in ours] == []


@pytest.mark.parametrize("path", PAGES)
def test_no_english_text_of_ours_stands_on_a_chinese_page(administrator: PageReader, path: str) -> None:
    ours = {string for message in english() if message.id for string in strings(message)} - SAME_IN_BOTH
    english_words = {text for text in ours if re.search("[A-Za-z]{2}", text)}
    assert [text for text in pieces(administrator.get(path)) if text in english_words] == []


def test_the_language_is_switched_on_the_same_page_and_remembered(officer: PageReader) -> None:
    page = officer.get("/firms?text=示例")
    answer = officer.send(page, {"language": "en"}, action="/account/language")
    assert answer.headers["Location"] == "/firms?text=示例" or "text=" in answer.headers["Location"]
    assert "Search" in text_of(officer.follow(answer))
    assert "Candidates" in text_of(officer.get("/candidates/hnte"))


def test_refusals_are_told_in_english_too(administrator: PageReader) -> None:
    in_english(administrator, "/")
    page = administrator.refused(administrator.get("/firms/1/figures/2025"), {"revenue": "about 30"})
    assert "please enter a number" in text_of(page.select_one(".error-summary"))
    assert "Not found" in text_of(administrator.get("/firms/999", 404))


def in_english(page: PageReader, path: str) -> BeautifulSoup:
    page.send(page.get("/"), {"language": "en"}, action="/account/language")
    return page.get(path)


def pieces(page: BeautifulSoup) -> Iterator[str]:
    """Every text of the page by itself, and the texts in attributes that people read or hear."""
    for text in page.body.find_all(string=True):
        is_data = text.parent.name == "option" and text.parent.get("value") == text
        if text.parent.get("lang") is None and not is_data:
            yield " ".join(text.split())
    for tag in page.select("[aria-label], [placeholder]"):
        yield str(tag.get("aria-label") or tag.get("placeholder"))


def one_id(message: Message) -> str:
    return message.id[0] if isinstance(message.id, tuple | list) else message.id


def strings(message: Message) -> tuple[str, ...]:
    return tuple(message.string) if isinstance(message.string, tuple | list) else (message.string,)


def kinds(error: type[RegistryError]) -> Iterator[type[RegistryError]]:
    for kind in error.__subclasses__():
        yield kind
        yield from kinds(kind)
