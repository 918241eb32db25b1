"""The whole ladder: every tier's applicable rule set on every firm, verdicts and candidate classes, and details for one tier."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

import polars as pl

from registry.domain.applying import Unit, applied_each
from registry.domain.deriving import derive
from registry.domain.needs import DECISION, needed_facts
from registry.domain.outcomes import Case
from registry.domain.over_values import Row
from registry.domain.packing import ANSWER
from registry.domain.rulesets import RuleSet
from registry.domain.standards import Occasion, Standards, derivation, rated_tiers, units_for
from registry.domain.tier_rows import FEW, rows_of_few

FIRMS_AT_ONCE = 65_536  # what is worked on stays near the processor, and memory is bounded however many firms there are


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
    if facts.height <= FEW:
        return evaluate_few(standards, facts.to_dicts(), occasion, tiers)
    rated = rated_tiers(standards, occasion, tiers)
    sets = [rule_set for tier in rated for rule_set in tier.candidates]
    needed = needed_facts(standards, sets)
    facts = facts.select(name for name in facts.columns if name == "firm_id" or name in needed or _decides(name))
    found: dict[str, list[pl.DataFrame]] = {rule_set.id: [] for rule_set in sets}
    for start in range(0, facts.height, FIRMS_AT_ONCE):
        some = derive(facts.slice(start, FIRMS_AT_ONCE), derivation(standards, occasion))
        for unit in units_for(standards, rated, case, some, told=False, together=True):
            if (judged := unit.applied(some)) is not None:
                for rule_set, answer in _answers(unit, judged):
                    found[rule_set.id].append(answer)
    answers = [answer for frames in found.values() for answer in frames if answer.height]
    return pl.concat(answers) if answers else _nothing()


def evaluate_few(
    standards: Standards, firms: Iterable[Row], occasion: Occasion, tiers: Sequence[str] | None = None
) -> pl.DataFrame:
    """The same of a few firms whose facts are plain values."""
    answers = []
    for rule_set, rows in rows_of_few(standards, firms, occasion, tiers):
        codes = [f"{leaf.code}.outcome" for leaf in rule_set.conditions()]
        for row in rows:
            outcomes = "".join(str(row[code]) for code in codes)
            answers.append((row["firm_id"], rule_set.tier, rule_set.id, *(row[name] for name in ANSWER), outcomes))
    return pl.DataFrame(answers, schema=_nothing().schema, orient="row")


def _answers(unit: Unit, firms: pl.DataFrame) -> Iterator[tuple[RuleSet, pl.DataFrame]]:
    """Each rule set's answer, all of them made at once: texts take their time."""
    asked = [firms.lazy().select(answer) for answer in unit.answers]
    answers = pl.collect_all(asked, engine="in-memory", optimizations=pl.QueryOptFlags.none())
    for rule_set, answer in zip(unit.rule_sets, answers, strict=True):
        applies = answer.get_column("verdict").null_count() == 0
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
    rated = rated_tiers(standards, occasion, tiers)
    derived = derive(facts, derivation(standards, occasion))
    units = units_for(standards, rated, case, derived, told=True, together=False)
    worked = zip(units, applied_each(units, derived), strict=True)
    found = {unit.rule_sets[0].id: _judged(frame) for unit, frame in worked}
    ordered = ((rule_set, found[rule_set.id]) for tier in rated for rule_set in tier.candidates)
    return [(rule_set, frame) for rule_set, frame in ordered if frame is not None and frame.height]


def _judged(frame: pl.DataFrame | None) -> pl.DataFrame | None:
    """Without the firms to whom nothing of the rule set applies."""
    if frame is None or not frame.get_column("verdict").null_count():
        return frame
    return frame.filter(pl.col("verdict").is_not_null())


def _decides(name: str) -> bool:
    return name.startswith(DECISION)


def _nothing() -> pl.DataFrame:
    """An empty answer with the right columns: no tier has a rule set in force, or there are no firms."""
    return pl.DataFrame(
        schema={"firm_id": pl.Int64, "tier": pl.String, "rule_set": pl.String, **ANSWER, "outcomes": pl.String}
    )
