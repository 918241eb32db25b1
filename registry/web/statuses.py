"""Outcomes, verdicts and candidate classes as an icon and a word; the same word for the same thing on every page."""

from __future__ import annotations

from functools import cache

from flask_babel import lazy_gettext
from markupsafe import Markup

from registry.web.icons import icon
from registry.web.languages import language

WORDS = {
    "met": lazy_gettext("达标"),
    "unmet": lazy_gettext("未达标"),
    "unknown": lazy_gettext("缺数据"),
    "manual": lazy_gettext("待人工"),
    "not_applicable": lazy_gettext("不适用"),
    "eligible": lazy_gettext("达标"),
    "ineligible": lazy_gettext("未达标"),
    "undetermined": lazy_gettext("缺数据"),
    "review": lazy_gettext("达标待复核"),
    "near": lazy_gettext("临近达标"),
    "incomplete": lazy_gettext("待补数据"),
    "holds": lazy_gettext("已持有"),
}
ICONS = {
    "met": "check-lg",
    "unmet": "x-lg",
    "unknown": "question-lg",
    "manual": "circle-half",
    "not_applicable": "dash-lg",
    "eligible": "check-lg",
    "ineligible": "x-lg",
    "undetermined": "question-lg",
    "review": "circle-half",
    "near": "arrow-up-right",
    "incomplete": "question-lg",
    "holds": "award",
}
IMPORTS = {
    "received": lazy_gettext("待识别"),
    "staged": lazy_gettext("待核对"),
    "committed": lazy_gettext("已入库"),
    "discarded": lazy_gettext("已放弃"),
    "undone": lazy_gettext("已撤销"),
}
CLASSES = ("eligible", "review", "near", "incomplete")


def status_word(code: str) -> str:
    """The word for an outcome, a verdict or a class."""
    return str(WORDS[code])


def status_icon(code: str) -> str:
    """The name of the icon that goes with the word."""
    return ICONS[code]


def status_mark(code: str) -> Markup:
    """Icon and word together."""
    return _mark(code, language())


@cache
def _mark(code: str, _language: str) -> Markup:
    """Written out once for each of the few codes and languages."""
    return Markup('<span class="status status-{}">{} {}</span>').format(
        code, icon(status_icon(code)), status_word(code)
    )


def import_status(code: str) -> str:
    """The word for the state of an import."""
    return str(IMPORTS[code])
