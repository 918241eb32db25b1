"""An explanation as data for scripts and as text for people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import click

from registry.catalogue.reader import Catalogue
from registry.cli.context import Registry, say, show_json
from registry.cli.explanation_data import as_data
from registry.config import CHINA
from registry.domain.explanation import ConditionResult, Explanation, GroupResult, NodeResult
from registry.domain.outcomes import Outcome
from registry.domain.rulesets import Condition, ScoreMark
from registry.domain.texts import mark
from registry.services.export_columns import VERDICTS
from registry.services.recorded import Recorded
from registry.services.shortfalls import TEMPLATES, shown_number
from registry.services.wording import Wording
from registry.store.firms import FirmRecord

SIGNS = {
    Outcome.MET: "✓",
    Outcome.UNMET: "✕",
    Outcome.UNKNOWN: "?",
    Outcome.MANUAL: "◐",
    Outcome.NOT_APPLICABLE: "–",
}
NO_RULES = mark("这家企业没有适用的认定标准。")
KEPT = mark("评估 {run}，{moment} 存下；以下按当时的数据和标准。")
HEAD = mark("{tier}：{verdict}（{document}，截止日 {as_of}，数据年 {data_year}）")
HELD = mark("已持有")
GAP = mark("差距 {gap}")
NO_VALUE = mark("未填")
TO_DECIDE = mark("待人工判断")
ASSUMED = {"clear": mark("假定无不良记录"), "none": mark("未申报，按没有处理")}
ANY_OF = mark("满足其一即可：{label}")
NEEDED = mark("需补充：{inputs}")
EASIEST = mark("（最容易的一条）")
SHORT = TEMPLATES["short"]


def show_text(registry: Registry, firm: FirmRecord, told: Sequence[Explanation], note: str = "") -> None:
    """Every tier for people, under the firm's name."""
    click.echo(f"{firm.name}  {firm.credit_code}")
    if note:
        click.echo(note)
    for explanation in told:
        click.echo(as_text(explanation, registry.catalogue, registry.wording))
    if not told:
        say(registry.wording.say(NO_RULES))


def show_recorded(registry: Registry, firm: FirmRecord, kept: Recorded, as_json: bool) -> None:
    """An explanation of an old evaluation, with its number and moment."""
    moment = kept.created_at.astimezone(CHINA)
    if as_json:
        run = {"run": kept.run_id, "recorded_at": moment.isoformat(timespec="seconds")}
        show_json([run | as_data(explanation, registry.wording) for explanation in kept.explanations])
        return
    note = registry.wording.say(KEPT, run=kept.run_id, moment=f"{moment:%Y-%m-%d %H:%M}")
    show_text(registry, firm, kept.explanations, note)


def as_text(explanation: Explanation, catalogue: Catalogue, wording: Wording) -> str:
    """One tier for people: a head line, then a line per condition, alternatives indented."""
    verdict = wording.say(HELD) if explanation.holds else wording.text(VERDICTS[explanation.verdict])
    head = wording.say(
        HEAD,
        tier=catalogue.ladder[explanation.rule_set.tier].label,
        verdict=verdict,
        document=explanation.rule_set.source.number,
        as_of=explanation.as_of,
        data_year=explanation.data_year,
    )
    lines = [line for member in explanation.root.members for line in _lines(member, catalogue, wording, 1)]
    return "\n".join(["", head, *lines])


def _lines(node: NodeResult, catalogue: Catalogue, wording: Wording, depth: int) -> Iterator[str]:
    indent = "  " * depth
    if isinstance(node, GroupResult):
        label = wording.text(node.rule.label)
        text = wording.say(ANY_OF, label=label) if node.rule.mode == "any" else label
        yield f"{indent}{SIGNS[node.outcome]} {text}"
        for member in node.members:
            first, *rest = _lines(member, catalogue, wording, depth + 1)
            yield first + (wording.say(EASIEST) if member.rule.code == node.cheapest else "")
            yield from rest
        return
    parts = [wording.text(node.rule.label), *_facts(node, catalogue, wording), node.rule.citation.article]
    yield f"{indent}{SIGNS[node.outcome]} " + "  ".join(part for part in parts if part)


def _facts(result: ConditionResult, catalogue: Catalogue, wording: Wording) -> Iterator[str]:
    rule = result.rule
    if isinstance(rule, Condition) and rule.formula is None:
        yield wording.say(TO_DECIDE) if result.outcome is Outcome.MANUAL else ""
        return
    yield _shown(result.value, rule.unit) if result.value is not None else _interval(result, wording)
    if rule.comparator is not None:
        yield f"{rule.comparator.symbol} {_shown(result.threshold, rule.unit)}"
    if result.gap is not None:
        yield wording.say(GAP, gap=_shown(result.gap, rule.unit))
    if result.numerator_gap is not None and result.numerator_gap.amount < 0 and not _wants_less(rule):
        lacking = result.numerator_gap
        label = catalogue.indicators[lacking.indicator].label
        yield wording.say(SHORT, label=label, amount=shown_number(-lacking.amount), unit=lacking.unit)
    if result.assumption is not None:
        yield wording.say(ASSUMED[result.assumption.value])
    if result.outcome is Outcome.UNKNOWN and result.missing:
        needed = [
            f"{wording.text(catalogue.indicators[item.indicator].label)}{f'({item.year})' if item.year else ''}"
            for item in result.missing
            if item.indicator in catalogue.indicators
        ]
        yield wording.say(NEEDED, inputs="、".join(needed))


def _wants_less(rule: Condition | ScoreMark) -> bool:
    return rule.comparator is not None and rule.comparator.wants_less


def _interval(result: ConditionResult, wording: Wording) -> str:
    if result.low is None or result.high is None:
        return wording.say(NO_VALUE)
    return f"{shown_number(result.low)}–{shown_number(result.high)} {wording.say(result.rule.unit)}"


def _shown(value: Any, unit: str) -> str:
    if isinstance(value, bool) or value is None:
        return {True: "是", False: "否"}.get(value, "")
    if isinstance(value, tuple | list):
        return "、".join(_shown(each, unit) for each in value)
    if isinstance(value, str):
        return value
    number = f"{shown_number(value * 100)}%" if unit == "%" else f"{shown_number(value)} {unit}"
    return number.strip()
