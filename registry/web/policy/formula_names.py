"""What a formula may name, for whoever writes one: indicators with their unit, facts that follow from others, tiers, functions."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext

from registry.domain.facts import DERIVED
from registry.domain.functions import FUNCTIONS
from registry.domain.indicators import Kind, Level
from registry.domain.units import FLAG, TEXT
from registry.web.languages import in_words
from registry.web.names import tier_label
from registry.web.policy.formula_words import DERIVED_WORDS, SPOKEN
from registry.web.quantities import unit_name
from registry.web.site import site


@dataclass(frozen=True)
class FormulaName:
    """One thing a formula can name, and what it means."""

    code: str
    label: str
    kind: str
    unit: str


def formula_names(text: str) -> list[FormulaName]:
    """Everything whose code or label has the text in it, indicators first."""
    wanted = text.strip().lower()
    return [each for each in _every() if wanted in each.code.lower() or wanted in each.label.lower()]


def formula_starts() -> list[FormulaName]:
    """Whole formulas to begin with: every indicator, and every title."""
    return [each for each in _every() if each.kind != gettext("函数")]


def _every() -> list[FormulaName]:
    catalogue = site().catalogue
    found = [
        FormulaName(code, in_words(each.label), _level(each.level), _unit(each.kind, each.unit))
        for code, each in catalogue.indicators.items()
        if each.kind not in (Kind.PERSONAL, Kind.DATE)
    ]
    flags = {FLAG: gettext("是/否"), TEXT: gettext("文字")}
    found += [
        FormulaName(
            code, str(DERIVED_WORDS.get(code, code)), gettext("推算"), flags.get(str(unit), unit_name(str(unit or "")))
        )
        for code, unit in DERIVED.items()
    ]
    found += [
        FormulaName(f"title({code})", gettext("持有“%(tier)s”", tier=tier_label(code)), gettext("称号"), flags[FLAG])
        for code in catalogue.ladder
    ]
    return (
        found
        + [_function(name) for name in FUNCTIONS if name not in ("title", "first")]
        + [FormulaName("first(x, y)", gettext("有 x 用 x，没有用 y"), gettext("函数"), "")]
    )


def _function(name: str) -> FormulaName:
    takes = FUNCTIONS[name].takes_years
    said = str(SPOKEN[name]) % {"years": 3, "what": " x "}
    return FormulaName(f"{name}(x, 3)" if takes else f"{name}(x)", said.strip(), gettext("函数"), "")


def _level(level: Level) -> str:
    return gettext("年度指标") if level is Level.ANNUAL else gettext("企业指标")


def _unit(kind: Kind, unit: str) -> str:
    match kind:
        case Kind.RATIO:
            return "%"
        case Kind.FLAG:
            return gettext("是/否")
        case Kind.CHOICE | Kind.TEXT:
            return gettext("文字")
        case Kind.YEAR:
            return gettext("年")
    return unit_name(unit)
