"""The occasion of an evaluation: on which day of law, from which year's figures, for which case, for which tiers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import polars as pl

from registry.catalogue.reader import Catalogue
from registry.domain import standards
from registry.domain.choosing import in_force
from registry.domain.errors import NotFound
from registry.domain.ladder import evaluate_few, evaluate_ladder
from registry.domain.needs import needed_facts
from registry.domain.outcomes import Case
from registry.domain.over_values import Row
from registry.domain.texts import mark


class UnknownTier(NotFound):
    """A tier that the ladder does not have; the sentence names those it has."""

    template = mark("没有名为“{tier}”的层级，可用的有：{known}。")


@dataclass(frozen=True)
class Occasion(standards.Occasion):
    """When and for what is evaluated; `tiers` None means the whole ladder."""

    tiers: tuple[str, ...] | None = None

    def rated(self, catalogue: Catalogue) -> tuple[str, ...]:
        """The tiers meant that have a rule set in force, in ladder order."""
        meant = [tier for tier in catalogue.ladder if self.tiers is None or tier in self.tiers]
        return tuple(tier for tier in meant if in_force(catalogue.rule_sets, tier, self.case, self.as_of))

    def needs(self, catalogue: Catalogue) -> frozenset[str]:
        """The columns of facts that the rule sets in force rest on."""
        tiers = self.rated(catalogue)
        applied = (each for tier in tiers for each in in_force(catalogue.rule_sets, tier, self.case, self.as_of))
        return needed_facts(catalogue, applied)


def make_occasion(
    catalogue: Catalogue,
    as_of: date,
    data_year: int | None = None,
    case: Case = Case.NEW,
    tiers: tuple[str, ...] | None = None,
) -> Occasion:
    """Without a data year it is the last complete year before the as-of date. Raises UnknownTier."""
    for tier in tiers or ():
        if tier not in catalogue.ladder:
            raise UnknownTier(tier=tier, known="、".join(catalogue.ladder))
    return Occasion(as_of, data_year if data_year is not None else as_of.year - 1, Case(case), tiers)


def evaluated_few(catalogue: Catalogue, rows: Iterable[Row], occasion: Occasion) -> pl.DataFrame:
    """The same of a few firms whose facts are plain values."""
    return evaluate_few(catalogue, rows, occasion, occasion.tiers)


def evaluated(catalogue: Catalogue, facts: pl.DataFrame, occasion: Occasion) -> pl.DataFrame:
    """The engine's answer for the occasion, one row per firm and tier."""
    return evaluate_ladder(
        catalogue,
        facts,
        as_of=occasion.as_of,
        data_year=occasion.data_year,
        case=occasion.case,
        tiers=occasion.tiers,
    )
