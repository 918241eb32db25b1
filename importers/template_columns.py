"""The columns of a ledger: head with unit, how a cell is typed and checked, what the prompt beside it says."""

from __future__ import annotations

from collections.abc import Collection, Mapping
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
    ("title", "称号", Text("认定的称号，从下拉列表选择", "The title, chosen from the list")),
    ("batch", "批次", Text("例如 2025年第一批", "For instance 2025年第一批")),
    ("number", "证书编号", Text("证书上的编号", "The number on the certificate")),
    ("document", "文号", Text("认定文件的文号", "The number of the official document")),
    ("recognised_on", "认定日期", Text("按 2025-05-01 的样子填写", "As 2025-05-01")),
    ("valid_from", "有效期起", Text("按 2025-05-01 的样子填写", "As 2025-05-01")),
    ("valid_to", "有效期止", Text("没有到期日的填“长期”或留空", "长期, or blank, where it has no end")),
)
KEYS = ("credit_code", "name")


@dataclass(frozen=True)
class TemplateColumn:
    """One column; `check` are options of a data validation as xlsxwriter takes them, prompt excepted.

    `code` is an indicator's or that of a field of a title.
    """

    code: str
    head: str
    prompt: str
    title: str
    example: object
    form: str = "text"
    check: Mapping[str, object] = field(default_factory=lambda: {"validate": "any"})
    unit: str = ""

    @property
    def label(self) -> str:
        """The head without its unit."""
        return self.head.removesuffix(f"（{self.unit}）")


def indicator_columns(
    indicators: Indicators, level: Level, language: str, *, without: Collection[str] = ()
) -> list[TemplateColumn]:
    """The two keys, then every indicator of the level but those to leave out."""
    listed = [each for each in indicators.at_level(level) if each.code not in (*KEYS, *without)]
    return [indicator_column(indicator, language) for indicator in (*_keys(indicators), *listed)]


def title_columns(indicators: Indicators, names: str, example: str, language: str) -> list[TemplateColumn]:
    """The two keys, then the particulars of a title; `names` is the range that lists the titles, "" for a sheet of one title."""
    columns = [indicator_column(indicator, language) for indicator in _keys(indicators)]
    for code, head, prompt in TITLE_HEADS:
        is_date = code in ("recognised_on", "valid_from", "valid_to")
        said = prompt.in_language(language)
        if code != "title":
            shown: object = date(2025, 5, 1) if is_date else "……"
            columns.append(TemplateColumn(code, head, said, head, shown, "date" if is_date else "text"))
        elif names:
            check = {"validate": "list", "source": names}
            columns.append(TemplateColumn(code, head, said, head, example, check=check))
    return columns


def indicator_column(indicator: Indicator, language: str) -> TemplateColumn:
    """The column of one indicator."""
    label, unit = indicator.label.zh, head_unit(indicator)
    example = EXAMPLES.get(
        indicator.code, BY_KIND.get(indicator.kind, indicator.choices[0] if indicator.choices else "……")
    )
    return TemplateColumn(
        code=indicator.code,
        head=f"{label}（{unit}）" if unit else label,
        prompt=_prompt(indicator, language)[:LONGEST_PROMPT],
        title=indicator.label.in_language(language)[:LONGEST_TITLE],
        example=example,
        form=FORMATS.get(indicator.kind, "text" if not indicator.kind.is_numeric else "number"),
        check=_check(indicator),
        unit=unit,
    )


def _keys(indicators: Indicators) -> list[Indicator]:
    return [indicators[code] for code in KEYS]


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
