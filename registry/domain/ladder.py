"""The whole ladder: every tier's applicable rule set on every firm, verdicts and candidate classes, and details for one tier."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from operator import itemgetter
from typing import Any, Protocol

import polars as pl

from registry.domain.applying import Rated, Unit, units_of
from registry.domain.choosing import in_force
from registry.domain.compiler import Reading
from registry.domain.evaluation import CLASS, VERDICT, packed_outcomes
from registry.domain.facts import DERIVED, Derivation, derive
from registry.domain.indicators import Indicators, Level
from registry.domain.industries import Industries
from registry.domain.needs import DECISION, needed_facts
from registry.domain.outcomes import Case
from registry.domain.rulesets import RuleSet
from registry.domain.sizes import SizeTable
from registry.domain.tiers import Ladder
from registry.domain.units import unit_of

FIRMS_AT_ONCE = 65_536  # what is worked on stays near the processor, and memory is bounded however many firms there are
ANSWER: dict[str, pl.DataType | type[pl.DataType]] = {
    "verdict": VERDICT,
    "candidate_class": CLASS,
    "holds": pl.Boolean,
    "score_low": pl.Float64,
    "score_high": pl.Float64,
    "fixes": pl.UInt8,
}


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
    """One row per firm and tier that has a rule set for that firm, tier by tier.

    Columns: firm_id, tier, rule_set, verdict, candidate_class (null for holders and for those too far away), holds,
    score_low, score_high, fixes, and `outcomes`: one digit per condition in the rule set's reading order
    (see `registry.domain.outcomes.Outcome`).
    """
    occasion = Occasion(as_of, data_year, case)
    rated = _rated(standards, occasion, tiers)
    sets = [rule_set for tier in rated for rule_set in tier.candidates]
    needed = needed_facts(standards, sets)
    facts = facts.select(name for name in facts.columns if name == "firm_id" or name in needed or _decides(name))
    found: dict[str, list[pl.DataFrame]] = {rule_set.id: [] for rule_set in sets}
    for start in range(0, facts.height, FIRMS_AT_ONCE):
        some = derive(facts.slice(start, FIRMS_AT_ONCE), _needs(standards, occasion))
        for unit in _units(standards, rated, case, some, told=False, together=True):
            if (judged := unit.applied(some)) is not None:
                for rule_set, answer in _answers(unit, judged):
                    found[rule_set.id].append(answer)
    answers = [answer for frames in found.values() for answer in frames if answer.height]
    return pl.concat(answers) if answers else _nothing()


def _answers(unit: Unit, firms: pl.DataFrame) -> Iterator[tuple[RuleSet, pl.DataFrame]]:
    for rule_set, prefix in zip(unit.rule_sets, unit.prefixes, strict=True):
        applies = firms.get_column(f"{prefix}verdict").null_count() == 0
        answer = firms.select(
            "firm_id",
            pl.lit(rule_set.tier).alias("tier"),
            pl.lit(rule_set.id).alias("rule_set"),
            *(pl.col(prefix + name).alias(name) for name in ANSWER),
            packed_outcomes(rule_set, prefix).alias("outcomes"),
        )
        yield rule_set, answer if applies else answer.filter(pl.col("verdict").is_not_null())


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
    occasion = Occasion(as_of, data_year, case)
    rated = _rated(standards, occasion, tiers)
    derived = derive(facts, _needs(standards, occasion))
    units = _units(standards, rated, case, derived, told=True, together=False)
    found = {unit.rule_sets[0].id: _judged(unit.applied(derived)) for unit in units}
    ordered = ((rule_set, found[rule_set.id]) for tier in rated for rule_set in tier.candidates)
    return [(rule_set, frame) for rule_set, frame in ordered if frame is not None and frame.height]


def _judged(frame: pl.DataFrame | None) -> pl.DataFrame | None:
    """Without the firms to whom nothing of the rule set applies."""
    if frame is None or not frame.get_column("verdict").null_count():
        return frame
    return frame.filter(pl.col("verdict").is_not_null())


def tier_rows(
    standards: Standards,
    facts: pl.DataFrame,
    *,
    as_of: date,
    data_year: int,
    case: Case = Case.NEW,
    tiers: Sequence[str] | None = None,
) -> list[tuple[RuleSet, list[Mapping[str, Any]]]]:
    """The same as rows of Python values, for few firms: all tiers are worked out side by side."""
    occasion = Occasion(as_of, data_year, case)
    rated = _rated(standards, occasion, tiers)
    derived = derive(facts, _needs(standards, occasion))
    found: dict[str, list[Mapping[str, Any]]] = {}
    for unit in _units(standards, rated, case, derived, told=True, together=True):
        if (firms := unit.applied(derived)) is not None:
            values = firms.rows()
            for rule_set, prefix in zip(unit.rule_sets, unit.prefixes, strict=True):
                found[rule_set.id] = list(_rows(firms.columns, values, prefix, derived.width))
    ordered = ((rule_set, found.get(rule_set.id)) for tier in rated for rule_set in tier.candidates)
    return [(rule_set, rows) for rule_set, rows in ordered if rows]


def _rows(
    columns: Sequence[str], rows: Sequence[tuple[Any, ...]], prefix: str, facts: int
) -> Iterator[Mapping[str, Any]]:
    """The facts of each firm, and what stands under the prefix, where the rule set applies."""
    own = [(place, name) for place, name in enumerate(columns) if place < facts or name.startswith(prefix)]
    take = itemgetter(*(place for place, _ in own))
    names = [name if place < facts else name.removeprefix(prefix) for place, name in own]
    for values in rows:
        row = dict(zip(names, take(values), strict=True))
        if row["verdict"] is not None:
            yield row


def _rated(standards: Standards, occasion: Occasion, tiers: Sequence[str] | None) -> list[Rated]:
    found = []
    for code in tiers if tiers is not None else standards.ladder:
        tier = standards.ladder[code]
        candidates = in_force(standards.rule_sets, code, occasion.case, occasion.as_of)
        if candidates:
            found.append(Rated(code, candidates, tier.margin))
    return found


def _needs(standards: Standards, occasion: Occasion) -> Derivation:
    return Derivation(
        occasion.as_of,
        occasion.data_year,
        standards.indicators,
        standards.size_classes,
        standards.industries,
        standards.zero_with,
    )


def _units(
    standards: Standards, rated: Sequence[Rated], case: Case, firms: pl.DataFrame, *, told: bool, together: bool
) -> tuple[Unit, ...]:
    reading = reading_of(standards.indicators, frozenset(firms.columns))
    return units_of(rated, case, reading, told=told, together=together)


def _decides(name: str) -> bool:
    return name.startswith(DECISION)


def reading_of(indicators: Indicators, columns: frozenset[str]) -> Reading:
    """How formulas read a facts frame with these columns."""
    annual = frozenset(indicator.code for indicator in indicators.at_level(Level.ANNUAL))
    return Reading(columns, annual, {**DERIVED, **{code: unit_of(indicator) for code, indicator in indicators.items()}})


def _nothing() -> pl.DataFrame:
    """An empty answer with the right columns: no tier has a rule set in force, or there are no firms."""
    return pl.DataFrame(
        schema={"firm_id": pl.Int64, "tier": pl.String, "rule_set": pl.String, **ANSWER, "outcomes": pl.String}
    )
