"""House rules for templates: short, nothing unused, nothing inline."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from jinja2 import Environment, meta, nodes

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
EVERY = sorted(path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.html"))
PAGE_LINES, FRAGMENT_LINES, MACRO_LINES = 100, 40, 25
MACRO = re.compile(r"{% macro (\w+).*?{% endmacro %}", re.DOTALL)


@pytest.mark.parametrize("name", EVERY)
def test_templates_stay_short(name: str) -> None:
    lines = source(name).count("\n")
    is_fragment = Path(name).name.startswith("_")
    if not name.startswith("components/"):
        assert lines <= (FRAGMENT_LINES if is_fragment else PAGE_LINES)


@pytest.mark.parametrize("name", [name for name in EVERY if name.startswith("components/")])
def test_macros_stay_short(name: str) -> None:
    long = {
        found[1]: found[0].count("\n") for found in MACRO.finditer(source(name)) if found[0].count("\n") > MACRO_LINES
    }
    assert not long


@pytest.mark.parametrize("name", EVERY)
def test_no_import_is_unused(name: str) -> None:
    tree = environment().parse(source(name))
    imported = {one for node in tree.find_all(nodes.FromImport) for one in node.names if isinstance(one, str)}
    used = {node.name for part in parts(name) for node in environment().parse(source(part)).find_all(nodes.Name)}
    assert imported <= used


@pytest.mark.parametrize("name", EVERY)
def test_nothing_is_styled_or_scripted_inline(name: str) -> None:
    assert not re.search(r"\bstyle=|\bon\w+=|<style|<script>|javascript:", source(name))


@pytest.mark.parametrize("name", EVERY)
def test_every_chinese_text_goes_through_gettext(name: str) -> None:
    bare = re.sub(r"{#.*?#}|{{.*?}}|{%.*?%}", "", source(name), flags=re.DOTALL)
    assert not re.search(r"[\u4e00-\u9fff]", bare)


def parts(name: str) -> set[str]:
    """The template and the fragments it includes, at any depth."""
    found = {name}
    for part in meta.find_referenced_templates(environment().parse(source(name))):
        if part and "/_" in part:
            found |= parts(part)
    if name == "imports/preview.html":
        found |= {other for other in EVERY if other.startswith("imports/_")}
    return found


def source(name: str) -> str:
    return (TEMPLATES / name).read_text(encoding="utf-8")


def environment() -> Environment:
    return Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.do"], autoescape=True)
