"""What an overlay rests on: whether that still counts, whether there is a newer version of it, and resting on another one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from registry.catalogue.reader import Catalogue, names_of
from registry.catalogue.rule_checking import check_rule
from registry.catalogue.rule_writing import plain, rule_text
from registry.catalogue.ruleset_files import read_document
from registry.domain.access import Person
from registry.domain.errors import CatalogueError, NotFound
from registry.domain.outcomes import Case
from registry.domain.rulesets import RuleSet
from registry.services.policy.changing import keep_text
from registry.services.policy.drafts import checked, open_draft
from registry.services.policy.refusals import BaseDoesNotFit
from registry.store.policy import RuleDraft


@dataclass(frozen=True)
class BaseState:
    """The base of a draft or version: withdrawn or gone from the catalogue, and the newest version that follows it; of one that
    is gone the newest that is left."""

    id: str
    is_gone: bool
    newer: RuleSet | None


def base_state(catalogue: Catalogue, base_id: str, base: RuleSet | None = None) -> BaseState:
    """How a base stands; `base` is what was kept of one that the catalogue no longer has."""
    known = next((each for each in catalogue.rule_sets if each.id == base_id), None)
    base = known or base
    later = _same_place(catalogue, base) if base else []
    if base is not None and known is not None:
        later = [each for each in later if each.effective.start > base.effective.start]
    return BaseState(base_id, known is None, max(later, key=lambda each: _nearness(each, base), default=None))


def _nearness(each: RuleSet, base: RuleSet | None) -> tuple[date, int, bool]:
    """The newest first; of two of one day the one that shares more cases, then the one for new firms."""
    shared = set(each.cases) & set(base.cases if base else ())
    return each.effective.start, len(shared), Case.NEW in each.cases


def _same_place(catalogue: Catalogue, base: RuleSet) -> list[RuleSet]:
    """The versions for the same tier and place that share a case."""
    return [
        each
        for each in catalogue.rule_sets
        if (each.tier, each.jurisdiction) == (base.tier, base.jurisdiction) and set(each.cases) & set(base.cases)
    ]


def kept_base(draft: RuleDraft, catalogue: Catalogue) -> RuleSet | None:
    """The base as it was when the draft took it; None for a whole draft."""
    if not draft.base_document:
        return None
    try:
        return read_document(draft.base_document, names_of(catalogue.indicators, catalogue.ladder))
    except CatalogueError:
        return None


def resting_on(catalogue: Catalogue, rule_set_id: str) -> list[RuleSet]:
    """The versions that are overlays of a version."""
    return [each for each in catalogue.rule_sets if each.extends == rule_set_id]


def rebase(
    session: Session, person: Person, catalogue: Catalogue, draft_id: int, base_id: str, *, version: int, now: datetime
) -> None:
    """Let an overlay rest on another version; its own changes stay. Raises BaseDoesNotFit where they speak of what it lacks."""
    draft = open_draft(session, person, catalogue, draft_id, version)
    overlay = checked(draft, catalogue).overlay
    wanted = next((each for each in catalogue.rule_sets if each.id == base_id), None)
    if overlay is None or wanted is None:
        raise NotFound(what=base_id)
    text = rule_text(plain(overlay) | {"extends": base_id})
    read = check_rule(text, names_of(catalogue.indicators, catalogue.ladder), {base_id: wanted.document})
    if read.entry is None:
        raise BaseDoesNotFit(id=base_id, reason=read.faults[0].reason)
    keep_text(session, person, catalogue, draft, text, now)
