"""Random firms around the thresholds of a rule set: on them, just beside them, far from them, and with gaps everywhere.

Thresholds are read from the rule set itself, so firms that matter to a new one come by themselves. A firm is drawn from a mood:
a tidy firm mostly passes, a patchy one lacks figures, a wild one may be anything.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from registry.catalogue.reader import Catalogue
from registry.domain.comparators import Comparator
from registry.domain.formulas import Call, Name, Operation, Tree, walk
from registry.domain.indicators import Indicator, Kind, Level
from registry.domain.rulesets import BandedThreshold, Condition, Part, RuleSet
from registry.domain.scoring import below

INDUSTRIES = (
    "C3912",
    "39",
    "C",
    "51",
    "5211",
    "59",
    "591",
    "70",
    "702",
    "I65",
    "6510",
    "71",
    "J66",
    "84",
    "E",
    "01",
    "H62",
    "O81",
    "R86",
    "85",
    "",
)
TEXTS = ("别的", "甲")
PASSING = (1.0, 1.0, 1.001, 1.1, 1.5, 3.0)
AROUND = (1.0, 1.0, 0.999, 1.001, 1.1, 0.85, 1.5, 0.5, 3.0)
NUDGES = (0, 0, 0, 1, -1, 0.01, -0.01)
WILD = {
    Kind.AMOUNT: (0.0, -100.0, 100.0, 150.0, 1000.0, 4000.0, 19999.99, 20000.0, 40000.0),
    Kind.COUNT: (0.0, 1.0, 2.0, 3.0, 5.0, 100.0, 299.0, 300.0, 1000.0),
    Kind.RATIO: (0.0, 0.05, 0.5, 1.0),
}
Row = dict[str, Any]


@dataclass(frozen=True)
class Edge:
    """A number that a value is held against, and whether it has to lie below it."""

    number: float
    lower_is_better: bool = False

    def near(self, chance: random.Random, tidy: bool) -> float:
        if not tidy:
            return self.number * chance.choice(AROUND)
        factor = chance.choice(PASSING)
        return self.number / factor if self.lower_is_better else self.number * factor


def tests(rule_set: RuleSet) -> Iterator[tuple[Tree, list[Edge], Any]]:
    """Every formula of the rule set with what it is held against: numbers, or the wanted flag or texts."""
    for leaf in rule_set.conditions():
        if not isinstance(leaf, Condition) or leaf.formula is None:
            continue
        down = leaf.comparator in (Comparator.AT_MOST, Comparator.LESS_THAN)
        if isinstance(leaf.threshold, BandedThreshold):
            yield leaf.formula.tree, [Edge(band.value, down) for band in leaf.threshold.bands], None
            limits = [Edge(band.up_to) for band in leaf.threshold.bands if band.up_to is not None]
            yield leaf.threshold.by.tree, limits, None
        else:
            yield leaf.formula.tree, _edges(leaf.threshold, down), leaf.threshold
    parts: list[Part] = list(rule_set.scores)
    while parts:
        part = parts.pop()
        parts.extend(below(part))
        for step in part.steps:
            yield step.formula.tree, _edges(step.threshold, step.comparator is Comparator.LESS_THAN), None


def _edges(threshold: Any, down: bool) -> list[Edge]:
    found = threshold if isinstance(threshold, tuple) else (threshold,)
    return [Edge(float(n), down) for n in found if isinstance(n, int | float) and not isinstance(n, bool)]


class Palette:
    """What values an indicator may take before a rule set."""

    def __init__(self, catalogue: Catalogue, rule_set: RuleSet, as_of: date) -> None:
        self.catalogue, self.rule_set, self.as_of = catalogue, rule_set, as_of
        self.edges: dict[str, list[Edge]] = {}
        self.ratios: list[tuple[str, tuple[str, ...], list[Edge]]] = []
        self.wanted: dict[str, Any] = {}
        names = {"industry_code", "founded_on", "staff", "revenue", "total_assets"}
        for tree, edges, wanted in tests(rule_set):
            self._learn(tree, edges, wanted)
            names |= {node.code for node in walk(tree) if isinstance(node, Name)}
        self.names = sorted(names & set(catalogue.indicators))
        prefix = f"decision:{rule_set.tier}:{rule_set.id}:"
        self.leaves = [(leaf, prefix + leaf.code) for leaf in rule_set.conditions()]

    def _learn(self, tree: Tree, edges: list[Edge], wanted: Any) -> None:
        match tree:
            case Call("title", _, _, tier):
                self.wanted[f"title:{tier}"] = wanted
            case Operation("/", left, right):
                above = [node.code for node in walk(left) if isinstance(node, Name)]
                under = tuple(node.code for node in walk(right) if isinstance(node, Name))
                if above and under and edges:
                    self.ratios.append((above[0], under, edges))
            case _:
                for node in walk(tree):
                    if isinstance(node, Name):
                        self.edges.setdefault(node.code, []).extend(edges)
                        if not edges:
                            self.wanted[node.code] = wanted

    def firm(self, chance: random.Random) -> Row:
        """One firm."""
        tidy = chance.random() < 0.6
        gaps = chance.choice((0.0, 0.0, 0.02)) if tidy else chance.choice((0.0, 0.1, 0.4))
        growth = chance.choice((1.05, 1.06, 1.2, 1.35)) if tidy else chance.choice((1.0, 1.05, 1.35, 0.9))
        row: Row = {}
        for name in self.names:
            indicator = self.catalogue.indicators[name]
            as_usual = tidy and chance.random() < 0.97
            if indicator.level is Level.FIRM:
                row[name] = self.firm_value(indicator, chance, as_usual)
                continue
            base = self.yearly_value(indicator, chance, as_usual)
            for lag in range(4):
                row[_column(name, lag)] = self._earlier(indicator, base, growth**lag, chance, as_usual)
        self._set_ratios(row, chance, tidy)
        for name in [name for name in row if chance.random() < gaps]:
            row[name] = None
        for tier in self.catalogue.ladder:
            wanted = self.wanted.get(f"title:{tier}")
            row[f"title:{tier}"] = bool(wanted) if tidy and chance.random() < 0.95 else chance.random() < 0.5
        agreed = chance.choice((0.0, 0.9)) if tidy else 0.0
        for leaf, decision in self.leaves:
            looked_at = isinstance(leaf, Condition) and leaf.unmet_means_manual and leaf.formula is not None
            if looked_at and leaf.formula.text in row and chance.random() < 0.06:
                row[leaf.formula.text] = not leaf.threshold  # a record that a person has to look at
            decided = chance.choice((None, None, None, True, True, False)) if chance.random() > agreed else True
            row[decision] = decided
        return row

    def _earlier(self, indicator: Indicator, base: Any, growth: float, chance: random.Random, as_usual: bool) -> Any:
        if not as_usual and chance.random() < 0.15:
            return self.yearly_value(indicator, chance, as_usual)
        return round(base / growth, 2) if indicator.kind is Kind.AMOUNT else base

    def _set_ratios(self, row: Row, chance: random.Random, tidy: bool) -> None:
        """Numerators on, above or below their share of the denominator; a tidy firm keeps what is already better."""
        for above, under, edges in self.ratios:
            edge = chance.choice(edges)
            own = tidy and chance.random() < 0.97
            if chance.random() < 0.1:
                continue
            for lag in range(4):
                known = [row[_column(name, lag)] for name in under if row.get(_column(name, lag)) is not None]
                if not known:
                    continue
                share = round(known[0] * edge.near(chance, own), 4)
                present = row.get(_column(above, lag))
                keeps = own and present is not None and not edge.lower_is_better and known[0] > present > share
                row[_column(above, lag)] = present if keeps else share

    def yearly_value(self, indicator: Indicator, chance: random.Random, as_usual: bool) -> Any:
        if indicator.kind is Kind.FLAG:
            return chance.random() < 0.5
        if not indicator.kind.is_numeric:
            return chance.choice(indicator.choices or TEXTS)
        return self._number(indicator, chance, as_usual)

    def _number(self, indicator: Indicator, chance: random.Random, as_usual: bool) -> float:
        edges = self.edges.get(indicator.code, [])
        if as_usual:
            return round(chance.choice(edges).near(chance, True), 4) if edges else chance.choice((10.0, 1000.0))
        if edges and chance.random() < 0.7:
            return round(chance.choice(edges).near(chance, False) + chance.choice(NUDGES), 4)
        return chance.choice(WILD.get(indicator.kind, (0.0, 1.0, 3.0, 10.0, 60.0)))

    def firm_value(self, indicator: Indicator, chance: random.Random, as_usual: bool) -> Any:
        wanted = self.wanted.get(indicator.code)
        if as_usual and wanted is not None:
            return chance.choice(wanted) if isinstance(wanted, tuple) else wanted
        match indicator.kind:
            case Kind.FLAG:
                return chance.random() < 0.3
            case Kind.DATE:
                days = (
                    (400, 800, 1000, 1500, 3000)
                    if as_usual
                    else (-10, 0, 364, 365, 366, 500, 800, 1000, 1900, 3653, 5000, 6000)
                )
                return self.as_of - timedelta(days=chance.choice(days))
            case Kind.YEAR:
                back = (0, 1, 2, 3) if as_usual else (-1, 0, 1, 2, 3, 4, 5, 6, 9, 10)
                return self.as_of.year - chance.choice(back)
        if indicator.code == "industry_code":
            listed = [prefix for leaf in self.rule_set.conditions() for prefix in getattr(leaf, "industries", ())]
            return chance.choice(listed or ["C3912"]) if as_usual else chance.choice([*INDUSTRIES, *listed, *listed])
        if not indicator.kind.is_numeric:
            return chance.choice(indicator.choices + TEXTS)
        return self._number(indicator, chance, as_usual)


def _column(name: str, lag: int) -> str:
    return f"{name}@{-lag}" if lag else f"{name}@0"
