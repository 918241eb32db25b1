"""Amendments and objections in words."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext
from sqlalchemy import select
from sqlmodel import Session

from registry.catalogue.reader import Catalogue
from registry.domain.access import Person
from registry.domain.indicators import Kind
from registry.domain.rulesets import RuleSet
from registry.services.rounds import amending, noticing
from registry.services.rounds.amendable import DECISION, amendables
from registry.services.rounds.assessing import MEMBER
from registry.services.rounds.listing import FIRM
from registry.services.rounds.noticing import ENDINGS, Ending
from registry.services.rounds.reach import members
from registry.store.membership import is_one_of
from registry.store.rounds import Round, RoundObjection
from registry.web.firms.decided import condition_label
from registry.web.formats import DASH, moment
from registry.web.languages import in_words, translated
from registry.web.listing import Choice
from registry.web.quantities import cell, unit_name
from registry.web.site import site


@dataclass(frozen=True)
class AmendmentLine:
    """One amendment; `may_decide` is for somebody else than the asker."""

    id: int
    member_id: int
    firm: str
    field: str
    old: str
    new: str
    reason: str
    asked: str
    status: str
    decided: str
    may_decide: bool


@dataclass(frozen=True)
class ObjectionLine:
    """One objection; `firm` is empty where it is against the whole list, `is_late` says that the notice had ended."""

    record: RoundObjection
    firm: str
    outcome: str
    is_late: bool


def amendment_lines(
    session: Session, person: Person, round_: Round, rule_set: RuleSet, member_id: int | None = None
) -> list[AmendmentLine]:
    """The amendments of the round, or of one firm of it, within the reader's scope."""
    assert round_.id is not None
    every = amending.amendments(session, round_.id, member_id)
    names = _names(session, person, round_.id, [one.round_firm_id for one in every])
    found = [one for one in every if one.round_firm_id in names]
    return [
        AmendmentLine(
            id=one.id or 0,
            member_id=one.round_firm_id,
            firm=names[one.round_firm_id],
            field=field_text(site().catalogue, rule_set, one.code, one.year),
            old=value_text(site().catalogue, one.code, one.old),
            new=value_text(site().catalogue, one.code, one.new),
            reason=one.reason,
            asked=f"{translated(one.asked_by)} {moment(one.asked_at)}",
            status=one.status,
            decided=f"{translated(one.decided_by or '')} {moment(one.decided_at)} {one.decision_note}".strip(),
            may_decide=one.status == "asked" and one.asker_id != person.account_id,
        )
        for one in found
    ]


def objection_lines(session: Session, person: Person, round_: Round) -> list[ObjectionLine]:
    """The objections that concern the reader's firms or the whole list."""
    assert round_.id is not None
    every = noticing.objections(session, round_.id)
    names = _names(session, person, round_.id, [one.round_firm_id for one in every if one.round_firm_id is not None])
    return [
        ObjectionLine(
            one,
            names.get(one.round_firm_id or 0, ""),
            translated(ENDINGS[Ending(one.outcome)]) if one.outcome else "",
            noticing.is_late(round_, one),
        )
        for one in every
        if one.round_firm_id is None or one.round_firm_id in names
    ]


def amendable_choices(catalogue: Catalogue, round_: Round, rule_set: RuleSet) -> list[Choice]:
    """The values that can be amended, as options of a form: code@year."""
    return [
        (f"{one.code}@{one.year}", field_text(catalogue, rule_set, one.code, one.year))
        for one in amendables(catalogue, round_, rule_set)
    ]


def field_text(catalogue: Catalogue, rule_set: RuleSet, code: str, year: int) -> str:
    """A value by its label, unit and year."""
    if code.startswith(DECISION):
        label = condition_label(rule_set, code.removeprefix(DECISION))
        return gettext("人工判断：%(label)s", label=label)
    indicator = catalogue.indicators[code]
    unit = f"（{unit_name(indicator.unit)}）" if indicator.unit else ""
    label = f"{in_words(indicator.label)}{unit}"
    return gettext("%(label)s · %(year)s 年", label=label, year=year) if year else label


def value_text(catalogue: Catalogue, code: str, text: str | None) -> str:
    """A kept value in words."""
    value: Any = None if text is None else json.loads(text)
    if value is None:
        return DASH
    if code.startswith(DECISION):
        return gettext("符合") if value else gettext("不符合")
    indicator = catalogue.indicators[code]
    return cell(date.fromisoformat(value) if indicator.kind is Kind.DATE else value, indicator)


def _names(session: Session, person: Person, round_id: int, ids: list[int]) -> dict[int, str]:
    """The names of those rows that lie in the reader's scope."""
    wanted = is_one_of(session, MEMBER.c.id, ids)
    statement = select(MEMBER.c.id, FIRM.c.name).join_from(MEMBER, FIRM).where(members(person, round_id), wanted)
    return dict(session.execute(statement).all())
