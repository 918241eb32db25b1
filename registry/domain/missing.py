"""What a formula lacks for one firm, which alternative it took, and which years it read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from registry.domain.explanation import MissingInput
from registry.domain.facts import ACTIVE_YEARS, SINCE_ALWAYS, SIZE_INPUTS, at
from registry.domain.formulas import Call, Formula, Name, Operation, Tree
from registry.domain.functions import years_back
from registry.domain.inputs import inputs
from registry.domain.outcomes import Missing
from registry.domain.rulesets import Condition, Part
from registry.domain.scoring import below

# What a derived fact is derived from; all of it is data of the firm or of its data year. The size class depends on the industry's
# row, so its inputs stand in the firm's row.
DERIVED_FROM: Mapping[str, tuple[str, ...]] = {
    "age": ("founded_on",),
    "days_registered": ("founded_on",),
    "industry_section": ("industry_code",),
    "is_sme": (),
}
SINCE_FOUNDING = ("active_sum", "active_mean", "active_growth", "active_base")

Row = Mapping[str, Any]


def missing_inputs(
    rule: Condition | Formula, row: Row, annual: frozenset[str], data_year: int
) -> tuple[MissingInput, ...]:
    """Inputs without a value, each with its year. Of `first(a, b)` nothing is missing while one is known.

    A condition that has a value lacks nothing, unless years without a claim were counted as nothing.
    """
    formula, each = (rule.formula, rule.each) if isinstance(rule, Condition) else (rule, 1)
    if formula is None:
        return ()
    found: dict[MissingInput, None] = {}
    if isinstance(rule, Condition) and rule.industries and row.get("industry_code") is None:
        found[MissingInput("industry_code", None)] = None
    for lag in range(each):
        if (
            isinstance(rule, Condition)
            and row.get(f"{rule.code}.value@{lag}") is not None
            and rule.missing is not Missing.NONE
        ):
            continue
        for code, back in _lacking(formula.tree, lag, row, annual):
            found[MissingInput(code, data_year - back if code in annual else None)] = None
    return tuple(found)


def _lacking(tree: Tree, back: int, row: Row, annual: frozenset[str]) -> Iterator[tuple[str, int]]:
    match tree:
        case Name(code, lag):
            yield from _lacking_name(code, back + lag, row, annual)
        case Operation(_, left, right):
            yield from _lacking(left, back, row, annual)
            yield from _lacking(right, back, row, annual)
        case Call("first", (one, other)):
            first, second = (list(_lacking(item, back, row, annual)) for item in (one, other))
            yield from (first + second) if first and second else ()
        case Call(function, arguments, years):
            lived = max(row.get(ACTIVE_YEARS) or SINCE_ALWAYS, 1) if function in SINCE_FOUNDING else SINCE_ALWAYS
            for earlier in (year for year in years_back(function, years) if year < lived):
                for argument in arguments:
                    yield from _lacking(argument, back + earlier, row, annual)


def _lacking_name(code: str, back: int, row: Row, annual: frozenset[str]) -> Iterator[tuple[str, int]]:
    if code in DERIVED_FROM:
        if row.get(code) is None:
            for source in row.get(SIZE_INPUTS, ()) if code == "is_sme" else DERIVED_FROM[code]:
                yield from _lacking_name(source, 0, row, annual)
        return
    if row.get(at(code, back) if code in annual else code) is None:
        yield code, back


def chosen_alternatives(condition: Condition, row: Row, annual: frozenset[str]) -> tuple[str, ...]:
    """For each `first(a, b)` of the formula in the data year: the code of the one that was known and used."""
    if condition.formula is None:
        return ()
    return tuple(dict.fromkeys(_chosen(condition.formula.tree, row, annual)))


def _chosen(tree: Tree, row: Row, annual: frozenset[str]) -> Iterator[str]:
    match tree:
        case Operation(_, left, right):
            yield from _chosen(left, row, annual)
            yield from _chosen(right, row, annual)
        case Call("first", (one, other)):
            for item in (one, other):
                if not list(_lacking(item, 0, row, annual)):
                    yield next(code for code, _ in inputs(item) if code != "data_year")
                    return
        case Call(_, arguments):
            for argument in arguments:
                yield from _chosen(argument, row, annual)


def years_read(rule: Condition | Part, annual: frozenset[str], data_year: int) -> tuple[int, ...]:
    """The years whose figures a condition or a score rests on, latest first; empty where it reads none."""
    backs = {back for code, back in _reads(rule) if code in annual or code == "is_sme"}
    return tuple(data_year - back for back in sorted(backs))


def _reads(rule: Condition | Part) -> Iterator[tuple[str, int]]:
    if isinstance(rule, Part):
        for step in rule.steps:
            yield from inputs(step.formula.tree)
        for part in below(rule):
            yield from _reads(part)
    elif rule.formula is not None:
        for lag in range(rule.each):
            yield from inputs(rule.formula.tree, lag)
