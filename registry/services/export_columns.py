"""Which columns a candidate file has, in which order, and what stands in them: the same for every format."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from registry.domain.indicators import Text
from registry.domain.outcomes import CandidateClass, Outcome, Verdict
from registry.services.candidate_table import CandidateTable, Figure, TableRow
from registry.services.shortfalls import sentence
from registry.services.wording import Wording

CLASSES = {
    CandidateClass.ELIGIBLE: Text("达标", "Eligible"),
    CandidateClass.REVIEW: Text("达标待复核", "Eligible, to be reviewed"),
    CandidateClass.NEAR: Text("临近达标", "Near"),
    CandidateClass.INCOMPLETE: Text("待补数据", "Data incomplete"),
}
VERDICTS = {
    Verdict.ELIGIBLE: Text("达标", "Eligible"),
    Verdict.INELIGIBLE: Text("未达标", "Not eligible"),
    Verdict.UNDETERMINED: Text("缺数据", "Data missing"),
    Verdict.REVIEW: Text("待人工", "For a person"),
}
Read = Callable[[TableRow, CandidateTable, Wording], Any]


@dataclass(frozen=True)
class Column:
    """One column of a file: `code` for machines, `head` for people, `kind` text, number, percent, count or date."""

    code: str
    head: Text
    kind: str
    width: int
    read: Read


def _labels(*outcomes: Outcome) -> Read:
    def read(row: TableRow, _table: CandidateTable, wording: Wording) -> str:
        return "；".join(wording.text(lack.label) for lack in row.lacks if lack.outcome in outcomes)

    return read


BEFORE: tuple[Column, ...] = (
    Column("credit_code", Text("统一社会信用代码", "Credit code"), "text", 21, lambda row, *_: row.credit_code),
    Column("name", Text("企业名称", "Name"), "text", 32, lambda row, *_: row.name),
    Column("division", Text("所属地区", "Division"), "text", 22, lambda row, *_: row.division or None),
    Column("park", Text("所属园区", "Park"), "text", 18, lambda row, *_: row.park),
    Column(
        "class",
        Text("候选类别", "Class"),
        "text",
        12,
        lambda row, _, wording: wording.text(CLASSES[CandidateClass(row.candidate_class)]),
    ),
    Column(
        "verdict",
        Text("结论", "Verdict"),
        "text",
        10,
        lambda row, _, wording: wording.text(VERDICTS[Verdict(row.verdict)]),
    ),
    Column(
        "lacks",
        Text("差什么", "What is missing"),
        "text",
        48,
        lambda row, _, wording: sentence(row.lacks, wording) or None,
    ),
    Column("unmet", Text("未达标条件", "Conditions failed"), "text", 32, _labels(Outcome.UNMET)),
    Column(
        "open", Text("待补数据或待判断条件", "Conditions open"), "text", 32, _labels(Outcome.UNKNOWN, Outcome.MANUAL)
    ),
    Column("score_low", Text("得分下限", "Score, low"), "number", 10, lambda row, *_: row.score_low),
    Column("score_high", Text("得分上限", "Score, high"), "number", 10, lambda row, *_: row.score_high),
)
AFTER: tuple[Column, ...] = (
    Column("document", Text("认定标准文号", "Document"), "text", 30, lambda row, *_: row.rule_set.source.number),
    Column("rule_set", Text("认定标准版本", "Rule set"), "text", 26, lambda row, *_: row.rule_set.id),
    Column("as_of", Text("截止日", "As of"), "date", 12, lambda _, table, __: table.occasion.as_of),
    Column("data_year", Text("数据年", "Data year"), "count", 10, lambda _, table, __: table.occasion.data_year),
)


CHOSEN = {
    "area": ("division",),
    "park": ("park",),
    "class": ("class", "verdict"),
    "lacks": ("lacks",),
    "score": ("score_low", "score_high"),
    "data_year": ("data_year",),
}  # column of the page → columns of a file


def columns(table: CandidateTable) -> tuple[Column, ...]:
    """All columns, or those chosen beside code and name; those of the score only where the tier has one."""
    every = _every_column(table)
    if not table.chosen:
        return every
    wanted = {"credit_code", "name", *(code for column in table.chosen for code in CHOSEN.get(column, ()))}
    return tuple(column for column in every if column.code in wanted)


def _every_column(table: CandidateTable) -> tuple[Column, ...]:
    before = [column for column in BEFORE if table.is_scored or not column.code.startswith("score_")]
    return (*before, *map(_figure_column, table.columns), *AFTER)


def _figure_column(figure: Figure) -> Column:
    """A value or a gap of a condition. The head says so first: it is what was judged, not a figure to be imported."""
    kind = {"%": "percent", "件": "count", "人": "count", "项": "count"}.get(figure.unit, "number")
    unit = f"（{figure.unit}）" if figure.unit and figure.unit != "%" else ""
    english = f" ({figure.unit})" if unit else ""
    head = Text(f"评估结果：{figure.label.zh}{unit}", f"As judged: {figure.label.en}{english}")
    return Column(figure.code, head, kind, 16, lambda row, *_: row.figures.get(figure.code))
