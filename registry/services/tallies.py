"""Counting an evaluation, one portion of firms after another: verdicts, holders, candidates and bottlenecks of each tier."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl

from registry.catalogue.reader import Catalogue
from registry.domain.outcomes import CandidateClass, Verdict
from registry.services.bottlenecks import Bottleneck, bottlenecks_of, failing_patterns
from registry.services.occasions import Occasion

GROUP = ("tier", "verdict", "candidate_class", "holds")
PATTERN = ("rule_set", "outcomes")


@dataclass(frozen=True)
class TierCounts:
    """How many firms have which verdict at a tier, hold it, are candidates of which class, and fail one condition only."""

    verdicts: dict[str, int]
    holds: int
    candidates: dict[str, int]
    bottlenecks: tuple[Bottleneck, ...] = ()


class Tally:
    """Adds up results; what is kept of a portion is as small as the number of different answers."""

    def __init__(self) -> None:
        self._groups: list[pl.DataFrame] = []
        self._patterns: list[pl.DataFrame] = []
        self._counts: dict[str, TierCounts] | None = None

    def take(self, results: pl.DataFrame) -> None:
        """Count the results of some firms."""
        self._groups.append(results.group_by(GROUP).len())
        self._patterns.append(failing_patterns(results))

    def counts(self, catalogue: Catalogue, occasion: Occasion) -> dict[str, TierCounts]:
        """Counts for every tier that has a rule set in force, in ladder order, zeros included; asked when all is taken."""
        if self._counts is None:
            self._counts = self._counted(catalogue, occasion)
        return self._counts

    def _counted(self, catalogue: Catalogue, occasion: Occasion) -> dict[str, TierCounts]:
        groups = pl.concat(self._groups).rows(named=True)
        patterns = pl.concat(self._patterns).group_by(PATTERN).agg(pl.col("firms").sum())
        tight = bottlenecks_of(catalogue.rule_sets, patterns)
        counts = {}
        for tier in occasion.rated(catalogue):
            mine = [group for group in groups if group["tier"] == tier]
            counts[tier] = TierCounts(
                {each.value: _sum(mine, "verdict", each.value) for each in Verdict},
                _sum(mine, "holds", True),
                {each.value: _sum(mine, "candidate_class", each.value) for each in CandidateClass},
                tuple(each for each in tight if each.tier == tier),
            )
        return counts


def _sum(groups: list[dict[str, Any]], name: str, value: object) -> int:
    return sum(group["len"] for group in groups if group[name] == value)
