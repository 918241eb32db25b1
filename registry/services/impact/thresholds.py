"""One threshold moved: the rule set with another number, and how many firms have which verdict at each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import polars as pl
from sqlmodel import Session

from registry.catalogue.reader import Catalogue
from registry.config import Settings
from registry.domain.access import Action, Person, require
from registry.domain.outcomes import Case, Verdict
from registry.domain.rulesets import Condition, Group, Node, RuleSet, ScoreMark
from registry.services.impact.comparing import firms_read, world_with
from registry.services.occasions import Occasion, evaluated, make_occasion


def verdict_counts(
    session: Session,
    person: Person,
    catalogue: Catalogue,
    variants: Sequence[RuleSet],
    *,
    as_of: date,
    data_year: int | None = None,
    case: Case = Case.NEW,
    settings: Settings,
) -> list[dict[str, int]]:
    """For each variant how many firms in scope have which verdict, all tried on the same figures; one tier at a time.

    The variants move one threshold one way. A verdict can then only move one way as well, so a firm with one verdict at both
    ends has it all the way: only the others are judged at the thresholds between.
    """
    require(person, Action.VIEW_CANDIDATES)
    if not variants:
        return []
    occasion = make_occasion(catalogue, as_of, data_year, case, (variants[0].tier,))
    worlds = [world_with(catalogue, variant, as_of) for variant in variants]
    firms = firms_read(session, person, worlds, occasion, settings)
    first, last = (_verdicts(world, firms, occasion) for world in (worlds[0], worlds[-1]))
    both = first.join(last, on="firm_id", suffix="_last")
    settled = both.filter(pl.col("verdict") == pl.col("verdict_last"))
    moving = firms.join(settled, on="firm_id", how="anti", maintain_order="left")
    between = [_verdicts(world, moving, occasion) for world in worlds[1:-1]]
    steps = [first, *(pl.concat([settled.select("firm_id", "verdict"), each]) for each in between), last]
    counted = [dict(step.group_by("verdict").len().iter_rows()) for step in steps[: len(worlds)]]
    return [{each.value: counts.get(each.value, 0) for each in Verdict} for counts in counted]


def _verdicts(world: Catalogue, firms: pl.DataFrame, occasion: Occasion) -> pl.DataFrame:
    return evaluated(world, firms, occasion).select("firm_id", pl.col("verdict").cast(pl.String))


def with_threshold(rule_set: RuleSet, code: str, threshold: float) -> RuleSet:
    """The rule set with another number for one condition or pass mark; raises KeyError where it has none of that code."""
    if code not in {leaf.code for leaf in rule_set.conditions()}:
        raise KeyError(code)
    return replace(rule_set, requires=_replaced(rule_set.requires, code, threshold))


def _replaced(group: Group, code: str, threshold: float) -> Group:
    return replace(group, members=tuple(_member(member, code, threshold) for member in group.members))


def _member(node: Node, code: str, threshold: float) -> Node:
    if isinstance(node, Group):
        return _replaced(node, code, threshold)
    return replace(node, threshold=threshold) if isinstance(node, Condition | ScoreMark) and node.code == code else node
