"""Answers the questions that only a person can answer, for the demo firms whose archetype says so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session, insert

from registry.catalogue.reader import Catalogue
from registry.domain.ladder import evaluate_ladder
from registry.domain.outcomes import Outcome
from registry.services.demo.generation import DemoFirm
from registry.services.demo.setting import read_setting
from registry.services.facts import facts
from registry.store.decisions import ManualDecision

DECIDED_BY = "示例专家组"
NOTES = {True: "示例：专家现场核查，材料属实，予以认可。", False: "示例：专家评议，材料不足以支持，暂不认可。"}


def answer_open_questions(
    session: Session, catalogue: Catalogue, firms: Sequence[DemoFirm], ids: Mapping[str, int], *, now: datetime
) -> None:
    """Store a decision on every condition that waits for a person, in the tiers that the firm's archetype decides."""
    decided = {ids[firm.credit_code]: firm.decide for firm in firms if firm.decide}
    setting = read_setting()
    known = facts(session, catalogue, as_of=setting.as_of, data_year=setting.data_year, firm_ids=list(decided))
    answers = evaluate_ladder(catalogue, known, as_of=setting.as_of, data_year=setting.data_year)
    rows = [
        {
            "firm_id": row["firm_id"],
            "tier": row["tier"],
            "rule_set": row["rule_set"],
            "condition": condition,
            "data_year": setting.data_year,
            "met": decided[row["firm_id"]][row["tier"]],
            "note": NOTES[decided[row["firm_id"]][row["tier"]]],
            "decided_by": DECIDED_BY,
            "decided_at": now,
        }
        for row in answers.iter_rows(named=True)
        if row["tier"] in decided[row["firm_id"]]
        for condition in _waiting(catalogue, row)
    ]
    session.execute(insert(ManualDecision), rows)


def _waiting(catalogue: Catalogue, row: Mapping[str, Any]) -> Iterator[str]:
    """Codes of the conditions whose outcome is manual; the outcomes stand in the rule set's reading order."""
    rule_set = next(item for item in catalogue.rule_sets if item.id == row["rule_set"])
    for leaf, digit in zip(rule_set.conditions(), row["outcomes"], strict=True):
        if int(digit) == Outcome.MANUAL:
            yield leaf.code
