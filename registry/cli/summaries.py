"""What an evaluation found, as data for scripts and as a table for people."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import click

from registry.cli.context import Registry
from registry.domain.rulesets import Condition, ScoreMark
from registry.domain.texts import mark
from registry.services.bottlenecks import Bottleneck
from registry.services.evaluations import RunSummary

DONE = mark("评估 {run}：截止日 {as_of}，数据年 {data_year}，共 {firms} 家企业，其中 {with_figures} 家有该年度数据。")
TIGHT = mark("只差一条的企业（每层最多列三条）：")
ONLY = mark("{label}：{only} 家，另有缺数据 {unknown} 家、待人工 {manual} 家")
SHOWN = 3
COLUMNS = ("eligible", "review", "undetermined", "ineligible", "holds", "| eligible", "review", "near", "incomplete")


def as_summary(summary: RunSummary) -> dict[str, Any]:
    """Counts and bottlenecks per tier for scripts."""
    return {
        "run": summary.run_id,
        "as_of": summary.as_of.isoformat(),
        "data_year": summary.data_year,
        "case": summary.case.value,
        "firms": summary.firms,
        "firms_with_figures": summary.firms_with_figures,
        "tiers": {
            tier: {
                **counts.verdicts,
                "holds": counts.holds,
                "candidates": counts.candidates,
                "bottlenecks": [_bottleneck(each) for each in counts.bottlenecks],
            }
            for tier, counts in summary.tiers.items()
        },
    }


def _bottleneck(bottleneck: Bottleneck) -> dict[str, Any]:
    return {name: value for name, value in asdict(bottleneck).items() if name != "tier"}


def show_summary(registry: Registry, summary: RunSummary) -> None:
    """A table of counts, then the conditions that alone keep firms from a tier."""
    facts = {name: getattr(summary, name) for name in ("as_of", "data_year", "firms")}
    click.echo(registry.wording.say(DONE, run=summary.run_id, with_figures=summary.firms_with_figures, **facts))
    click.echo("".join(f"{name:>15}" for name in ("tier", *COLUMNS)))
    for tier, counts in summary.tiers.items():
        numbers = [counts.verdicts[name] for name in COLUMNS[:4]] + [counts.holds, *counts.candidates.values()]
        click.echo(f"{tier:>15}" + "".join(f"{number:>15,}" for number in numbers))
    tight = {tier: [each for each in counts.bottlenecks if each.only] for tier, counts in summary.tiers.items()}
    if any(tight.values()):
        click.echo("\n" + registry.wording.say(TIGHT))
    for tier, found in tight.items():
        for each in sorted(found, key=lambda each: -each.only)[:SHOWN]:
            label = _rule(registry, each).label
            counted = {"only": each.only, "unknown": each.unknown, "manual": each.manual}
            click.echo(f"{tier:>20}  {registry.wording.say(ONLY, label=label, **counted)}")


def _rule(registry: Registry, bottleneck: Bottleneck) -> Condition | ScoreMark:
    rule_set = registry.catalogue.rule_set(bottleneck.rule_set)
    return next(rule for rule in rule_set.conditions() if rule.code == bottleneck.condition)
