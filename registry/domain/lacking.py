"""Which figures keep verdicts open, for many firms at once.

What a formula lacks depends only on which of its inputs are known, and few patterns of that occur; so each pattern is asked
once, by the same `missing_inputs` that explains a single firm, and the answer holds for all firms of the pattern.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from registry.domain.explanation import MissingInput
from registry.domain.facts import ACTIVE_YEARS, SIZE_INPUTS, SIZE_ROW, at
from registry.domain.formulas import Call, Formula, walk
from registry.domain.inputs import inputs
from registry.domain.missing import DERIVED_FROM, SINCE_FOUNDING, missing_inputs
from registry.domain.outcomes import Outcome
from registry.domain.rulesets import Condition, Group, Part, RuleSet, ScoreMark
from registry.domain.scoring import below
from registry.domain.sizes import SizeTable

Rule = Condition | Formula
SCHEMA: Mapping[str, Any] = {"firm_id": pl.Int64, "indicator": pl.String, "year": pl.Int64}


@dataclass(frozen=True)
class Looking:
    """How facts are read: the annual indicators, the data year, the table of sizes."""

    annual: frozenset[str]
    data_year: int
    sizes: SizeTable


def open_leaves(rule_set: RuleSet) -> Iterator[tuple[Condition | ScoreMark, pl.Expr]]:
    """Every condition with the test, on outcome columns, whether it is unknown and keeps the verdict open by that: where a
    group above it is settled all the same, nobody has to know it."""
    yield from _open(rule_set.requires, pl.lit(True))


def _open(group: Group, above: pl.Expr) -> Iterator[tuple[Condition | ScoreMark, pl.Expr]]:
    here = above & _is_unknown(group.code)
    for member in group.members:
        if isinstance(member, Group):
            yield from _open(member, here)
        else:
            yield member, here & _is_unknown(member.code)


def _is_unknown(code: str) -> pl.Expr:
    return pl.col(f"{code}.outcome") == pl.lit(int(Outcome.UNKNOWN), dtype=pl.UInt8)


def lacking(rule_set: RuleSet, judged: pl.DataFrame, looking: Looking) -> pl.DataFrame:
    """firm_id, indicator, year (0 for a fact of the firm itself), each once: what the firms of `judged` lack, from their row
    with every column of the evaluation (see `tier_details`)."""
    found = [pl.DataFrame(schema=dict(SCHEMA))]
    for leaf, is_open in open_leaves(rule_set):
        firms = judged.filter(is_open)
        for rule, applies in _rules(rule_set, leaf) if firms.height else ():
            found.append(_of_rule(rule, firms.filter(applies), looking))
    return pl.concat(found).unique()


def _rules(rule_set: RuleSet, leaf: Condition | ScoreMark) -> Iterator[tuple[Rule, pl.Expr]]:
    """The condition itself; of a pass mark the tests of its parts, for the firms whose part is open for want of an input."""
    if isinstance(leaf, Condition):
        yield leaf, pl.lit(True)
        return
    first, *path = leaf.score.split(".")
    part = next(part for part in rule_set.scores if part.code == first)
    for code in path:
        part = next(each for each in below(part) if each.code == code)
    yield from _steps(part, leaf.score)


def _steps(part: Part, path: str) -> Iterator[tuple[Rule, pl.Expr]]:
    for step in part.steps:
        yield step.formula, pl.col(f"{path}.missing")
    for each in below(part):
        yield from _steps(each, f"{path}.{each.code}")


def _of_rule(rule: Rule, firms: pl.DataFrame, looking: Looking) -> pl.DataFrame:
    names = [name for name in _looked_at(rule, looking) if name in firms.columns]
    tests = [pl.col(name) if name in (ACTIVE_YEARS, SIZE_ROW) else pl.col(name).is_not_null() for name in names]
    patterns = firms.select("firm_id", *tests).group_by(names or [pl.lit(0)]).agg("firm_id")
    found = [pl.DataFrame(schema=dict(SCHEMA))]
    for pattern in patterns.iter_rows(named=True):
        lacks = missing_inputs(rule, _row(pattern, names, looking), looking.annual, looking.data_year)
        found += [_of_input(each, pattern["firm_id"]) for each in lacks]
    return pl.concat(found)


def _of_input(lack: MissingInput, firm_ids: Sequence[int]) -> pl.DataFrame:
    ids = pl.Series("firm_id", firm_ids, dtype=pl.Int64).to_frame()
    return ids.with_columns(indicator=pl.lit(lack.indicator), year=pl.lit(lack.year or 0, dtype=pl.Int64))


def _row(pattern: Mapping[str, Any], names: Sequence[str], looking: Looking) -> Mapping[str, Any]:
    """A firm of the pattern: whatever is known is true."""
    told = {name: pattern[name] if name in (ACTIVE_YEARS, SIZE_ROW) else pattern[name] or None for name in names}
    return {**told, SIZE_INPUTS: looking.sizes.inputs(told.get(SIZE_ROW))}


def _looked_at(rule: Rule, looking: Looking) -> Sequence[str]:
    """The columns that `missing_inputs` may look at."""
    formula, each = (rule.formula, rule.each) if isinstance(rule, Condition) else (rule, 1)
    if formula is None:
        return ()
    found = [f"{rule.code}.value@{lag}" for lag in range(each)] if isinstance(rule, Condition) else []
    found += ["industry_code"] if isinstance(rule, Condition) and rule.industries else []
    if any(isinstance(node, Call) and node.function in SINCE_FOUNDING for node in walk(formula.tree)):
        found.append(ACTIVE_YEARS)
    for code, back in (pair for lag in range(each) for pair in inputs(formula.tree, lag)):
        found += _sources(code, back, looking)
    return tuple(dict.fromkeys(found))


def _sources(code: str, back: int, looking: Looking) -> Iterator[str]:
    if code not in DERIVED_FROM:
        yield at(code, back) if code in looking.annual else code
        return
    yield code
    yield from DERIVED_FROM[code]
    if code == "is_sme":
        yield from (SIZE_ROW, "industry_code", *(at(each, 0) for each in looking.sizes.indicators()))
        yield from (at(each, 0) for each, _ in looking.sizes.any_industry)
