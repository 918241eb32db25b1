"""Which frozen values of a firm can be amended: what the round's rule set reads, and what a person has to judge."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from registry.catalogue.reader import Catalogue
from registry.domain.errors import InvalidInput
from registry.domain.evaluation import decision_column
from registry.domain.facts import at
from registry.domain.indicators import Kind, Level, Text
from registry.domain.inputs import inputs
from registry.domain.rulesets import BandedThreshold, Condition, Part, RuleSet, Step
from registry.domain.scoring import below
from registry.domain.texts import mark
from registry.store.rounds import Round

DECISION = "decision:"
BASICS = ("founded_on", "industry_code", "revenue", "staff", "total_assets")  # that age and size class are derived from


@dataclass(frozen=True)
class Amendable:
    """One value: `year` is 0 for a fact of the firm and for a judgement, whose code begins with DECISION."""

    code: str
    year: int
    label: Text
    unit: str = ""


def amendables(catalogue: Catalogue, round_: Round, rule_set: RuleSet) -> list[Amendable]:
    """The values to choose from, in the reading order of the rule set."""
    found: dict[tuple[str, int], Amendable] = {}
    for code, lag in (*_read_by(rule_set), *((code, 0) for code in BASICS)):
        indicator = catalogue.indicators.get(code)
        if indicator is None or indicator.kind is Kind.PERSONAL:
            continue
        year = round_.data_year - lag if indicator.level is Level.ANNUAL else 0
        found.setdefault((code, year), Amendable(code, year, indicator.label, indicator.unit))
    judged = [
        Amendable(f"{DECISION}{leaf.code}", 0, leaf.label)
        for leaf in rule_set.conditions()
        if isinstance(leaf, Condition) and (leaf.formula is None or leaf.unmet_means_manual)
    ]
    return [*found.values(), *judged]


def column_of(catalogue: Catalogue, round_: Round, rule_set: RuleSet, code: str, year: int) -> str:
    """The column of the facts frame. Raises InvalidInput for what cannot be amended."""
    if not any((one.code, one.year) == (code, year) for one in amendables(catalogue, round_, rule_set)):
        raise InvalidInput(field=mark("数据项"), reason=mark("不在这个批次的标准所用的数据之内。"))
    if code.startswith(DECISION):
        return decision_column(rule_set, code.removeprefix(DECISION))
    return at(code, round_.data_year - year) if year else code


def _read_by(rule_set: RuleSet) -> Iterator[tuple[str, int]]:
    """Codes and lags that conditions and scores read, possibly repeated."""
    for leaf in rule_set.conditions():
        if isinstance(leaf, Condition) and leaf.formula is not None:
            for lag in range(leaf.each):
                yield from inputs(leaf.formula.tree, lag)
            if isinstance(leaf.threshold, BandedThreshold):
                yield from inputs(leaf.threshold.by.tree)
    for part in rule_set.scores:
        yield from _of_part(part)


def _of_part(part: Part) -> Iterator[tuple[str, int]]:
    for step in part.steps:
        yield from _of_step(step)
    for lower in below(part):
        yield from _of_part(lower)


def _of_step(step: Step) -> Iterator[tuple[str, int]]:
    yield from inputs(step.formula.tree)
