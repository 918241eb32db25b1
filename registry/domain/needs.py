"""Which columns of the facts frame some rule sets read: what has to be loaded, and what has to be derived."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol

from registry.domain.choosing import NATIONAL, ZONE
from registry.domain.facts import at
from registry.domain.formulas import Call, Tree, walk
from registry.domain.indicators import Indicators, Level
from registry.domain.inputs import inputs
from registry.domain.kept import Kept
from registry.domain.missing import DERIVED_FROM, SINCE_FOUNDING
from registry.domain.rulesets import BandedThreshold, Condition, Part, RuleSet
from registry.domain.scoring import below
from registry.domain.sizes import SizeTable

DECISION = "decision:"
NEEDS_KEPT = 32


class Tables(Protocol):
    """What has to be known of a catalogue."""

    @property
    def indicators(self) -> Indicators: ...
    @property
    def size_classes(self) -> SizeTable: ...
    @property
    def zero_with(self) -> tuple[tuple[str, str], ...]: ...


def needed_facts(tables: Tables, rule_sets: Iterable[RuleSet]) -> frozenset[str]:
    """Columns of facts that the rule sets rest on, those that derived facts come from included; decisions are not named."""
    sets = tuple(rule_sets)
    held = (tables.indicators, tables.size_classes, sets)
    key = (id(tables.indicators), id(tables.size_classes), tables.zero_with, *map(id, sets))
    return _needed.get(key, held, lambda: _needed_facts(tables, sets))


_needed: Kept[frozenset[str]] = Kept(NEEDS_KEPT)


def _needed_facts(tables: Tables, rule_sets: Iterable[RuleSet]) -> frozenset[str]:
    annual = frozenset(indicator.code for indicator in tables.indicators.at_level(Level.ANNUAL))
    found: set[str] = set()
    for rule_set in rule_sets:
        found |= {f"title:{rule_set.tier}", *_place(rule_set.jurisdiction)}
        for code, back in names_read(rule_set):
            found |= {at(each, lag) if each in annual else each for each, lag in _sources(code, back, tables)}
    return frozenset(found | _wholes(found, tables.zero_with))


def names_read(rule_set: RuleSet) -> Iterator[tuple[str, int]]:
    """Pairs of a name and the years back, as the formulas say them; a title as `title:<tier>`."""
    for leaf in rule_set.conditions():
        if not isinstance(leaf, Condition):
            continue
        if leaf.industries:
            yield "industry_section", 0
        for lag in range(leaf.each if leaf.formula is not None else 0):
            yield from _tree_reads(leaf.formula.tree, lag)  # type: ignore[union-attr]
        if isinstance(leaf.threshold, BandedThreshold):
            yield from _tree_reads(leaf.threshold.by.tree, 0)
    for part in rule_set.scores:
        yield from _part_reads(part)


def _part_reads(part: Part) -> Iterator[tuple[str, int]]:
    for step in part.steps:
        yield from _tree_reads(step.formula.tree, 0)
    for each in below(part):
        yield from _part_reads(each)


def _tree_reads(tree: Tree, lag: int) -> Iterator[tuple[str, int]]:
    yield from inputs(tree, lag)
    for node in walk(tree):
        if isinstance(node, Call) and node.function == "title":
            yield f"title:{node.tier}", 0
        if isinstance(node, Call) and node.function in SINCE_FOUNDING:
            yield "founded_on", 0


def _sources(code: str, back: int, tables: Tables) -> Iterator[tuple[str, int]]:
    """The fact itself, or what a derived one comes from."""
    if code == "is_sme":
        yield from ((each, 0) for each in ("industry_code", *_size_inputs(tables.size_classes)))
    elif code in DERIVED_FROM:
        yield from ((each, 0) for each in DERIVED_FROM[code])
    elif code not in ("data_year", "as_of_year"):
        yield code, back


def _size_inputs(sizes: SizeTable) -> Iterator[str]:
    yield from (code for code, _ in sizes.any_industry)
    yield from (code for row in sizes.rows for code, _ in row.large)


def _place(jurisdiction: str) -> tuple[str, ...]:
    if jurisdiction == NATIONAL:
        return ()
    return ("zone",) if jurisdiction.startswith(ZONE) else ("division_code",)


def _wholes(found: set[str], zero_with: tuple[tuple[str, str], ...]) -> set[str]:
    """A subset is zero where its whole is zero, in every year."""
    added = set()
    for subset, whole in zero_with:
        for name in found:
            code, mark, year = name.partition("@")
            if mark and code == subset:
                added.add(f"{whole}@{year}")
    return added
