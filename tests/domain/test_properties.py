"""What holds for every firm: more facts never blur a verdict, better figures never worsen it, order and company change nothing.

Each hypothesis example is a whole crowd of random firms, evaluated in one frame.
"""

from __future__ import annotations

import random
from dataclasses import replace
from functools import lru_cache
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.catalogue.reader import load_catalogue
from registry.domain.formulas import Call, Name, walk
from registry.domain.indicators import Level
from registry.domain.ladder import evaluate_ladder, tier_details
from registry.domain.outcomes import Verdict
from registry.domain.rulesets import Condition, Group, Node, Part, RuleSet
from registry.domain.scoring import below
from tests.domain.frames import frame_of
from tests.domain.random_firms import Palette, Row
from tests.domain.standards import Standards
from tests.domain.test_second_reading import day_of, place_of

CATALOGUE = load_catalogue()
RULE_SETS = st.sampled_from(CATALOGUE.rule_sets)
SEEDS = st.integers(0, 2**32)
CROWD = 80
WORST_FIRST = [Verdict.INELIGIBLE, Verdict.UNDETERMINED, Verdict.REVIEW, Verdict.ELIGIBLE]
calm = settings(max_examples=12, deadline=None, derandomize=True, database=None)


@lru_cache(maxsize=64)
def palette(rule_set: RuleSet) -> Palette:
    return Palette(CATALOGUE, rule_set, day_of(rule_set))


def crowd(rule_set: RuleSet, chance: random.Random, size: int = CROWD) -> list[Row]:
    colours, place = palette(rule_set), place_of(rule_set)
    return [{**colours.firm(chance), **place} for _ in range(size)]


def undecided(rows: list[Row]) -> list[Row]:
    """The same firms before anybody has decided anything."""
    return [{name: value for name, value in row.items() if not name.startswith("decision:")} for row in rows]


def verdicts(rule_set: RuleSet, rows: list[Row]) -> list[str]:
    """The verdict of each firm, in order; "none" where nothing of the rule set applies to it."""
    found = details(rule_set, frame_of(rows))
    by_firm = dict(zip(found["firm_id"].to_list(), found["verdict"].to_list(), strict=True))
    return [by_firm.get(firm_id, "none") for firm_id in range(len(rows))]


def details(rule_set: RuleSet, frame: pl.DataFrame) -> pl.DataFrame:
    as_of = day_of(rule_set)
    ((_, answer),) = tier_details(
        Standards((rule_set,)),
        frame,
        as_of=as_of,
        data_year=as_of.year - 1,
        case=rule_set.cases[0],
        tiers=[rule_set.tier],
    )
    return answer.sort("firm_id")


@calm
@given(RULE_SETS, SEEDS)
def test_adding_a_fact_never_turns_a_known_verdict_into_an_unknown_one(rule_set: RuleSet, seed: int) -> None:
    """Facts in whose absence the rule presumes something are left out: there a new fact rightly replaces the presumption."""
    chance = random.Random(seed)
    rows = crowd(rule_set, chance)
    told = [add_a_fact(row, rule_set, chance) for row in rows]
    for before, after, row in zip(verdicts(rule_set, rows), verdicts(rule_set, told), told, strict=True):
        if before in ("eligible", "ineligible"):
            assert after != "undetermined", row


def add_a_fact(row: Row, rule_set: RuleSet, chance: random.Random) -> Row:
    """The firm with one of its gaps filled; zeros are left out, since dividing by them is rightly unknown."""
    known = set(CATALOGUE.indicators) - presumed(rule_set)
    gaps = [name for name, value in row.items() if value is None and name.partition("@")[0] in known]
    if not gaps:
        return row
    name = chance.choice(gaps)
    indicator = CATALOGUE.indicators[name.partition("@")[0]]
    draw = palette(rule_set).firm_value if indicator.level is Level.FIRM else palette(rule_set).yearly_value
    value = draw(indicator, chance, True)
    return {**row, name: 1.0 if isinstance(value, float) and value <= 0 else value}


@lru_cache(maxsize=64)
def presumed(rule_set: RuleSet) -> frozenset[str]:
    """Facts that something stands in for while they are missing.

    Claims presumed not made, records presumed clear, the first choice of `first(a, b)`, alternatives of a score that add
    nothing while they are missing, and the founding day (without it a firm counts as old enough for three years).
    """
    found = {"founded_on"}
    trees = [leaf.formula.tree for leaf in rule_set.conditions() if isinstance(leaf, Condition) and leaf.formula]
    for leaf in rule_set.conditions():
        if isinstance(leaf, Condition) and leaf.formula is not None and leaf.missing.is_assumption:
            found |= set(leaf.formula.names)
    parts = list(rule_set.scores)
    while parts:
        part = parts.pop()
        parts.extend(below(part))
        trees += [step.formula.tree for step in part.steps]
        found |= {name for item in part.best_of for name in names_below(item)}
    calls = [node for tree in trees for node in walk(tree) if isinstance(node, Call) and node.function == "first"]
    first_choices = (node.code for call in calls for node in walk(call.arguments[0]) if isinstance(node, Name))
    return frozenset(found | set(first_choices))


