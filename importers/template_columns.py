"""The columns of a ledger template: head with unit, how a cell is typed and checked, what the prompt beside it says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from importers.bounds import bounds_of
from importers.words import find_unit
from registry.domain.indicators import Indicator, Indicators, Kind, Level, Text

LONGEST_TITLE, LONGEST_PROMPT, LONGEST_LIST = 32, 255, 250
EXAMPLES: Mapping[str, object] = {"name": "（示例）武汉某某科技有限公司", "credit_code": "示例行"}
BY_KIND: Mapping[Kind, object] = {
    Kind.AMOUNT: 1200.5,
    Kind.COUNT: 36,
    Kind.NUMBER: 1,
    Kind.RATIO: 0.35,
    Kind.YEAR: 2020,
    Kind.FLAG: "否",
    Kind.DATE: date(2018, 5, 1),
}
FORMATS = {Kind.RATIO: "percent", Kind.DATE: "date", Kind.AMOUNT: "amount"}
TITLE_HEADS = (
    ("称号", Text("认定的称号，从下拉列表选择", "The title, chosen from the list")),
    ("批次", Text("例如 2025年第一批", "For instance 2025年第一批")),
    ("证书编号", Text("证书上的编号", "The number on the certificate")),
    ("文号", Text("认定文件的文号", "The number of the official document")),
    ("认定日期", Text("按 2025-05-01 的样子填写", "As 2025-05-01")),
    ("有效期起", Text("留空则按规定推算", "Blank: worked out by the rules")),
    (
        "有效期止",
        Text("长期有效填“长期”，留空则按规定推算", "长期 where it has no end; blank: worked out by the rules"),
    ),
)


@dataclass(frozen=True)
class TemplateColumn:
    """One column; `check` are options of a data validation as xlsxwriter takes them, prompt excepted."""

    head: str
    prompt: str
    title: str
    example: object
    form: str = "text"
    check: Mapping[str, object] = field(default_factory=lambda: {"validate": "any"})


def indicator_columns(indicators: Indicators, level: Level, language: str) -> list[TemplateColumn]:
    """The two keys, then every indicator of the level."""
    keys = [indicators[code] for code in ("credit_code", "name")]
    others = [indicator for indicator in indicators.at_level(level) if indicator not in keys]
    return [_column(indicator, language) for indicator in (*keys, *others)]


def title_columns(indicators: Indicators, names: str, example: str, language: str) -> list[TemplateColumn]:
    """The two keys, then the particulars of a title; `names` is the range that lists the titles."""
    columns = [_column(indicators[code], language) for code in ("credit_code", "name")]
    for head, prompt in TITLE_HEADS:
        is_date = head.endswith(("日期", "期起", "期止"))
        said = prompt.in_language(language)
        if head == "称号":
            columns.append(TemplateColumn(head, said, head, example, check={"validate": "list", "source": names}))
        else:
            shown: object = date(2025, 5, 1) if is_date else "……"
            columns.append(TemplateColumn(head, said, head, shown, "date" if is_date else "text"))
    return columns


def _column(indicator: Indicator, language: str) -> TemplateColumn:
    label = indicator.label.zh
    example = EXAMPLES.get(
        indicator.code, BY_KIND.get(indicator.kind, indicator.choices[0] if indicator.choices else "……")
    )
    return TemplateColumn(
        head=f"{label}（{head_unit(indicator)}）" if head_unit(indicator) else label,
        prompt=_prompt(indicator, language)[:LONGEST_PROMPT],
        title=indicator.label.in_language(language)[:LONGEST_TITLE],
        example=example,
        form=FORMATS.get(indicator.kind, "text" if not indicator.kind.is_numeric else "number"),
        check=_check(indicator),
    )


def head_unit(indicator: Indicator) -> str:
    """The unit to write behind a head; nothing where it would not be read as one."""
    if indicator.kind is Kind.RATIO:
        return "%"
    measured = indicator.kind in (Kind.AMOUNT, Kind.COUNT, Kind.NUMBER)
    return indicator.unit if measured and find_unit(indicator.unit) else ""


def _prompt(indicator: Indicator, language: str) -> str:
    parts = [indicator.definition.in_language(language)] if indicator.definition else []
    if head_unit(indicator):
        parts.append(Text("单位：{unit}", "Unit: {unit}").in_language(language).format(unit=head_unit(indicator)))
    if indicator.kind is Kind.FLAG:
        parts.append(Text("填 是 或 否", "是 (yes) or 否 (no)").in_language(language))
    if indicator.choices:
        parts.append(Text("可选：", "One of: ").in_language(language) + "、".join(indicator.choices))
    return "\n".join(parts) or indicator.label.in_language(language)


def _check(indicator: Indicator) -> dict[str, object]:
    if indicator.code == "credit_code":
        return {"validate": "length", "criteria": "==", "value": 18, "error_type": "warning"}
    choices = ["是", "否"] if indicator.kind is Kind.FLAG else list(indicator.choices)
    if choices and len(",".join(choices)) <= LONGEST_LIST:
        return {"validate": "list", "source": choices, "error_type": "information" if indicator.open else "stop"}
    bounds = bounds_of(indicator, date(9999, 1, 1))
    if bounds is None or bounds.low is None or bounds.high is None:
        return {"validate": "any"}
    kind = "integer" if indicator.kind in (Kind.COUNT, Kind.YEAR) else "decimal"
    return {"validate": kind, "criteria": "between", "minimum": bounds.low, "maximum": bounds.high}
