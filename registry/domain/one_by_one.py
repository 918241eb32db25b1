"""Few firms before all tiers: the steps of `evaluation` worked out over plain values, firm by firm.

Each tier's rule set is chosen first and only that one is worked out. Programs are made once for a rule set and kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from registry.domain.applying import Rated
from registry.domain.choosing import choice
from registry.domain.compiler import EVERYTHING, Reading
from registry.domain.evaluation import Task, steps
from registry.domain.kept import Kept
from registry.domain.outcomes import Case
from registry.domain.over_values import Program, Row
from registry.domain.rulesets import RuleSet

PROGRAMS_KEPT = 256
CHOSEN = "@chosen"
_programs: Kept[Program] = Kept(PROGRAMS_KEPT)
_choices: Kept[Program] = Kept(PROGRAMS_KEPT)


def judged(rated: Sequence[Rated], case: Case, reading: Reading, facts: Row) -> list[tuple[RuleSet, dict[str, Any]]]:
    """Each rule set that applies to the firm with the firm's facts and every column of the evaluation, tier by tier.

    `facts` are derived already; `reading` is of a row in which every name is known.
    """
    found = []
    for tier in rated:
        if (rule_set := _chosen(tier, facts)) is not None:
            row = _program(rule_set, case, tier.margin, reading).run(facts)
            if row["verdict"] is not None:
                found.append((rule_set, row))
    return found


def _chosen(tier: Rated, facts: Row) -> RuleSet | None:
    if tier.holds_everywhere:
        return tier.candidates[0]
    key = tuple(map(id, tier.candidates))
    choosing = _choices.get(key, tier.candidates, lambda: Program([{CHOSEN: choice(tier.candidates, EVERYTHING)}]))
    place = choosing.run(facts)[CHOSEN]
    return None if place is None else tier.candidates[place]


def _program(rule_set: RuleSet, case: Case, margin: float, reading: Reading) -> Program:
    key = (id(rule_set), case, margin, reading.annual)
    task = Task(rule_set, case, margin, reading)
    return _programs.get(key, rule_set, lambda: Program(steps([task], told=True)))