def names_below(part: Part) -> set[str]:
    own = {name for step in part.steps for name in step.formula.names}
    return own.union(*(names_below(item) for item in below(part)))


# Figures that a rule set wants high. Revenue is not among them: it divides.
WANTED_HIGH = {
    "tech_sme": ("st_staff", "rd_expense", "ip_class1", "ip_class2", "standards_led"),
    "hnte": ("st_staff", "hightech_income", "rd_expense_domestic", "ip_class1", "ip_class2", "result_conversions"),
    "srdi_sme": ("niche_years", "main_revenue", "rd_expense", "equity_financing", "ip_class1", "srdi_score"),
    "little_giant": ("niche_years", "main_revenue", "rd_expense", "market_share", "ip_class1", "srdi_score"),
}
MONOTONE = st.sampled_from(
    [
        CATALOGUE.rule_set(known)
        for known in (
            "tech_sme/CN/2017-05-03",
            "hnte/CN/2016-01-01",
            "srdi_sme/CN/2026-04-01",
            "srdi_sme/CN/2026-04-01/review",
            "little_giant/CN/2026-04-01",
        )
    ]
)


@calm
@given(MONOTONE, SEEDS)
def test_raising_a_figure_that_a_rule_wants_high_never_makes_the_verdict_worse(rule_set: RuleSet, seed: int) -> None:
    chance = random.Random(seed)
    rows = undecided(crowd(rule_set, chance))
    better = [raise_a_figure(row, rule_set, chance) for row in rows]
    for before, after, row in zip(verdicts(rule_set, rows), verdicts(rule_set, better), better, strict=True):
        assert WORST_FIRST.index(Verdict(after)) >= WORST_FIRST.index(Verdict(before)), row


def raise_a_figure(row: Row, rule_set: RuleSet, chance: random.Random) -> Row:
    """The firm with one figure higher; firms with negative amounts are left alone, since a negative whole turns every share."""
    name = chance.choice(WANTED_HIGH[rule_set.tier]) + "@0"
    negative = any(
        isinstance(value, float) and value < 0 for key, value in row.items() if not key.startswith("net_assets")
    )
    if row.get(name) is None or negative:
        return row
    return {**row, name: row[name] + chance.choice((0.01, 1, 10, 1000))}


@calm
@given(RULE_SETS, SEEDS)
def test_the_order_of_conditions_does_not_matter(rule_set: RuleSet, seed: int) -> None:
    chance = random.Random(seed)
    frame = frame_of(crowd(rule_set, chance))
    mixed = replace(rule_set, requires=shuffled(rule_set.requires, chance))
    columns = ["firm_id", "verdict", "candidate_class", "fixes", *(f"{node.code}.outcome" for node in rule_set.nodes())]
    assert details(rule_set, frame).select(columns).equals(details(mixed, frame).select(columns))


def shuffled(node: Node, chance: random.Random) -> Any:
    if not isinstance(node, Group):
        return node
    members = [shuffled(member, chance) for member in node.members]
    chance.shuffle(members)
    return replace(node, members=tuple(members))


@pytest.mark.parametrize("rule_set", CATALOGUE.rule_sets, ids=lambda rule_set: rule_set.id)
def test_a_firm_alone_and_among_ten_thousand_gets_the_same_answer(rule_set: RuleSet) -> None:
    chance = random.Random(rule_set.id)
    known = frame_of(crowd(rule_set, chance, 500))
    frame = pl.concat([known] * 20).with_columns(pl.int_range(10_000, dtype=pl.Int64).alias("firm_id"))
    among = ladder_answer(rule_set, frame)
    assert among.height == 10_000 or rule_set.tier == "above_scale", "only industries outside the table have no answer"
    for number in chance.sample(range(10_000), 5):
        alone = ladder_answer(rule_set, frame.filter(pl.col("firm_id") == number))
        assert alone.equals(among.filter(pl.col("firm_id") == number)), number


def ladder_answer(rule_set: RuleSet, frame: pl.DataFrame) -> pl.DataFrame:
    as_of = day_of(rule_set)
    return evaluate_ladder(
        Standards((rule_set,)),
        frame,
        as_of=as_of,
        data_year=as_of.year - 1,
        case=rule_set.cases[0],
        tiers=[rule_set.tier],
    )


@calm
@given(RULE_SETS, SEEDS)
def test_a_column_that_is_absent_says_the_same_as_one_that_is_empty(rule_set: RuleSet, seed: int) -> None:
    chance = random.Random(seed)
    rows = crowd(rule_set, chance, 20)
    name = chance.choice([name for name in rows[0] if "@" in name])
    empty = frame_of([{**row, name: None} for row in rows])
    assert ladder_answer(rule_set, empty).equals(ladder_answer(rule_set, empty.drop(name)))


@calm
@given(RULE_SETS, SEEDS)
def test_the_order_of_firms_does_not_matter(rule_set: RuleSet, seed: int) -> None:
    frame = frame_of(crowd(rule_set, random.Random(seed)))
    mixed = frame.sample(fraction=1.0, shuffle=True, seed=seed % 1000)
    assert ladder_answer(rule_set, mixed).sort("firm_id").equals(ladder_answer(rule_set, frame).sort("firm_id"))
