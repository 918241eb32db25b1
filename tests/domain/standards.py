"""A tiny catalogue for tests of the engine: a few indicators, two tiers, and rule sets written in the test itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import polars as pl

from registry.catalogue.condition_entries import Names
from registry.catalogue.reader import load_catalogue, names_of
from registry.catalogue.ruleset_files import read_rule_sets
from registry.catalogue.strict import read_yaml
from registry.domain.compiler import value_of
from registry.domain.explaining import explain_ladder
from registry.domain.explanation import Explanation
from registry.domain.indicators import Indicators
from registry.domain.industries import Industries
from registry.domain.outcomes import Case, Outcome
from registry.domain.parsing import parse
from registry.domain.rulesets import RuleSet
from registry.domain.sizes import SizeTable
from registry.domain.standards import reading_of
from registry.domain.tiers import Ladder
from tests.domain.both import told_by_both, worked
from tests.domain.frames import frame_of

SHIPPED = load_catalogue()
NAMES: Names = names_of(SHIPPED.indicators, SHIPPED.ladder)
AS_OF = date(2026, 6, 30)
YEAR = 2025
HEAD = """
tier: {tier}
jurisdiction: {jurisdiction}
cases: {cases}
effective: {{from: {start}{end}}}
source: {{number: 甲〔2020〕1号, title: 示例, issuer: 示例, checked_on: 2026-11-21}}
"""


@dataclass(frozen=True)
class Standards:
    """The shipped indicators and tables with rule sets of a test."""

    rule_sets: tuple[RuleSet, ...]
    indicators: Indicators = field(default_factory=lambda: SHIPPED.indicators)
    ladder: Ladder = field(default_factory=lambda: SHIPPED.ladder)
    size_classes: SizeTable = field(default_factory=lambda: SHIPPED.size_classes)
    industries: Industries = field(default_factory=lambda: SHIPPED.industries)
    zero_with: tuple[tuple[str, str], ...] = SHIPPED.zero_with


def head(
    *,
    tier: str = "tech_sme",
    jurisdiction: str = "CN",
    cases: str = "[new, review]",
    start: str = "2020-01-01",
    end: str = "",
) -> str:
    """The head of a rule set; the test writes only `requires` and `scores`."""
    until = f", to: {end}" if end else ""
    return HEAD.format(tier=tier, jurisdiction=jurisdiction, cases=cases, start=start, end=until)


def rule_set(body: str, **about: str) -> RuleSet:
    """One rule set from the YAML of its conditions."""
    return rule_sets((body, about))[0]


def rule_sets(*documents: tuple[str, dict[str, str]]) -> tuple[RuleSet, ...]:
    texts = [head(**about) + body for body, about in documents]
    return read_rule_sets([(read_yaml(text, f"rule{n}.yaml"), text) for n, text in enumerate(texts)], NAMES)


def condition(code: str, rule: str) -> str:
    """One condition in flow style, with the label and citation that every condition needs."""
    return f"{{code: {code}, label: {{zh: {code}, en: {code}}}, article: 第一条, {rule}}}"


def group(code: str, mode: str, *members: str) -> str:
    return f"{{code: {code}, label: {{zh: {code}, en: {code}}}, {mode}: [{', '.join(members)}]}}"


def requires(*members: str, mode: str = "all") -> str:
    return f"requires: {{{mode}: [{', '.join(members)}]}}\n"


def facts(*rows: dict[str, Any]) -> pl.DataFrame:
    """A facts frame; keys are columns with `@` written as `__`: `revenue__0`, `revenue__1`, `title__hnte`."""
    return frame_of([{column(key): value for key, value in row.items()} for row in rows])


def column(key: str) -> str:
    name, _, rest = key.partition("__")
    if not rest:
        return name
    return f"title:{rest}" if name == "title" else f"{name}@{-int(rest)}" if rest != "0" else f"{name}@0"


def judge(rules: RuleSet, *rows: dict[str, Any], as_of: date = AS_OF, case: Case = Case.NEW) -> list[dict[str, Any]]:
    """The engine's columns for each firm, in order."""
    frame = facts(*rows)
    return told_by_both(Standards((rules,)), frame, rules.tier, as_of=as_of, data_year=YEAR, case=case)


def outcome(rules: RuleSet, code: str, **row: Any) -> str:
    """The outcome word of one condition or group for one firm."""
    return Outcome(judge(rules, row)[0][f"{code}.outcome"]).word


def explain(rules: RuleSet, *, as_of: date = AS_OF, case: Case = Case.NEW, **row: Any) -> Explanation:
    (told,) = explain_ladder(
        Standards((rules,)), facts(row), as_of=as_of, data_year=YEAR, case=case, tiers=[rules.tier]
    )
    return told


def value(text: str, **row: Any) -> Any:
    """A formula's value for one firm, as the engine computes it."""
    return values(text, [row])[0]


def values(text: str, rows: Sequence[dict[str, Any]]) -> list[Any]:
    formula = parse(text, NAMES.vocabulary)
    frame = facts(*rows).with_columns(pl.lit(float(AS_OF.year)).alias("as_of_year"))
    if "@active_years" not in frame.columns:
        frame = frame.with_columns(pl.lit(99).alias("@active_years"))
    reading = reading_of(SHIPPED.indicators, frozenset(frame.columns))
    return worked(value_of(formula, reading), frame)
