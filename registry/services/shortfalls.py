"""What a firm lacks for a tier, as short as it is true: read from the outcomes and gaps that the engine left in its row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from registry.domain.indicators import Text
from registry.domain.outcomes import Outcome
from registry.domain.rulesets import Condition, Group, Node, RuleSet, ScoreMark
from registry.domain.texts import mark
from registry.services.wording import Wording

Row = Mapping[str, Any]
PERCENT = "%"
_SETTLED = (Outcome.MET, Outcome.NOT_APPLICABLE)

TEMPLATES = {
    "short": mark("{label}还差 {amount} {unit}"),
    "over": mark("{label}超出 {amount} {unit}"),
    "equal": mark("{label}须大于而不能等于标准"),
    "failed": mark("不符合：{label}"),
    "unknown": mark("缺数据：{label}"),
    "manual": mark("待人工判断：{label}"),
}
POINTS = mark("个百分点")


@dataclass(frozen=True)
class Lack:
    """One condition that fails or is open; `distance` is how far off in `unit`, None where there is no distance."""

    code: str
    label: Text
    outcome: Outcome
    kind: str
    distance: float | None = None
    unit: str = ""

    def sentence(self, wording: Wording) -> str:
        """The lack in words: 研发费用还差 82 万元."""
        return wording.say(
            TEMPLATES[self.kind], label=self.label, amount=shown_number(self.distance), unit=self.unit
        ).strip()


def lacks(rule_set: RuleSet, row: Row) -> tuple[Lack, ...]:
    """What stands between the firm of the row and the tier: failing conditions first, then unknown, then manual ones.

    Of a group where any one member would do, only the cheapest member is named.
    """
    return tuple(sorted(_open(rule_set.requires, row), key=lambda lack: lack.outcome))


def sentence(found: Sequence[Lack], wording: Wording) -> str:
    """All of it in one line."""
    separator = "; " if wording.language.startswith("en") else "；"
    return separator.join(lack.sentence(wording) for lack in found)


def shown_number(value: float | None) -> str:
    """At most two decimals, more only where it would read as zero; thousands apart.

    >>> shown_number(1234.5), shown_number(0.004), shown_number(3.0)
    ('1,234.5', '0.004', '3')
    """
    if value is None:
        return ""
    places = next((places for places in range(2, 10) if round(abs(value), places)), 9)
    text = f"{value:,.{places}f}"
    return text.rstrip("0").rstrip(".")


def _open(node: Node, row: Row) -> Iterator[Lack]:
    outcome = Outcome(row[f"{node.code}.outcome"])
    if outcome in _SETTLED:
        return
    if not isinstance(node, Group):
        yield lack_of(node, outcome, row.get(f"{node.code}.gap"))
    elif node.mode == "all":
        for member in node.members:
            yield from _open(member, row)
    else:
        yield from _open(_cheapest(node, outcome, row), row)


def _cheapest(group: Group, outcome: Outcome, row: Row) -> Node:
    able = [member for member in group.members if row[f"{member.code}.outcome"] == outcome]
    return min(able, key=lambda member: row[f"{member.code}.fixes"])


def lack_of(rule: Condition | ScoreMark, outcome: Outcome, gap: float | None) -> Lack:
    """One condition that is not met, with how far off it is."""
    if outcome is not Outcome.UNMET:
        kind = "unknown" if outcome is Outcome.UNKNOWN else "manual"
        return Lack(rule.code, rule.label, outcome, kind)
    if gap is None:
        return Lack(rule.code, rule.label, outcome, "failed")
    if gap == 0:
        return Lack(rule.code, rule.label, outcome, "equal")
    kind = "over" if rule.comparator is not None and rule.comparator.wants_less else "short"
    if rule.unit == PERCENT:
        return Lack(rule.code, rule.label, outcome, kind, round(-gap * 100, 6), POINTS)
    return Lack(rule.code, rule.label, outcome, kind, round(-gap, 6), rule.unit)
