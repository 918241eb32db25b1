"""Two rule sets on all firms in scope: who gains, who loses, who becomes unknown, and by which condition."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import polars as pl
from sqlalchemy import select
from sqlmodel import Session

from registry.catalogue.reader import Catalogue
from registry.config import Settings
from registry.domain.access import Action, Person, require
from registry.domain.choosing import in_force
from registry.domain.effective import Period
from registry.domain.needs import needed_facts
from registry.domain.outcomes import Case
from registry.domain.rulesets import RuleSet
from registry.services.impact.changes import CHANGES, Change, change_of
from registry.services.impact.deciding import with_deciding
from registry.services.impact.snapshots import snapshot
from registry.services.occasions import Occasion, evaluated, make_occasion
from registry.store.apart import read_committed
from registry.store.firms import FirmRecord
from registry.store.scope import firms_in_scope, sees_less_than_all

PLACE = ["division_code", "park"]
ANSWER = ["rule_set", "verdict", "candidate_class", "outcomes"]


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
    worlds = [
        catalogue if before is None else world_with(catalogue, before, as_of),
        world_with(catalogue, after, as_of),
    ]
    firms = firms_read(session, person, worlds, occasion, settings)
    old, new = (_answers(world, firms, occasion, name) for world, name in zip(worlds, ("before", "after"), strict=True))
    both = _beside(old, new).with_columns(change_of().alias("change"))
    changed = both.filter(pl.col("change") != Change.UNCHANGED.value)
    sets = [{each.id: each for each in _in_force(world, occasion)} for world in worlds]
    told = both.join(with_deciding(changed, *sets), on="firm_id", how="left")
    facts = firms.select("firm_id", *PLACE, pl.col(f"title:{after.tier}").alias("holds"))
    frame = facts.join(told.drop("before_outcomes", "after_outcomes"), on="firm_id", how="inner").sort("firm_id")
    return Impact(after.tier, as_of, occasion.data_year, occasion.case, frame)


def world_with(catalogue: Catalogue, rule_set: RuleSet, day: date) -> Catalogue:
    """The catalogue with the rule set in force on the day in the place of those for the same tier, place and case."""
    kept = [each for each in catalogue.rule_sets if not _same_place(each, rule_set)]
    return replace(catalogue, rule_sets=(*kept, replace(rule_set, effective=Period(day, day))))


def _same_place(one: RuleSet, other: RuleSet) -> bool:
    same_case = set(one.cases) & set(other.cases)
    return one.tier == other.tier and one.jurisdiction == other.jurisdiction and bool(same_case)


def _in_force(world: Catalogue, occasion: Occasion) -> Sequence[RuleSet]:
    (tier,) = occasion.tiers or ()
    return in_force(world.rule_sets, tier, occasion.case, occasion.as_of)


def firms_read(
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
    if not sees_less_than_all(person):
        return kept
    table = FirmRecord.__table__  # type: ignore[attr-defined]
    seen = read_committed(session, select(table.c.id.label("firm_id")).where(firms_in_scope(person)))
    return kept.join(seen, on="firm_id", how="semi", maintain_order="left")


def _beside(old: pl.DataFrame, new: pl.DataFrame) -> pl.DataFrame:
    """Both answers of each firm; mostly the same firms in the same order, which need no looking up."""
    if old["firm_id"].equals(new["firm_id"]):
        return old.hstack(new.drop("firm_id"))
    return old.join(new, on="firm_id", how="full", coalesce=True)


def _answers(world: Catalogue, firms: pl.DataFrame, occasion: Occasion, name: str) -> pl.DataFrame:
    renamed = {"candidate_class": f"{name}_class"}
    texts = pl.col(ANSWER).cast(pl.String)
    found = evaluated(world, firms, occasion).select("firm_id", texts)
    return found.rename({each: renamed.get(each, f"{name}_{each}") for each in ANSWER})
