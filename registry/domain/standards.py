"""What the engine needs of a catalogue, and what follows from it for an occasion: tiers, derivation, reading."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

import polars as pl

from registry.domain.applying import Rated, Unit, units_of
from registry.domain.choosing import in_force
from registry.domain.compiler import Reading
from registry.domain.facts import DERIVED, Derivation
from registry.domain.indicators import Indicators, Level
from registry.domain.industries import Industries
from registry.domain.outcomes import Case
from registry.domain.rulesets import RuleSet
from registry.domain.sizes import SizeTable
from registry.domain.tiers import Ladder
from registry.domain.units import unit_of


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


def rated_tiers(standards: Standards, occasion: Occasion, tiers: Sequence[str] | None) -> list[Rated]:
    """The tiers meant that have rule sets in force on the occasion, in ladder order."""
    found = []
    for code in tiers if tiers is not None else standards.ladder:
        tier = standards.ladder[code]
        candidates = in_force(standards.rule_sets, code, occasion.case, occasion.as_of)
        if candidates:
            found.append(Rated(code, candidates, tier.margin))
    return found


def derivation(standards: Standards, occasion: Occasion) -> Derivation:
    """What derived facts rest on."""
    return Derivation(
        occasion.as_of,
        occasion.data_year,
        standards.indicators,
        standards.size_classes,
        standards.industries,
        standards.zero_with,
    )


def units_for(
    standards: Standards, rated: Sequence[Rated], case: Case, firms: pl.DataFrame, *, told: bool, together: bool
) -> tuple[Unit, ...]:
    """The rule sets as steps for a frame with these columns."""
    reading = reading_of(standards.indicators, frozenset(firms.columns))
    return units_of(rated, case, reading, told=told, together=together)


def reading_of(indicators: Indicators, columns: Container[str]) -> Reading:
    """How formulas read a facts frame with these columns."""
    annual = frozenset(indicator.code for indicator in indicators.at_level(Level.ANNUAL))
    return Reading(columns, annual, {**DERIVED, **{code: unit_of(indicator) for code, indicator in indicators.items()}})
