"""tidu rules: the catalogue as the engine reads it."""

from __future__ import annotations

from typing import Any

import click

from registry.cli.context import open_registry, show_json
from registry.cli.options import as_json
from registry.domain.rulesets import RuleSet
from registry.domain.texts import mark

CHECKED = mark("已检查：指标 {indicators} 个，层级 {tiers} 个，认定标准 {rules} 个，没有问题。")


@click.group()
def rules() -> None:
    """Rule sets."""


@rules.command()
def check() -> None:
    """Read every rule strictly; the first fault is told with file and line."""
    registry = open_registry()
    found = registry.catalogue
    counts = {"indicators": len(found.indicators), "tiers": len(found.ladder), "rules": len(found.rule_sets)}
    click.echo(registry.wording.say(CHECKED, **counts))


@rules.command("list")
@as_json
def list_rules(as_json: bool) -> None:
    """All rule sets with the days on which they are in force."""
    registry = open_registry()
    listed = [_summary(rule_set) for rule_set in registry.catalogue.rule_sets]
    if as_json:
        show_json(listed)
        return
    for entry in listed:
        end = entry["effective_to"] or "…"
        click.echo(f"{entry['id']:36} {entry['effective_from']} – {end:10}  {entry['document']}")


def _summary(rule_set: RuleSet) -> dict[str, Any]:
    end = rule_set.effective.end
    return {
        "id": rule_set.id,
        "tier": rule_set.tier,
        "jurisdiction": rule_set.jurisdiction,
        "cases": [case.value for case in rule_set.cases],
        "effective_from": rule_set.effective.start.isoformat(),
        "effective_to": end.isoformat() if end is not None else None,
        "document": rule_set.source.number,
        "conditions": len(rule_set.conditions()),
        "hash": rule_set.hash,
    }
