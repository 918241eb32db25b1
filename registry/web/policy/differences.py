"""What changed between two rule sets, in words: first what decides, then how it is handled, then wording and citations."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext, lazy_gettext

from registry.domain.differences import Change, ChangeKind, differences
from registry.domain.outcomes import Missing
from registry.domain.rulesets import Condition, Group, Node, RuleSet, ScoreMark
from registry.web.formats import DASH
from registry.web.languages import in_words
from registry.web.policy.formula_words import formula_words
from registry.web.policy.lines import CASE_WORDS, CONFIDENCES, MISSING_WORDS, requirement, what
from registry.web.quantities import yes_no

FIELD_WORDS = {
    "kind": lazy_gettext("种类"),
    "label": lazy_gettext("名称"),
    "citation": lazy_gettext("依据"),
    "formula": lazy_gettext("公式"),
    "comparator": lazy_gettext("比较"),
    "threshold": lazy_gettext("门槛"),
    "unit": lazy_gettext("单位"),
    "missing": lazy_gettext("缺数据时"),
    "each": lazy_gettext("逐年年数"),
    "veto": lazy_gettext("一票否决"),
    "unmet_means_manual": lazy_gettext("不符合时交人工"),
    "margin": lazy_gettext("临近幅度"),
    "cases": lazy_gettext("适用情形"),
    "industries": lazy_gettext("适用行业"),
    "guidance": lazy_gettext("判断提示"),
    "mode": lazy_gettext("全部或任一"),
    "members": lazy_gettext("组内条件"),
    "score": lazy_gettext("得分"),
    "steps": lazy_gettext("档位"),
    "otherwise": lazy_gettext("其他得分"),
    "cap": lazy_gettext("封顶"),
    "person": lazy_gettext("人工评分"),
}
KIND_WORDS = {
    ChangeKind.ADDED: lazy_gettext("新增"),
    ChangeKind.REMOVED: lazy_gettext("删除"),
    ChangeKind.CHANGED: lazy_gettext("修改"),
}
KIND_ICONS = {ChangeKind.ADDED: "plus-circle", ChangeKind.REMOVED: "dash-circle", ChangeKind.CHANGED: "pencil"}
WEIGHT_WORDS = (
    lazy_gettext("影响结论的变化"),
    lazy_gettext("处理方式的变化"),
    lazy_gettext("措辞和依据的变化"),
)


@dataclass(frozen=True)
class ChangeRow:
    """One difference as shown."""

    kind: str
    icon: str
    label: str
    field: str
    before: str
    after: str


def change_groups(before: RuleSet, after: RuleSet) -> list[tuple[str, list[ChangeRow]]]:
    """Differences under the words of their weight; groups without one are left out."""
    old, new = ({node.code: node for node in each.nodes()} for each in (before, after))
    changes, found = differences(before, after), []
    for weight, heading in enumerate(WEIGHT_WORDS):
        rows = [_row(change, old, new) for change in changes if change.weight == weight]
        if rows:
            found.append((str(heading), rows))
    return found


def _row(change: Change, old: dict[str, Node], new: dict[str, Node]) -> ChangeRow:
    return ChangeRow(
        kind=str(KIND_WORDS[change.kind]),
        icon=KIND_ICONS[change.kind],
        label=in_words(change.label) or change.code,
        field=str(FIELD_WORDS.get(change.field, change.field)),
        before=_said(old.get(change.code), change.field, change.before),
        after=_said(new.get(change.code), change.field, change.after),
    )


def _said(node: Node | None, field: str, written: str) -> str:
    """One side of a difference; parts of scores and plain texts stay as they are written."""
    match node, field:
        case None, _:
            return written or DASH
        case Group(), _:
            return _group(node)
        case _, "" | "kind":
            return f"{what(node)} {requirement(node)}".strip()
        case _, "threshold" | "comparator":
            return requirement(node)
        case Condition(), "formula":
            return formula_words(node.formula) if node.formula else DASH
        case Condition(), "missing":
            return str(MISSING_WORDS[Missing(written)])
        case Condition(), "cases":
            return gettext("、").join(str(CASE_WORDS[case]) for case in node.cases)
        case _, "veto" | "unmet_means_manual":
            return yes_no(written == "true")
        case _, "citation":
            return _citation(node)
    return written or DASH


def _group(group: Group) -> str:
    members = gettext("、").join(in_words(member.label) or member.code for member in group.members)
    if group.mode == "all":
        return gettext("全部：%(members)s", members=members)
    return gettext("任一：%(members)s", members=members)


def _citation(node: Condition | ScoreMark) -> str:
    cited = node.citation
    return " · ".join(part for part in (cited.article, str(CONFIDENCES[cited.confidence]), cited.note) if part)
