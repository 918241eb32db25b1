"""tidu rules: the catalogue as the engine reads it, what changed between two versions, and the cases it must satisfy."""

from __future__ import annotations

from pathlib import Path

import click

import registry
from registry.cli.context import Registry, open_registry, say, show_json
from registry.cli.options import as_json
from registry.cli.rule_texts import (
    change_data,
    change_line,
    listed,
    outline,
    rule_set_data,
    unrated,
    unrated_data,
    unrated_line,
)
from registry.domain.differences import differences
from registry.domain.errors import NotFound
from registry.domain.rulesets import RuleSet
from registry.domain.texts import mark
from registry.services.rule_case_results import CaseResult, run_cases
from registry.services.rule_cases import read_cases

CHECKED = mark("已检查：指标 {indicators} 个，层级 {tiers} 个，认定标准 {rules} 个，没有问题。")
TESTED = mark("案例 {cases} 个，不符 {failed} 个。")
DIFFERS = mark("  {what}：应为 {expected}，实为 {found}")
SAME = mark("两份标准没有不同。")
CHECKOUT = Path(registry.__file__).parents[1] / "tests" / "cases"


class UnknownRuleSet(NotFound):
    """An id that no rule set of the catalogue has."""

    template = mark("没有认定标准“{id}”，可用 tidu rules list 查看全部。")


class NoCases(NotFound):
    """No file of cases where they were looked for."""

    template = mark("{place} 里没有案例。请写明案例的文件或文件夹；写法见 docs/rules.md。")


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
    """All rule sets with the days on which they are in force, and the tiers without published numbers."""
    registry = open_registry()
    catalogue, wording = registry.catalogue, registry.wording
    if as_json:
        sets = [rule_set_data(rule_set, wording, whole=False) for rule_set in catalogue.rule_sets]
        show_json(sets + [unrated_data(tier, wording) for tier in unrated(catalogue)])
        return
    for line in (*listed(catalogue), *(unrated_line(tier, wording) for tier in unrated(catalogue))):
        click.echo(line)


@rules.command()
@click.argument("rule_set", metavar="ID")
@as_json
def show(rule_set: str, as_json: bool) -> None:
    """Every condition of a rule set: formula, threshold, what missing data means, citation; scores with their bands."""
    registry = open_registry()
    found = _rule_set(registry, rule_set)
    if as_json:
        show_json(rule_set_data(found, registry.wording))
    else:
        for line in outline(found, registry.wording):
            click.echo(line)


@rules.command()
@click.argument("before", metavar="A")
@click.argument("after", metavar="B")
@as_json
def diff(before: str, after: str, as_json: bool) -> None:
    """What B changes against A: first what decides, then how it is handled, then wording and citations."""
    registry = open_registry()
    changes = differences(_rule_set(registry, before), _rule_set(registry, after))
    if as_json:
        show_json([change_data(change, registry.wording) for change in changes])
        return
    for change in changes:
        click.echo(change_line(change, registry.wording))
    if not changes:
        say(registry.wording.say(SAME))


@rules.command()
@click.argument("path", required=False, type=click.Path(path_type=Path))
@as_json
@click.pass_context
def test(context: click.Context, path: Path | None, as_json: bool) -> None:
    """Hold the cases of a file or folder against the engine; exit 1 where some fail."""
    registry = open_registry()
    place = path or CHECKOUT
    if not place.exists():
        raise NoCases(place=place)
    results = run_cases(registry.catalogue, tuple(read_cases(place)))
    if not results:
        raise NoCases(place=place)
    failed = [result for result in results if result.differences]
    if as_json:
        show_json({"cases": len(results), "failed": [_failed(result) for result in failed]})
    else:
        for result in failed:
            click.echo(f"✕ {result.example}")
            for item in result.differences:
                click.echo(registry.wording.say(DIFFERS, what=item.what, expected=item.expected, found=item.found))
        click.echo(registry.wording.say(TESTED, cases=len(results), failed=len(failed)))
    context.exit(1 if failed else 0)


def _failed(result: CaseResult) -> dict[str, object]:
    differing = [{"what": item.what, "expected": item.expected, "found": item.found} for item in result.differences]
    example = result.example
    return {"file": example.file, "name": example.name, "rule_set": example.rule_set, "differences": differing}


def _rule_set(registry: Registry, rule_set_id: str) -> RuleSet:
    for rule_set in registry.catalogue.rule_sets:
        if rule_set.id == rule_set_id:
            return rule_set
    raise UnknownRuleSet(id=rule_set_id)
