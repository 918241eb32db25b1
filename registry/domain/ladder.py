"""The whole ladder: every tier's applicable rule set on every firm, verdicts and candidate classes, and details for one tier."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

import polars as pl

from registry.domain.choosing import NATIONAL, choice, in_force
from registry.domain.compiler import Reading
from registry.domain.evaluation import VERDICT, Task, evaluate
from registry.domain.facts import DERIVED, Derivation, derive
from registry.domain.indicators import Indicators, Level
from registry.domain.industries import Industries
from registry.domain.outcomes import CandidateClass, Case, Verdict
from registry.domain.rulesets import RuleSet
from registry.domain.sizes import SizeTable
from registry.domain.tiers import Ladder, Tier
from registry.domain.units import unit_of

CLASS = pl.Enum([item.value for item in CandidateClass])
MOST_FIXES = 2


class Standards(Protocol):
    """What the engine needs of a catalogue."""

    @property
    def indicators(self) -> Indicators: ...
    @property
    def ladder(self) -> Ladder: ...
    @property
    def rule_sets(self) -> tuple[RuleSet, ...]: ...
    @property
    def size_classes(self) -> SizeTable: ...
    @property
    def industries(self) -> Industries: ...
    @property
    def zero_with(self) -> tuple[tuple[str, str], ...]: ...


@dataclass(frozen=True)
class Occasion:
    """When and what for an evaluation is made: as-of date, data year and case type."""

    as_of: date
    data_year: int
    case: Case = Case.NEW


def evaluate_ladder(
    standards: Standards,
    facts: pl.DataFrame,
    *,
    as_of: date,
    data_year: int,
    case: Case = Case.NEW,
    tiers: Sequence[str] | None = None,
) -> pl.DataFrame:
    """One row per firm and tier that has a rule set for that firm.

    Columns: firm_id, tier, rule_set, verdict, candidate_class (null for holders and for those too far away), holds,
    score_low, score_high, fixes, and `outcomes`: one digit per condition in the rule set's reading order
    (see `registry.domain.outcomes.Outcome`).
    """
    occasion = Occasion(as_of, data_year, case)
    frames = [
        detail.select(
            "firm_id",
            pl.lit(rule_set.tier).alias("tier"),
            pl.lit(rule_set.id).alias("rule_set"),
            "verdict",
            "candidate_class",
            "holds",
            "score_low",
            "score_high",
            "fixes",
            pl.concat_str([pl.col(f"{leaf.code}.outcome") for leaf in rule_set.conditions()]).alias("outcomes"),
        )
        for rule_set, detail in _details(standards, facts.lazy(), occasion, tiers)
    ]
    return pl.concat(pl.collect_all(frames)) if frames else _nothing()


def tier_details(
    standards: Standards,
    facts: pl.DataFrame,
    *,
    as_of: date,
    data_year: int,
    case: Case = Case.NEW,
    tiers: Sequence[str] | None = None,
) -> list[tuple[RuleSet, pl.DataFrame]]:
    """For each rule set that applies to some firm: the facts of those firms with every column of the evaluation."""
    details = list(_details(standards, facts.lazy(), Occasion(as_of, data_year, case), tiers))
    frames = pl.collect_all([detail for _, detail in details])
    return [(rule_set, frame) for (rule_set, _), frame in zip(details, frames, strict=True) if frame.height]


def _details(
    standards: Standards, facts: pl.LazyFrame, occasion: Occasion, tiers: Sequence[str] | None
) -> Iterator[tuple[RuleSet, pl.LazyFrame]]:
    needs = Derivation(
        occasion.as_of,
        occasion.data_year,
        standards.indicators,
        standards.size_classes,
        standards.industries,
        standards.zero_with,
    )
    derived = derive(facts, needs).collect()
    reading = reading_of(standards.indicators, frozenset(derived.columns))
    for code in tiers if tiers is not None else standards.ladder:
        tier = standards.ladder[code]
        candidates = in_force(standards.rule_sets, code, occasion.case, occasion.as_of)
        if not candidates:
            continue
        for rule_set, firms in _split(derived, candidates, reading.columns):
            task = Task(rule_set, occasion.case, tier.margin, reading)
            yield rule_set, _classified(evaluate(task, firms), tier, reading).filter(pl.col("verdict").is_not_null())


def _split(
    firms: pl.DataFrame, candidates: Sequence[RuleSet], columns: frozenset[str]
) -> Iterator[tuple[RuleSet, pl.LazyFrame]]:
    """Each rule set with the firms it is the most specific for; one that holds everywhere takes them all as they are."""
    if candidates[0].jurisdiction == NATIONAL:
        yield candidates[0], firms.lazy()
        return
    chosen = firms.select(choice(candidates, columns)).to_series()
    for index, rule_set in enumerate(candidates):
        yield rule_set, firms.filter(chosen == index).lazy()


def reading_of(indicators: Indicators, columns: frozenset[str]) -> Reading:
    """How formulas read a facts frame with these columns."""
    annual = frozenset(indicator.code for indicator in indicators.at_level(Level.ANNUAL))
    return Reading(columns, annual, {**DERIVED, **{code: unit_of(indicator) for code, indicator in indicators.items()}})


def _classified(firms: pl.LazyFrame, tier: Tier, reading: Reading) -> pl.LazyFrame:
    held = f"title:{tier.code}"
    holds = pl.col(held).fill_null(False) if held in reading.columns else pl.lit(False)
    verdict, fixes = pl.col("verdict"), pl.col("fixes")
    near = (verdict == Verdict.INELIGIBLE.value) & fixes.is_between(1, MOST_FIXES)
    candidate_class = (
        pl.when(holds)
        .then(None)
        .when(verdict == Verdict.ELIGIBLE.value)
        .then(pl.lit(CandidateClass.ELIGIBLE.value))
        .when(verdict == Verdict.REVIEW.value)
        .then(pl.lit(CandidateClass.REVIEW.value))
        .when(verdict == Verdict.UNDETERMINED.value)
        .then(pl.lit(CandidateClass.INCOMPLETE.value))
        .when(near)
        .then(pl.lit(CandidateClass.NEAR.value))
        .otherwise(None)
    )
    return firms.with_columns(holds.alias("holds"), candidate_class.cast(CLASS).alias("candidate_class"))


def _nothing() -> pl.DataFrame:
    """An empty answer with the right columns: no tier has a rule set in force."""
    return pl.DataFrame(
        schema={
            "firm_id": pl.Int64,
            "tier": pl.String,
            "rule_set": pl.String,
            "verdict": VERDICT,
            "candidate_class": CLASS,
            "holds": pl.Boolean,
            "score_low": pl.Float64,
            "score_high": pl.Float64,
            "fixes": pl.UInt8,
            "outcomes": pl.String,
        }
    )
