"""Groups over condition outcomes, and the number of numeric conditions that would have to be mended."""

from __future__ import annotations

from functools import reduce
from operator import add

from registry.domain.conditions import CODE, UNFIXABLE, outcome_literal
from registry.domain.expressions import Expression, any_of, col, greatest, least, lit, when
from registry.domain.outcomes import Outcome
from registry.domain.rulesets import Group

# Of an any-group: the first of these that some member has is the group's own.
ANY_ORDER = (Outcome.MET, Outcome.UNKNOWN, Outcome.MANUAL, Outcome.UNMET)


def group_outcome(group: Group) -> Expression:
    """Outcome from the members' outcome columns.

    All: unmet > unknown > manual > met. Any: met if one is met, unmet if all are, else unknown before manual; members that
    do not apply are left out, and a group of only such members does not apply.
    """
    outcomes = [col(f"{member.code}.outcome") for member in group.members]
    if group.mode == "all":
        return least(outcomes)
    found = {each: any_of([outcome.eq(outcome_literal(each)) for outcome in outcomes]) for each in ANY_ORDER}
    chosen = outcome_literal(Outcome.NOT_APPLICABLE)
    for each in reversed(ANY_ORDER):
        chosen = when(found[each]).then(outcome_literal(each)).otherwise(chosen)
    return chosen


def group_fixes(group: Group) -> Expression:
    """How many numeric conditions within their margin have to be mended: all of an all-group's, the cheapest of an any-group's.

    UNFIXABLE (99) where a failing condition cannot be mended by a number. A member that does not apply needs no mending and is
    no way to pass. Numbers to mend add up within a byte, since each is a condition of its own; where a sum runs over it, some
    member is unfixable.
    """
    fixes = [col(f"{member.code}.fixes") for member in group.members]
    if group.mode == "all":
        unfixable = greatest(fixes).eq(lit(UNFIXABLE, CODE))
        return when(unfixable).then(lit(UNFIXABLE, CODE)).otherwise(reduce(add, fixes))
    not_applicable = outcome_literal(Outcome.NOT_APPLICABLE)
    outside = [col(f"{member.code}.outcome").eq(not_applicable) for member in group.members]
    ways = [when(no_way).then(lit(UNFIXABLE, CODE)).otherwise(fix) for fix, no_way in zip(fixes, outside, strict=True)]
    unmet = col(f"{group.code}.outcome").eq(outcome_literal(Outcome.UNMET))
    return when(unmet).then(least(ways)).otherwise(lit(0, CODE))
