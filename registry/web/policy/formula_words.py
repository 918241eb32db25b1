"""Formulas in the words of the register: indicator names for codes, Chinese signs for operators."""

from __future__ import annotations

from flask_babel import gettext, lazy_gettext

from registry.domain.formulas import Call, Formula, Name, Number, Operation, Tree
from registry.web.formats import trimmed
from registry.web.languages import in_words
from registry.web.names import tier_label
from registry.web.site import site

SIGNS = {"*": "×", "/": "÷", "-": "−"}
DERIVED_WORDS = {
    "age": lazy_gettext("成立年限"),
    "days_registered": lazy_gettext("注册天数"),
    "data_year": lazy_gettext("数据年"),
    "as_of_year": lazy_gettext("截止日所在年"),
    "is_sme": lazy_gettext("属于中小企业"),
    "industry_section": lazy_gettext("行业门类"),
}
SPOKEN = {
    "sum": lazy_gettext("近 %(years)d 年%(what)s合计"),
    "mean": lazy_gettext("近 %(years)d 年%(what)s平均"),
    "growth": lazy_gettext("%(what)s比上年增长"),
    "mean_growth": lazy_gettext("近 %(years)d 年%(what)s平均增长率"),
    "cagr": lazy_gettext("近 %(years)d 年%(what)s复合增长率"),
    "active_sum": lazy_gettext("近 %(years)d 年%(what)s合计（成立以来）"),
    "active_mean": lazy_gettext("近 %(years)d 年%(what)s平均（成立以来）"),
    "active_growth": lazy_gettext("%(what)s三年平均增长率（高企口径）"),
    "active_base": lazy_gettext("%(what)s增长率的基数"),
    "years_since": lazy_gettext("%(what)s距截止日的年数"),
}


def formula_words(formula: Formula) -> str:
    """The whole formula in words."""
    return _words(formula.tree, outermost=True)


def name_words(code: str) -> str:
    """An indicator or derived fact by its name."""
    indicators = site().catalogue.indicators
    return in_words(indicators[code].label) if code in indicators else str(DERIVED_WORDS.get(code, code))


def _words(tree: Tree, *, outermost: bool = False) -> str:
    match tree:
        case Number(value):
            return trimmed(value)
        case Name(code, 0):
            return name_words(code)
        case Name(code, lag):
            return gettext("%(lag)d 年前的%(what)s", lag=lag, what=name_words(code))
        case Operation("-", Number(0.0), right):
            return f"−{_words(right)}"
        case Operation(symbol, left, right):
            said = f"{_words(left)} {SIGNS.get(symbol, symbol)} {_words(right)}"
            return said if outermost else f"（{said}）"
        case Call("title", tier=tier):
            return gettext("持有“%(tier)s”", tier=tier_label(tier))
        case Call("first", (one, other)):
            return gettext("%(one)s（没有则用%(other)s）", one=_words(one), other=_words(other))
        case Call(function, (inner, *_), years):
            return str(SPOKEN[function]) % {"years": years, "what": _words(inner)}
    return ""
