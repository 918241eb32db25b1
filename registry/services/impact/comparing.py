"""Two rule sets on all firms in scope: who gains, who loses, who becomes unknown, and by which condition."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

import polars as pl
from sqlalchemy import select
from sqlmodel import Session

from registry.catalogue.reader import Catalogue
from registry.config import Settings
from registry.domain.access import Action, Person, require
from registry.domain.choosing import in_force
from registry.domain.effective import Period
from registry.domain.needs import needed_facts
from registry.domain.outcomes import Case, Verdict
from registry.domain.rulesets import Condition, Group, Node, RuleSet, ScoreMark
from registry.services.impact.deciding import with_deciding
from registry.services.impact.snapshots import snapshot
from registry.services.occasions import Occasion, evaluated, make_occasion
from registry.store.apart import read_committed
from registry.store.firms import FirmRecord
from registry.store.scope import firms_in_scope

RIPE = [Verdict.ELIGIBLE.value, Verdict.REVIEW.value]
PLACE = ["division_code", "park"]
ANSWER = ["rule_set", "verdict", "candidate_class", "outcomes"]


class Change(StrEnum):
    """What becomes of a firm. Ripe means eligible, or eligible but for a person's review."""

    GAINED = "gained"  # ripe now, and was not
    LOST = "lost"  # was ripe, and now fails or has no rule
    UNKNOWN = "unknown"  # was known, and now lacks an input
    OTHER = "other"  # verdict or class moved otherwise: nearer, farther, known to fail, review or not
    UNCHANGED = "unchanged"


CHANGES = tuple(change.value for change in Change)


@dataclass(frozen=True)
class Impact:
    """`firms` has a row per firm in scope that either rule set applies to, by firm_id: firm_id, division_code, park, holds,
    before_rule_set, before_verdict, before_class, after_rule_set, after_verdict, after_class (all null where none applies; a
    class is null for holders and those too far away), change (see `Change`), deciding (code of the condition that decided, null
    where nothing changed or a rule set was added or taken away).
    """

    tier: str
    as_of: date
    data_year: int
    case: Case
    firms: pl.DataFrame

    def counts(self) -> dict[str, int]:
        """Number of firms per change, zeros included."""
        found = dict(self.firms.group_by("change").len().iter_rows())
        return {change: found.get(change, 0) for change in CHANGES}

    def of(self, change: Change) -> pl.DataFrame:
        """The firms with that change."""
        return self.firms.filter(pl.col("change") == change.value)


def compare(
    session: Session,
    person: Person,
    catalogue: Catalogue,
    before: RuleSet | None,
    after: RuleSet,
    *,
    as_of: date,
    data_year: int | None = None,
    case: Case = Case.NEW,
    settings: Settings,
) -> Impact:
    """What `after` would change on all firms in scope, held against `before` or what is in force; see the package."""
    require(person, Action.VIEW_CANDIDATES)
    occasion = make_occasion(catalogue, as_of, data_year, case, (after.tier,))
    worlds = [catalogue if before is None else _with(catalogue, before, as_of), _with(catalogue, after, as_of)]
    firms = _firms(session, person, worlds, occasion, settings)
    old, new = (_answers(world, firms, occasion, name) for world, name in zip(worlds, ("before", "after"), strict=True))
    both = old.join(new, on="firm_id", how="full", coalesce=True).with_columns(_change().alias("change"))
    changed = both.filter(pl.col("change") != Change.UNCHANGED.value)
    sets = [{each.id: each for each in _in_force(world, occasion)} for world in worlds]
    told = both.join(with_deciding(changed, *sets), on="firm_id", how="left")
    facts = firms.select("firm_id", *PLACE, pl.col(f"title:{after.tier}").alias("holds"))
    frame = facts.join(told.drop("before_outcomes", "after_outcomes"), on="firm_id", how="inner").sort("firm_id")
    return Impact(after.tier, as_of, occasion.data_year, occasion.case, frame)


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
    """For each variant how many firms in scope have which verdict, all tried on the same figures; one tier at a time."""
    require(person, Action.VIEW_CANDIDATES)
    if not variants:
        return []
    occasion = make_occasion(catalogue, as_of, data_year, case, (variants[0].tier,))
    worlds = [_with(catalogue, variant, as_of) for variant in variants]
    firms = _firms(session, person, worlds, occasion, settings)
    counted = [dict(evaluated(world, firms, occasion).group_by("verdict").len().iter_rows()) for world in worlds]
    return [{each.value: counts.get(each.value, 0) for each in Verdict} for counts in counted]


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


def _with(catalogue: Catalogue, rule_set: RuleSet, day: date) -> Catalogue:
    """The catalogue with the rule set in force on the day in the place of those for the same tier, place and case."""
    kept = [each for each in catalogue.rule_sets if not _same_place(each, rule_set)]
    return replace(catalogue, rule_sets=(*kept, replace(rule_set, effective=Period(day, day))))


def _same_place(one: RuleSet, other: RuleSet) -> bool:
    same_case = set(one.cases) & set(other.cases)
    return one.tier == other.tier and one.jurisdiction == other.jurisdiction and bool(same_case)


def _in_force(world: Catalogue, occasion: Occasion) -> Sequence[RuleSet]:
    (tier,) = occasion.tiers or ()
    return in_force(world.rule_sets, tier, occasion.case, occasion.as_of)


def _firms(
    session: Session, person: Person, worlds: Sequence[Catalogue], occasion: Occasion, settings: Settings
) -> pl.DataFrame:
    """The facts that any of the worlds reads, of the firms in scope."""
    rule_sets = [rule_set for world in worlds for rule_set in _in_force(world, occasion)]
    columns = needed_facts(worlds[-1], rule_sets)
    kept = snapshot(
        session,
        worlds[-1],
        columns,
        as_of=occasion.as_of,
        data_year=occasion.data_year,
        data_dir=settings.data_dir,
    )
    table = FirmRecord.__table__  # type: ignore[attr-defined]
    seen = read_committed(session, select(table.c.id.label("firm_id")).where(firms_in_scope(person)))
    return kept.join(seen, on="firm_id", how="semi", maintain_order="left")


def _answers(world: Catalogue, firms: pl.DataFrame, occasion: Occasion, name: str) -> pl.DataFrame:
    renamed = {"candidate_class": f"{name}_class"}
    texts = pl.col(ANSWER).cast(pl.String)
    found = evaluated(world, firms, occasion).select("firm_id", texts)
    return found.rename({each: renamed.get(each, f"{name}_{each}") for each in ANSWER})


def _change() -> pl.Expr:
    was, now = pl.col("before_verdict"), pl.col("after_verdict")
    was_ripe, is_ripe = (verdict.is_in(RIPE).fill_null(False) for verdict in (was, now))
    unknown = Verdict.UNDETERMINED.value
    same = was.eq_missing(now) & pl.col("before_class").eq_missing(pl.col("after_class"))
    return (
        pl.when(is_ripe & ~was_ripe)
        .then(pl.lit(Change.GAINED.value))
        .when(now.eq_missing(pl.lit(unknown)) & was.ne_missing(pl.lit(unknown)))
        .then(pl.lit(Change.UNKNOWN.value))
        .when(was_ripe & ~is_ripe)
        .then(pl.lit(Change.LOST.value))
        .when(same)
        .then(pl.lit(Change.UNCHANGED.value))
        .otherwise(pl.lit(Change.OTHER.value))
    )
