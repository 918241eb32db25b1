"""The whole catalogue, read strictly from the shipped files and from a bureau's own folder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from registry.catalogue.condition_entries import Names
from registry.catalogue.divisions import Divisions, read_divisions
from registry.catalogue.indicator_files import read_indicators, read_zero_with
from registry.catalogue.ladder_files import (
    read_industries,
    read_ladder,
    read_sizes,
    read_sources,
    read_zone_divisions,
    read_zones,
)
from registry.catalogue.question_files import read_questions
from registry.catalogue.ruleset_files import read_rule_sets
from registry.catalogue.strict import Entry, read_file
from registry.catalogue.target_files import read_targets
from registry.domain.errors import CatalogueError, NotFound
from registry.domain.facts import DERIVED
from registry.domain.indicators import Indicator, Indicators, Level
from registry.domain.industries import Industries
from registry.domain.parsing import Vocabulary
from registry.domain.questions import Topic
from registry.domain.rulesets import RuleSet
from registry.domain.sizes import SizeTable
from registry.domain.sources import Sources
from registry.domain.targets import CatalogueTargets
from registry.domain.texts import mark
from registry.domain.tiers import Ladder, Tier
from registry.domain.units import unit_of

SHIPPED = Path(__file__).parent


@dataclass(frozen=True)
class Catalogue:
    """Indicators, ladder, rule sets and the tables they rest on."""

    indicators: Indicators
    ladder: Ladder
    rule_sets: tuple[RuleSet, ...]
    size_classes: SizeTable
    industries: Industries
    zones: Mapping[str, str]
    zone_divisions: Mapping[str, str]
    divisions: Divisions
    zero_with: tuple[tuple[str, str], ...]
    sources: Sources
    targets: CatalogueTargets
    topics: tuple[Topic, ...]

    def rule_set(self, rule_set_id: str) -> RuleSet:
        """The rule set with that id; raises NotFound."""
        for rule_set in self.rule_sets:
            if rule_set.id == rule_set_id:
                return rule_set
        raise NotFound(what=mark("认定标准") + f" {rule_set_id}")


def load_catalogue(
    extra: Path | None = None, added: tuple[Indicator, ...] = (), tiers: tuple[Tier, ...] = ()
) -> Catalogue:
    """The shipped catalogue with the files of a bureau's own folder, if it exists, and indicators added elsewhere.

    `extra` may hold indicators.yaml (further, local indicators) and rulesets/**/*.yaml, which may name the added ones too.
    Where a file has an indicator of the same code, it counts. `tiers` are local ones, beside those of the ladder. Raises
    CatalogueError with file and line. Read once per folder, state of its files, indicators and tiers added.
    """
    files = tuple(sorted(extra.rglob("*.yaml"))) if extra is not None and extra.is_dir() else ()
    return _load(tuple((file, file.stat().st_mtime_ns) for file in files), added, tiers)


@lru_cache(maxsize=8)
def _load(extra: tuple[tuple[Path, int], ...], added: tuple[Indicator, ...], tiers: tuple[Tier, ...]) -> Catalogue:
    shipped = read_file(SHIPPED / "indicators.yaml")
    local = [read_file(file) for file, _ in extra if file.name == "indicators.yaml"]
    every = [*read_indicators(shipped), *(item for entry in local for item in read_indicators(entry, local=True))]
    indicators = Indicators(tuple(every))
    if len(indicators) != len(every):
        raise CatalogueError(file="indicators.yaml", line=1, reason="本地指标与已有指标代码相同")
    indicators = Indicators((*every, *(each for each in added if each.code not in indicators)))
    shipped_ladder = read_ladder(read_file(SHIPPED / "ladder.yaml"))
    ladder = shipped_ladder.joined_by(tiers)
    industries = read_industries(read_file(SHIPPED / "industries.yaml"))
    return Catalogue(
        indicators=indicators,
        ladder=ladder,
        rule_sets=read_rule_sets(_rule_documents(extra), names_of(indicators, ladder)),
        size_classes=read_sizes(read_file(SHIPPED / "sizes.yaml"), indicators),
        industries=industries,
        zones=read_zones(zones := read_file(SHIPPED / "zones.yaml")),
        zone_divisions=read_zone_divisions(zones),
        divisions=read_divisions(),
        zero_with=read_zero_with(shipped),
        sources=read_sources(read_file(SHIPPED / "sources.yaml")),
        targets=read_targets(read_file(SHIPPED / "targets.yaml"), indicators, ladder, industries),
        topics=read_questions(read_file(SHIPPED / "questions.yaml"), indicators),
    )


def names_of(indicators: Indicators, ladder: Ladder) -> Names:
    """What formulas may name: indicators, derived facts and tiers."""
    units = {**DERIVED, **{code: unit_of(indicator) for code, indicator in indicators.items()}}
    annual = frozenset(indicator.code for indicator in indicators.at_level(Level.ANNUAL))
    return Names(Vocabulary(units, annual, frozenset(ladder)), indicators)


def _rule_documents(extra: tuple[tuple[Path, int], ...]) -> list[tuple[Entry, str]]:
    files = sorted((SHIPPED / "rulesets").rglob("*.yaml")) + [
        file for file, _ in extra if file.name != "indicators.yaml"
    ]
    return [(read_file(file), file.read_text(encoding="utf-8")) for file in files]
