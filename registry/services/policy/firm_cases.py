"""A firm of the register as a nameless case of a draft: only what the rule reads, and what the draft says of it now."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import yaml
from sqlmodel import Session

from registry.catalogue.reader import Catalogue
from registry.domain.access import Action, Person, require
from registry.domain.explaining import explain_firm
from registry.domain.explanation import Explanation
from registry.domain.needs import needed_facts
from registry.domain.outcomes import Case
from registry.domain.rulesets import RuleSet
from registry.domain.standards import Occasion
from registry.services import journal
from registry.services.firm_facts import Row, firm_facts
from registry.services.policy.drafts import open_draft, sound_rule
from registry.services.policy.own_cases import SEPARATOR
from registry.services.policy.recording import touch
from registry.services.policy.trials import case_of, world_of_cases
from registry.services.rule_cases import cases_in
from registry.store.scope import get_firm_in_scope


def add_firm_case(
    session: Session,
    person: Person,
    catalogue: Catalogue,
    draft_id: int,
    firm_id: int,
    *,
    as_of: date,
    data_year: int,
    now: datetime,
) -> str:
    """Append a firm in scope to the draft's cases, without name, code and place, expecting what the draft says of it now.

    Returns the case's name. Only what the rule reads is taken over.
    """
    draft = open_draft(session, person, catalogue, draft_id, None)
    require(person, Action.VIEW_FIRMS)
    get_firm_in_scope(session, person, firm_id)
    rule_set = sound_rule(draft, catalogue)
    row = firm_facts(session, catalogue, firm_id, as_of=as_of, data_year=data_year)
    number = draft.cases.count("  - name:") + draft.cases.count("- name:") + 1
    name = f"登记库企业 {number}（匿名）"
    occasion = Occasion(as_of, data_year, case_of(rule_set))
    told = explain_firm(world_of_cases(catalogue, rule_set), row, occasion, [rule_set.tier])
    case = {"name": name, **_expected(told[0] if told else None)}
    base = _base(row, catalogue, rule_set, as_of, data_year)
    document = {"rule_set": draft.base or rule_set.id, "base": base, "cases": [case]}
    text = yaml.safe_dump(document, allow_unicode=True, sort_keys=False, width=110)
    tuple(cases_in(text, name))
    draft.cases = SEPARATOR.join(part for part in (draft.cases.rstrip("\n"), text) if part.strip())
    touch(session, person, draft, now)
    journal.note(session, person, "draft.case", now=now, firm_id=firm_id, text=f"draft={draft_id}")
    return name


def _expected(told: Explanation | None) -> dict[str, Any]:
    if told is None:
        return {"verdict": "none"}
    kind = told.candidate_class.value if told.candidate_class else "none"
    conditions = {result.rule.code: result.outcome.word for result in told.conditions()}
    return {"verdict": told.verdict.value, "class": kind, "conditions": conditions}


def _base(row: Row, catalogue: Catalogue, rule_set: RuleSet, as_of: date, data_year: int) -> dict[str, Any]:
    wanted = needed_facts(catalogue, [rule_set])
    held = {name: value for name, value in row.items() if value is not None and name in wanted}
    years: dict[int, dict[str, Any]] = {}
    for name, value in held.items():
        code, sign, lag = name.partition("@")
        if sign:
            years.setdefault(data_year + int(lag), {})[code] = value
    plain = {name: value for name, value in held.items() if "@" not in name and not name.startswith("title:")}
    base: dict[str, Any] = {"as_of": as_of, "data_year": data_year, "facts": plain, "years": years}
    if Case.NEW not in rule_set.cases:
        base["case"] = Case.REVIEW.value
    titles = {
        name.removeprefix("title:"): [None, None] for name, value in held.items() if name.startswith("title:") and value
    }
    return base | ({"titles": titles} if titles else {}) | _decisions(row, rule_set)


def _decisions(row: Row, rule_set: RuleSet) -> dict[str, Any]:
    """What people decided on the firm under any version of the tier, by condition."""
    codes = {leaf.code for leaf in rule_set.conditions()}
    prefix = f"decision:{rule_set.tier}:"
    found: Mapping[str, Any] = {
        name.rpartition(":")[2]: value
        for name, value in row.items()
        if name.startswith(prefix) and value is not None and name.rpartition(":")[2] in codes
    }
    return {"decisions": dict(found)} if found else {}
