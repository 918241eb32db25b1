"""Trying a draft: its own cases, one firm beside the version in force, and a firm of the register as a nameless case."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlmodel import Session

from registry.catalogue.reader import Catalogue
from registry.domain.access import Action, Person, require
from registry.domain.choosing import NATIONAL
from registry.domain.effective import Period
from registry.domain.explaining import explain_firm
from registry.domain.explanation import ConditionResult, Explanation
from registry.domain.outcomes import Case
from registry.domain.rulesets import RuleSet
from registry.domain.standards import Occasion
from registry.services import journal
from registry.services.firm_facts import firm_facts
from registry.services.policy.drafts import open_draft, sound_rule
from registry.services.policy.own_cases import SEPARATOR
from registry.services.policy.recording import touch
from registry.services.rule_case_results import CaseResult, run_cases
from registry.services.rule_cases import Example, cases_in
from registry.store.policy import RuleDraft
from registry.store.scope import get_firm_in_scope

ALWAYS = Period(date(1900, 1, 1))


def world_with(catalogue: Catalogue, rule_set: RuleSet) -> Catalogue:
    """The catalogue with the draft in force on every day, in the place of those for its tier, place and case."""
    kept = [
        each
        for each in catalogue.rule_sets
        if (each.tier, each.jurisdiction) != (rule_set.tier, rule_set.jurisdiction)
        or not set(each.cases) & set(rule_set.cases)
    ]
    return replace(catalogue, rule_sets=(*kept, replace(rule_set, effective=ALWAYS)))


def world_of_cases(catalogue: Catalogue, rule_set: RuleSet) -> Catalogue:
    """The catalogue with the draft alone for its tier, in force always and everywhere: a case need not say where its firm is."""
    kept = tuple(each for each in catalogue.rule_sets if each.tier != rule_set.tier)
    return replace(catalogue, rule_sets=(*kept, replace(rule_set, effective=ALWAYS, jurisdiction=NATIONAL)))


def cases_of(draft: RuleDraft, rule_set: RuleSet) -> tuple[Example, ...]:
    """The draft's cases as if they were written for it. Raises UnusableCase with the place of the fault."""
    texts = [text for text in draft.cases.split(SEPARATOR) if text.strip()]
    found: list[Example] = []
    for number, text in enumerate(texts, 1):
        file = f"案例 {number}" if len(texts) > 1 else "案例"
        found += [replace(example, rule_set=rule_set.id) for example in cases_in(text, file)]
    return tuple(found)


def run_own_cases(draft: RuleDraft, catalogue: Catalogue) -> list[CaseResult]:
    """Every case of the draft held against it. Raises DraftHasFaults and UnusableCase."""
    rule_set = sound_rule(draft, catalogue)
    return run_cases(world_of_cases(catalogue, rule_set), cases_of(draft, rule_set))


def save_cases(
    session: Session, person: Person, catalogue: Catalogue, draft_id: int, text: str, *, version: int, now: datetime
) -> None:
    """Take another text of cases. Raises UnusableCase for one that is not in the agreed form."""
    draft = open_draft(session, person, catalogue, draft_id, version)
    for part in (part for part in text.split(SEPARATOR) if part.strip()):
        tuple(cases_in(part, "案例"))
    if text != draft.cases:
        draft.cases = text
        touch(session, person, draft, now)
        journal.note(session, person, "draft.cases", now=now, text=f"draft={draft_id}")


@dataclass(frozen=True)
class FirmTrial:
    """One firm by the version in force (None where none applies) and by the draft."""

    before: Explanation | None
    after: Explanation | None

    def pairs(self) -> list[tuple[ConditionResult | None, ConditionResult | None]]:
        """Conditions of both by code, in the draft's order, those that only the old version has after them."""
        old = {one.rule.code: one for one in self.before.conditions()} if self.before else {}
        new = {one.rule.code: one for one in self.after.conditions()} if self.after else {}
        return [(old.get(code), one) for code, one in new.items()] + [
            (one, None) for code, one in old.items() if code not in new
        ]


def try_firm(
    session: Session,
    person: Person,
    catalogue: Catalogue,
    draft: RuleDraft,
    firm_id: int,
    *,
    as_of: date,
    data_year: int,
) -> FirmTrial:
    """A firm in scope judged both ways on its figures of today."""
    require(person, Action.VIEW_FIRMS)
    get_firm_in_scope(session, person, firm_id)
    rule_set = sound_rule(draft, catalogue)
    row = firm_facts(session, catalogue, firm_id, as_of=as_of, data_year=data_year)
    occasion, worlds = Occasion(as_of, data_year, case_of(rule_set)), (catalogue, world_with(catalogue, rule_set))
    before, after = (explain_firm(world, row, occasion, [rule_set.tier]) for world in worlds)
    return FirmTrial(before[0] if before else None, after[0] if after else None)


def case_of(rule_set: RuleSet) -> Case:
    """The case type that a rule set is tried for."""
    return Case.NEW if Case.NEW in rule_set.cases else Case.REVIEW
