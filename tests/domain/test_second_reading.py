"""The engine agrees with a plain reading of the rules, firm by firm, for every shipped rule set."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date, timedelta
from functools import cache, lru_cache
from typing import Any, NamedTuple

import polars as pl
import pytest

from registry.catalogue.reader import load_catalogue
from registry.domain.ladder import tier_details
from registry.domain.outcomes import Case, Outcome, Verdict
from registry.domain.rulesets import Condition, Group, Node, RuleSet
from registry.domain.standards import Occasion
from tests.domain.both import same_one_by_one
from tests.domain.frames import frame_of
from tests.domain.random_firms import Palette
from tests.domain.rows import Interpreter
from tests.domain.standards import Standards
from tests.domain.unusual import everything

CATALOGUE = load_catalogue()
UNUSUAL = everything()
SHIPPED_AND_UNUSUAL = {rule_set.id: rule_set for rule_set in (*CATALOGUE.rule_sets, UNUSUAL)}
OCCASIONS = [(rule_set, case) for rule_set in SHIPPED_AND_UNUSUAL.values() for case in rule_set.cases]
FIRMS = 700
WORDS = {outcome.value: outcome.word for outcome in Outcome}
ALONE = 60  # of them, worked out one by one


def day_of(rule_set: RuleSet) -> date:
    """A day on which the rule set is in force, late enough for a data year of its own."""
    end = rule_set.effective.end or date.max
    return min(max(date(2026, 6, 30), rule_set.effective.start), end)


def place_of(rule_set: RuleSet) -> dict[str, Any]:
    """A firm's place for which the rule set is the most specific one."""
    kind, _, zone = rule_set.jurisdiction.partition(":")
    if zone:
        return {"zone": zone, "division_code": None}
    return {"zone": None, "division_code": None if kind == "CN" else kind.ljust(6, "0")}


@lru_cache(maxsize=1)  # tests come sorted by occasion
def sample(rule_set_id: str, case: Case) -> tuple[list[dict[str, Any]], pl.DataFrame]:
    """Random firms, and what the engine makes of them."""
    rule_set = SHIPPED_AND_UNUSUAL[rule_set_id]
    rule_sets = tuple(SHIPPED_AND_UNUSUAL.values())
    as_of = day_of(rule_set)
    palette = Palette(CATALOGUE, rule_set, as_of)
    chance = random.Random(f"{rule_set_id} {case}")
    rows = [{**palette.firm(chance), **place_of(rule_set)} for _ in range(FIRMS)]
    details = tier_details(
        Standards(rule_sets),
        frame_of(rows),
        as_of=as_of,
        data_year=as_of.year - 1,
        case=case,
        tiers=[rule_set.tier],
    )
    ((applied, frame),) = details
    assert applied.id == rule_set_id
    return rows, frame.sort("firm_id")


def ids(value: Any) -> str:
    return value.id if isinstance(value, RuleSet) else str(value)


@pytest.mark.parametrize(("rule_set", "case"), OCCASIONS, ids=ids, scope="module")
def test_engine_and_plain_reading_agree_on_every_firm(rule_set: RuleSet, case: Case) -> None:
    rows, frame = sample(rule_set.id, case)
    as_of = day_of(rule_set)
    answers = {answer["firm_id"]: answer for answer in frame.iter_rows(named=True)}
    for firm_id, row in enumerate(rows):
        reading = Interpreter(CATALOGUE, rule_set, row, as_of, as_of.year - 1, case)
        answer = answers.get(firm_id)
        if answer is None:
            assert reading.judge().outcome == "not_applicable", row
            continue
        differences = compare(reading, answer, rule_set)
        assert not differences, f"{differences}\nfirm: { {k: v for k, v in row.items() if v is not None} }"


