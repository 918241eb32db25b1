"""All tiers as rows of Python values, for explanations: few firms one by one, many as a frame."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from operator import itemgetter
from typing import Any

import polars as pl

from registry.domain.compiler import EVERYTHING
from registry.domain.deriving import derive, derive_row
from registry.domain.one_by_one import judged
from registry.domain.over_values import Row
from registry.domain.rulesets import RuleSet
from registry.domain.standards import Occasion, Standards, derivation, rated_tiers, reading_of, units_for

FEW = 12  # beyond, planning a frame's expressions takes less than working out firm by firm


def tier_rows(
    standards: Standards, facts: pl.DataFrame, occasion: Occasion, tiers: Sequence[str] | None = None
) -> list[tuple[RuleSet, list[Row]]]:
    """For each rule set that applies to some firm: rows with the facts of those firms and every column of the evaluation."""
    if facts.height <= FEW:
        return rows_of_few(standards, facts.to_dicts(), occasion, tiers)
    rated = rated_tiers(standards, occasion, tiers)
    derived = derive(facts, derivation(standards, occasion))
    found: dict[str, list[Row]] = {}
    for unit in units_for(standards, rated, occasion.case, derived, told=True, together=True):
        if (firms := unit.applied(derived)) is not None:
            values = firms.rows()
            for rule_set, prefix in zip(unit.rule_sets, unit.prefixes, strict=True):
                found[rule_set.id] = list(_rows(firms.columns, values, prefix, derived.width))
    ordered = ((rule_set, found.get(rule_set.id)) for tier in rated for rule_set in tier.candidates)
    return [(rule_set, rows) for rule_set, rows in ordered if rows]


def rows_of_few(
    standards: Standards, firms: Iterable[Row], occasion: Occasion, tiers: Sequence[str] | None
) -> list[tuple[RuleSet, list[Row]]]:
    """The same of firms whose facts are plain values, one firm after the other."""
    rated, needs = rated_tiers(standards, occasion, tiers), derivation(standards, occasion)
    reading = reading_of(standards.indicators, EVERYTHING)
    found: dict[str, list[Row]] = {}
    for facts in firms:
        for rule_set, row in judged(rated, occasion.case, reading, derive_row(facts, needs)):
            found.setdefault(rule_set.id, []).append(row)
    ordered = ((rule_set, found.get(rule_set.id)) for tier in rated for rule_set in tier.candidates)
    return [(rule_set, rows) for rule_set, rows in ordered if rows]


def _rows(columns: Sequence[str], rows: Sequence[tuple[Any, ...]], prefix: str, facts: int) -> Iterator[Row]:
    """The facts of each firm, and what stands under the prefix, where the rule set applies."""
    own = [(place, name) for place, name in enumerate(columns) if place < facts or name.startswith(prefix)]
    take = itemgetter(*(place for place, _ in own))
    names = [name if place < facts else name.removeprefix(prefix) for place, name in own]
    for values in rows:
        row = dict(zip(names, take(values), strict=True))
        if row["verdict"] is not None:
            yield row
