"""House rules for templates: short, nothing unused, nothing inline."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from jinja2 import Environment, meta, nodes

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
EVERY = sorted(path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.html"))
PAGE_LINES, FRAGMENT_LINES, MACRO_LINES = 100, 40, 25
ENVIRONMENT = Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.do"], autoescape=True)
MACRO = re.compile(r"{% macro (\w+).*?{% endmacro %}", re.DOTALL)


def test_templates_stay_short() -> None:
    assert {name: lines for name in EVERY if (lines := source(name).count("\n")) > most_lines(name)} == {}


def most_lines(name: str) -> float:
    if name.startswith("components/"):
        return float("inf")  # its macros count, one by one
    return FRAGMENT_LINES if Path(name).name.startswith("_") else PAGE_LINES


def test_macros_stay_short() -> None:
    components = [name for name in EVERY if name.startswith("components/")]
    macros = {(name, found[1]): found[0].count("\n") for name in components for found in MACRO.finditer(source(name))}
    assert len(macros) > len(components)
    assert {macro: lines for macro, lines in macros.items() if lines > MACRO_LINES} == {}


def test_no_import_is_unused() -> None:
    assert {name: unused for name in EVERY if (unused := imported(name) - used(name))} == {}


def imported(name: str) -> set[str]:
    return {one for node in parsed(name).find_all(nodes.FromImport) for one in node.names if isinstance(one, str)}


def used(name: str) -> set[str]:
    return {node.name for part in parts(name) for node in parsed(part).find_all(nodes.Name)}


def test_nothing_is_styled_or_scripted_inline() -> None:
    inline = re.compile(r"\bstyle=|\bon\w+=|<style|<script>|javascript:")
    assert {name: found[0] for name in EVERY if (found := inline.search(source(name)))} == {}


def test_every_chinese_text_goes_through_gettext() -> None:
    marked = re.compile(r"{#.*?#}|{{.*?}}|{%.*?%}", re.DOTALL)
    bare = {name: re.findall(r"[\u4e00-\u9fff]+", marked.sub("", source(name))) for name in EVERY}
    assert {name: texts for name, texts in bare.items() if texts} == {}


def parts(name: str) -> set[str]:
    """The template and the fragments it includes, at any depth."""
    found = {name}
    for part in meta.find_referenced_templates(parsed(name)):
        if part and "/_" in part:
            found |= parts(part)
    if name == "imports/preview.html":
        found |= {other for other in EVERY if other.startswith("imports/_")}
    return found


@cache
def source(name: str) -> str:
    return (TEMPLATES / name).read_text(encoding="utf-8")


@cache
def parsed(name: str) -> nodes.Template:
    return ENVIRONMENT.parse(source(name))
