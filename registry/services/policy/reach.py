"""For which places a person may write and publish rule sets: their own jurisdiction and what lies below it, never above."""

from __future__ import annotations

from registry.catalogue.reader import Catalogue
from registry.domain.access import Action, Person, may, require
from registry.domain.choosing import NATIONAL, ZONE
from registry.domain.errors import NotAllowed
from registry.domain.texts import mark


class OutsideJurisdiction(NotAllowed):
    """A rule set of a place that the person is not responsible for."""

    template = mark("您只能起草和发布本地区（{own}）及以下的认定标准，不能用于“{place}”。")


def may_rule(person: Person, jurisdiction: str, catalogue: Catalogue) -> bool:
    """Whether the person may draft and publish there. An account without division is responsible everywhere; one that is
    limited to a park, for the zone of that park only."""
    if not may(person.role, Action.MANAGE_RULES):
        return False
    if person.park:
        zone = catalogue.zones.get(person.park)
        return zone is not None and jurisdiction == f"{ZONE}{zone}"
    return _place(jurisdiction, catalogue).startswith(person.division)


def require_rule(person: Person, jurisdiction: str, catalogue: Catalogue) -> None:
    """Raise NotAllowed where `may_rule` says no."""
    require(person, Action.MANAGE_RULES)
    if not may_rule(person, jurisdiction, catalogue):
        own, place = (catalogue.divisions.name(code) if code else code for code in (person.division, jurisdiction))
        raise OutsideJurisdiction(own=person.park or own, place=mark("全国") if jurisdiction == NATIONAL else place)


def own_jurisdiction(person: Person, catalogue: Catalogue) -> str:
    """The jurisdiction that a new draft of the person begins with."""
    zone = catalogue.zones.get(person.park)
    return f"{ZONE}{zone}" if zone else person.division or NATIONAL


def _place(jurisdiction: str, catalogue: Catalogue) -> str:
    if jurisdiction.startswith(ZONE):
        return catalogue.zone_divisions.get(jurisdiction.removeprefix(ZONE), "-")
    return jurisdiction
