"""Which tiers rest on which titles: the steps that a change of one title can climb, each tier once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from registry.catalogue.reader import Catalogue
from registry.domain.choosing import in_force
from registry.domain.needs import names_read
from registry.domain.outcomes import Case
from registry.domain.rulesets import RuleSet
from registry.services.occasions import Occasion

TITLE = "title:"


@dataclass(frozen=True)
class Step:
    """A tier above the one that changes, and the titles it asks for that may change with it."""

    tier: str
    asks: tuple[str, ...]


def steps_above(catalogue: Catalogue, tier: str, occasion: Occasion) -> list[Step]:
    """Every tier that a change of the title can reach, each after those whose titles it asks for.

    Where two ask for each other (a champion may not apply as little giant), the lower one on the ladder comes first and does
    not hear of the other.
    """
    asks = {other: titles_asked(catalogue, other, occasion) - {other} for other in catalogue.ladder}
    reached = _reached(tier, asks)
    found: list[Step] = []
    while left := [other for other in catalogue.ladder if other in reached - {each.tier for each in found}]:
        done = {tier, *(each.tier for each in found)}
        free = [other for other in left if asks[other] & reached <= done]
        chosen = free[0] if free else next(other for other in left if asks[other] & done)
        found.append(Step(chosen, tuple(other for other in catalogue.ladder if other in asks[chosen] & done)))
    return found


def titles_asked(catalogue: Catalogue, tier: str, occasion: Occasion) -> frozenset[str]:
    """The tiers whose title some rule set of the tier in force asks for, for new firms or at renewal."""
    named = (name for each in rules_in_force(catalogue, tier, occasion) for name, _ in names_read(each))
    return frozenset(name.removeprefix(TITLE) for name in named if name.startswith(TITLE))


def rules_in_force(catalogue: Catalogue, tier: str, occasion: Occasion) -> Sequence[RuleSet]:
    """The rule sets of a tier on the occasion's day, for both cases."""
    both = (in_force(catalogue.rule_sets, tier, case, occasion.as_of) for case in (Case.NEW, Case.REVIEW))
    return list(dict.fromkeys(each for found in both for each in found))


def _reached(tier: str, asks: dict[str, frozenset[str]]) -> set[str]:
    reached: set[str] = set()
    titles = {tier}
    while new := {other for other, asked in asks.items() if asked & titles} - reached - {tier}:
        reached |= new
        titles = new
    return reached
