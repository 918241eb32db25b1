"""What a draft begins with: a version, or a template without numbers, for a place and a first day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from registry.catalogue.reader import Catalogue
from registry.catalogue.rule_writing import document_of
from registry.domain.access import Person
from registry.domain.errors import InvalidInput
from registry.domain.rulesets import RuleSet
from registry.domain.texts import mark
from registry.services import journal
from registry.services.policy.changing import written
from registry.services.policy.documents import Document
from registry.services.policy.own_cases import shipped_cases
from registry.services.policy.reach import require_rule
from registry.services.policy.recording import remember
from registry.store.policy import RuleDraft

UNCITED = "待填"  # stands for an article until somebody names it
TEMPLATES = {"blank": mark("空白：一条由人判断的条件"), "vetoes": mark("带常见的一票否决条件（失信、异常名录、事故）")}


@dataclass(frozen=True)
class Beginning:
    """What a new draft begins with: a name, the version or template it is from, where and from when it shall hold, and whether
    only what differs from the version is to be written."""

    name: str
    source: str
    tier: str
    jurisdiction: str
    effective_from: date
    is_overlay: bool = False


def start_draft(session: Session, person: Person, catalogue: Catalogue, wanted: Beginning, *, now: datetime) -> int:
    """Begin a draft and return its id. Raises InvalidInput, NotFound for an unknown version, NotAllowed for another place."""
    require_rule(person, wanted.jurisdiction, catalogue)
    if not wanted.name.strip():
        raise InvalidInput(field="name", reason=mark("请填写草稿名称，例如 2027 年瞪羚企业认定条件。"))
    is_template = wanted.source in TEMPLATES
    base = None if is_template else catalogue.rule_set(wanted.source)
    document = template_document(wanted) if base is None else copied(base, wanted)
    draft = RuleDraft(
        name=wanted.name.strip(),
        tier=document["tier"],
        jurisdiction=wanted.jurisdiction,
        base="" if is_template else wanted.source,
        base_document=base.document if base is not None and wanted.is_overlay else "",
        text="",
        cases="" if is_template else shipped_cases(wanted.source),
        authors=[person.account_id],
        created_by=person.name,
        created_at=now,
        updated_by=person.name,
        updated_at=now,
    )
    draft.text = written(draft, document)
    session.add(draft)
    session.flush()
    remember(session, draft)
    journal.note(
        session, person, "draft.create", now=now, text=f"draft={draft.id} {wanted.source} {wanted.jurisdiction}"
    )
    return draft.id or 0


def copied(rule_set: RuleSet, wanted: Beginning) -> Document:
    """The version as a draft for another time or place: the document it shall rest on is still to be named."""
    document = document_of(rule_set)
    source = {"number": "", "title": "", "issuer": "", "checked_on": document["source"]["checked_on"]}
    days = {"from": wanted.effective_from}
    return document | {"jurisdiction": wanted.jurisdiction, "effective": days, "source": source}


def template_document(wanted: Beginning) -> Document:
    """A draft from a template: no number is invented, so the templates hold none."""
    vetoes = [
        ("serious_violation", "未列入严重失信主体名单", "Not on the serious-dishonesty list"),
        ("abnormal_list", "未列入经营异常名录", "Not on the abnormal-operation list"),
        ("major_accident_3y", "近三年无重大安全、质量、环境等事故", "No major accident in three years"),
    ]
    conditions: list[Any] = [
        {"code": f"no_{code}", "label": {"zh": zh, "en": en}, "value": code, "is": False}
        | {"missing": "clear", "veto": True, "article": UNCITED, "confidence": "reported"}
        for code, zh, en in vetoes
        if wanted.source == "vetoes"
    ]
    question = {"zh": "由人判断的条件", "en": "A condition for a person"}
    conditions.append({"code": "question_1", "label": question, "manual": True, "article": UNCITED})
    return {
        "tier": wanted.tier,
        "jurisdiction": wanted.jurisdiction,
        "cases": ["new"],
        "effective": {"from": wanted.effective_from},
        "source": {"number": "", "title": "", "issuer": "", "checked_on": wanted.effective_from},
        "requires": {"all": conditions},
    }
