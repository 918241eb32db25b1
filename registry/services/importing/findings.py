"""What the registry itself finds wrong with a row: issues beside those of the reader, and issues as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from importers.issues import ERROR, WARNING, Issue
from importers.reading import SheetReadout
from registry.domain.texts import mark

TEMPLATES = {
    "name_unknown": mark(
        "没有填写统一社会信用代码，库中也没有名称完全一致的企业：新增企业需要 18 位统一社会信用代码，请补填"
    ),
    "name_ambiguous": mark(
        "库中有 {count} 家企业使用这个名称（含曾用名），无法确定是哪一家，请在“待确认的名称”中选定，或补填代码"
    ),
    "name_similar": mark(
        "没有填写统一社会信用代码，库中也没有名称完全一致的企业，相近的有：{offers}。请在“待确认的名称”中选定，或补填代码"
    ),
    "name_of_none": mark("您单位确认过：库中没有这个名称所指的企业。新增企业需要 18 位统一社会信用代码，请补填"),
    "name_of_another_code": mark(
        "库中同名的企业登记的统一社会信用代码是 {other}，与这里的 {value} 不同，按新企业处理；如果是同一家，请更正代码"
    ),
    "listed_unknown": mark(
        "库中没有这家企业：认定名单只登记称号，不新增企业。请先新增这家企业或导入台账，再导入这份名单，已登记的不会重复"
    ),
    "new_without_name": mark("是库中没有的企业，但没有填写企业名称，请补填"),
    "out_of_scope": mark("这家企业不在您的数据范围内（{scope}），没有导入"),
    "barred_title": mark("的“{tier}”在 {since} 被撤销，至 {until} 不得再次申报，这一项认定在期限之内，请核对"),
    "restricted_title": mark("自 {since} 至 {until} 被限制申报“{tier}”（{reason}），这一项认定在期限之内，请核对"),
    "restricted_title_open": mark(
        "自 {since} 起被限制申报“{tier}”（{reason}），没有到期日，这一项认定在期限之内，请核对"
    ),
    "place_unknown": mark("没有名为“{value}”的行政区划，这一格没有采用，请填写规范名称或区划代码"),
    "place_ambiguous": mark("“{value}”可能是：{choices}，这一格没有采用，请写明省、市或填写区划代码"),
}


@dataclass(frozen=True, slots=True)
class Finding(Issue):
    """An issue whose sentence stands here and not with the reader."""

    @property
    def template(self) -> str:
        """What is wrong and what to do, as a message id."""
        return TEMPLATES[self.code]


class Places:
    """Where a value stands in the user's own sheet: letter and head of an indicator's column."""

    def __init__(self, sheets: Sequence[SheetReadout]) -> None:
        self._columns = {
            (sheet.name, column.indicator): (column.letter, column.header)
            for sheet in reversed(sheets)
            for column in reversed(sheet.columns)
            if column.indicator
        }

    def of(self, sheet: str, code: str) -> tuple[str, str]:
        """Letter and head, both empty where the sheet has no such column."""
        return self._columns.get((sheet, code), ("", ""))

    def finding(self, code: str, row: dict[str, Any], indicator: str, level: str = ERROR, **facts: object) -> Finding:
        """A finding at the indicator's cell of a row; a row without that column is meant as a whole."""
        letter, header = self.of(row["sheet"], indicator)
        value = row.get(indicator) or ""
        return Finding(code, level, row["sheet"], row["row"], letter, header, str(value), facts)


def rows_of(issues: Iterable[Issue]) -> pl.DataFrame:
    """`sheet` and `row` of the issues, each row once."""
    rows = list({(issue.sheet, issue.row): None for issue in issues if issue.row})
    return pl.DataFrame(rows, schema={"sheet": pl.String, "row": pl.Int64}, orient="row")


def to_json(issue: Issue) -> dict[str, Any]:
    """The issue as it is kept with its batch."""
    facts = {
        name: fact if isinstance(fact, int | float | str | None) else str(fact) for name, fact in issue.facts.items()
    }
    return {
        "code": issue.code,
        "level": issue.level,
        "sheet": issue.sheet,
        "row": issue.row,
        "column": issue.column,
        "header": issue.header,
        "value": issue.value,
        "facts": facts,
    }


def from_json(kept: dict[str, Any]) -> Issue:
    """The issue as it was."""
    return (Finding if kept["code"] in TEMPLATES else Issue)(**kept)


__all__ = ["ERROR", "TEMPLATES", "WARNING", "Finding", "Issue", "Places", "from_json", "rows_of", "to_json"]
