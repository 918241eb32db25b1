"""What a draft would do to the firms in scope, once it is measured: the newest answer, and whose it is."""

from __future__ import annotations

from sqlmodel import Session, col, select

from registry.catalogue.reader import Catalogue
from registry.domain.access import Action, Person, require
from registry.domain.errors import NotFound, RegistryError
from registry.domain.rulesets import RuleSet
from registry.domain.texts import mark
from registry.services.policy.drafts import get_draft, sound_rule
from registry.store.policy import RuleImpact


def latest(session: Session, person: Person, draft_id: int) -> RuleImpact | None:
    """The newest answer that was measured for the person's own scope."""
    statement = select(RuleImpact).where(
        RuleImpact.draft_id == draft_id, RuleImpact.division == person.division, RuleImpact.park == person.park
    )
    return session.exec(statement.order_by(col(RuleImpact.id).desc()).limit(1)).first()


def get_impact(session: Session, person: Person, catalogue: Catalogue, impact_id: int) -> RuleImpact:
    """An answer for the person's own scope about a draft of their reach; else NotFound."""
    require(person, Action.MANAGE_RULES)
    found = session.get(RuleImpact, impact_id)
    if found is None or (found.division, found.park) != (person.division, person.park):
        raise NotFound(what=mark("这次测算"))
    get_draft(session, person, catalogue, found.draft_id)
    return found


def rule_of(session: Session, person: Person, catalogue: Catalogue, found: RuleImpact) -> RuleSet | None:
    """The draft's rule set for the labels of conditions, where it still can be read."""
    draft = get_draft(session, person, catalogue, found.draft_id)
    try:
        return sound_rule(draft, catalogue)
    except RegistryError:
        return None
