"""What has to be looked at once a year for each programme: a tier with at least one rule set."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlmodel import Session, select

from registry.catalogue.reader import Catalogue
from registry.domain.access import Action, Person, require
from registry.domain.errors import NotFound
from registry.domain.texts import mark
from registry.services import journal
from registry.services.policy.reach import may_rule, require_rule
from registry.store.policy import ChecklistMark

ITEMS: Mapping[str, str] = {
    "notice": mark("当年的申报或复核通知已登记文号和日期"),
    "thresholds": mark("门槛与最新通知逐条核对"),
    "days": mark("生效和截止日期、过渡安排已核对"),
    "indicators": mark("指标口径与当年申报表一致"),
    "cases": mark("案例全部相符"),
}


def marks_of_year(session: Session, year: int) -> dict[tuple[str, str], ChecklistMark]:
    """What is done in a year, by tier and item."""
    found = session.exec(select(ChecklistMark).where(ChecklistMark.year == year))
    return {(each.tier, each.item): each for each in found}


def programmes(catalogue: Catalogue) -> list[str]:
    """The tiers with a rule set, in ladder order."""
    rated = {rule_set.tier for rule_set in catalogue.rule_sets}
    return [tier for tier in catalogue.ladder if tier in rated]


def may_mark(person: Person, catalogue: Catalogue, tier: str) -> bool:
    """Whether the person answers for some version of the tier."""
    return any(may_rule(person, each.jurisdiction, catalogue) for each in catalogue.rule_sets if each.tier == tier)


def set_mark(
    session: Session, person: Person, catalogue: Catalogue, tier: str, year: int, item: str, *, note: str, now: datetime
) -> bool:
    """Tick an item, or take the tick back where it has one; whether it is ticked afterwards. Raises NotFound and NotAllowed."""
    require(person, Action.MANAGE_RULES)
    if tier not in programmes(catalogue) or item not in ITEMS:
        raise NotFound(what=mark("这一项"))
    if not may_mark(person, catalogue, tier):
        places = [each.jurisdiction for each in catalogue.rule_sets if each.tier == tier]
        require_rule(person, places[0], catalogue)
    held = marks_of_year(session, year).get((tier, item))
    text = f"{tier} {year} {item}"
    if held is not None:
        session.delete(held)
        journal.note(session, person, "rules.untick", now=now, text=text)
        return False
    session.add(ChecklistMark(tier=tier, year=year, item=item, note=note.strip(), done_by=person.name, done_at=now))
    journal.note(session, person, "rules.tick", now=now, text=text)
    return True