def compare(reading: Interpreter, answer: dict[str, Any], rule_set: RuleSet) -> list[str]:
    """Where the two differ, in words; empty where they agree."""
    low, high = reading.main_score()
    pairs: list[tuple[str, Any, Any]] = [
        ("verdict", reading.verdict(), answer["verdict"]),
        ("class", reading.candidate_class(), answer["candidate_class"]),
        ("fixes", reading.judge().fixes, answer["fixes"]),
        ("score_low", low, answer["score_low"]),
        ("score_high", high, answer["score_high"]),
    ]
    for node in nodes_of(rule_set.id):
        judged, column = reading.node(node), columns_of(node.code)
        pairs.append((column.outcome, judged.outcome, WORDS[answer[column.outcome]]))
        pairs.append((column.fixes, judged.fixes, answer[column.fixes]))
        if not isinstance(node, Group):
            pairs.append((column.gap, judged.gap, answer.get(column.gap)))
        if isinstance(node, Condition) and node.formula is not None and judged.outcome != "not_applicable":
            pairs.append((column.value, judged.value, answer[column.value]))
            pairs.append((column.assumed, judged.assumed, answer[column.assumed]))
    return [f"{what}: plain {plain!r}, engine {engine!r}" for what, plain, engine in pairs if not same(plain, engine)]


class Columns(NamedTuple):
    """The columns in which the engine tells about a node."""

    outcome: str
    fixes: str
    gap: str
    value: str
    assumed: str


@cache
def columns_of(code: str) -> Columns:
    return Columns(*(f"{code}.{name}" for name in ("outcome", "fixes", "gap", "value@0", "assumed")))


@cache
def nodes_of(rule_set_id: str) -> tuple[Node, ...]:
    return tuple(SHIPPED_AND_UNUSUAL[rule_set_id].nodes())


def same(plain: Any, engine: Any) -> bool:
    if plain == engine:
        return True
    return isinstance(plain, float) and isinstance(engine, float) and abs(plain - engine) <= 1e-8 * max(1.0, abs(plain))


@pytest.mark.parametrize(("rule_set", "case"), OCCASIONS, ids=ids, scope="module")
def test_a_firm_alone_is_told_what_it_is_told_among_others(rule_set: RuleSet, case: Case) -> None:
    rows, frame = sample(rule_set.id, case)
    as_of, some = day_of(rule_set), frame_of(rows[:ALONE])
    told = {row["firm_id"]: (rule_set.id, row) for row in frame.iter_rows(named=True) if row["firm_id"] < ALONE}
    all_of_them = Standards(tuple(SHIPPED_AND_UNUSUAL.values()))
    same_one_by_one(all_of_them, some, Occasion(as_of, as_of.year - 1, case), rule_set.tier, told)


@pytest.mark.parametrize(("rule_set", "case"), OCCASIONS, ids=ids, scope="module")
def test_the_random_firms_reach_every_verdict(rule_set: RuleSet, case: Case) -> None:
    _, frame = sample(rule_set.id, case)
    wanted = {verdict.value for verdict in Verdict if verdict is not Verdict.REVIEW or open_to_a_person(rule_set)}
    assert rule_set is UNUSUAL or wanted <= set(frame["verdict"])


def open_to_a_person(rule_set: RuleSet) -> bool:
    """Whether a firm that passes all else can still wait for a person: a question, or a record that has to be looked at."""
    return any(
        isinstance(member, Condition) and (member.formula is None or member.unmet_means_manual)
        for member in rule_set.requires.members
    )


@pytest.mark.parametrize(("rule_set", "case"), OCCASIONS, ids=ids, scope="module")
def test_the_random_firms_pass_and_fail_every_condition(rule_set: RuleSet, case: Case) -> None:
    _, frame = sample(rule_set.id, case)
    for leaf in rule_set.conditions():
        seen = Counter(Outcome(code) for code in frame[f"{leaf.code}.outcome"])
        applies = not isinstance(leaf, Condition) or case in leaf.cases
        assert not applies or (seen[Outcome.MET] and seen[Outcome.UNMET]), (leaf.code, seen)


def test_firms_founded_on_every_day_of_three_years_agree() -> None:
    rule_set = CATALOGUE.rule_set("hnte/CN/2016-01-01")
    as_of = date(2026, 6, 30)
    base = {f"{code}@{lag}": 100.0 for code in ("revenue", "rd_expense", "net_assets") for lag in ("0", "-1", "-2")}
    rows = [{**base, "founded_on": as_of - timedelta(days=day)} for day in range(-30, 1200)]
    ((_, frame),) = tier_details(CATALOGUE, frame_of(rows), as_of=as_of, data_year=2025, tiers=["hnte"])
    for row, answer in zip(rows, frame.sort("firm_id").iter_rows(named=True), strict=True):
        assert not compare(Interpreter(CATALOGUE, rule_set, row, as_of, 2025, Case.NEW), answer, rule_set)
