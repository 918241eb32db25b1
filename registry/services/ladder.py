"""The ladder at a glance: who holds each tier and who is about to, within the person's scope."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlmodel import Session, col

from registry.catalogue.reader import Catalogue
from registry.domain.access import Action, Person, require
from registry.domain.choosing import in_force
from registry.domain.outcomes import CandidateClass, Case
from registry.domain.tiers import Tier
from registry.services.standings import count_firms, count_firms_with_figures, current_occasion
from registry.services.titles import valid_on
from registry.store.evaluations import OF_THE_FIRM, Standing
from registry.store.firms import FirmRecord
from registry.store.scope import firms_in_scope
from registry.store.titles import TitleRecord


@dataclass(frozen=True)
class Rung:
    """One tier: how many firms hold it today, and its candidates by class. Unrated tiers have no rule set in force."""

    tier: Tier
    holding: int
    candidates: dict[str, int]
    is_rated: bool


@dataclass(frozen=True)
class Overview:
    """All tiers in ladder order; `as_of` and `data_year` are None before the first evaluation."""

    rungs: tuple[Rung, ...]
    firms: int
    as_of: date | None
    data_year: int | None
    firms_with_figures: int


def overview(session: Session, person: Person, catalogue: Catalogue, *, today: date) -> Overview:
    """The ladder over the firms in scope; titles count on `today`, candidates as of the last evaluation."""
    require(person, Action.VIEW_FIRMS)
    occasion = current_occasion(session)
    holding, candidates = _holding(session, person, today), _candidates(session, person)
    day = occasion.as_of if occasion is not None else today
    rungs = [
        Rung(
            tier,
            holding.get(code, 0),
            {each.value: candidates.get((code, each.value), 0) for each in CandidateClass},
            bool(in_force(catalogue.rule_sets, code, Case.NEW, day)),
        )
        for code, tier in catalogue.ladder.items()
    ]
    return Overview(
        rungs=tuple(rungs),
        firms=count_firms(session, person),
        as_of=occasion.as_of if occasion is not None else None,
        data_year=occasion.data_year if occasion is not None else None,
        firms_with_figures=0 if occasion is None else count_firms_with_figures(session, person, occasion.data_year),
    )


def _holding(session: Session, person: Person, today: date) -> dict[str, int]:
    statement = (
        select(col(TitleRecord.tier), func.count(func.distinct(col(TitleRecord.firm_id))))
        .join(FirmRecord)
        .where(valid_on(today), firms_in_scope(person))
        .group_by(col(TitleRecord.tier))
    )
    return dict(session.execute(statement).all())


def _candidates(session: Session, person: Person) -> dict[tuple[str, str], int]:
    tier, held = col(Standing.tier), col(Standing.candidate_class)
    statement = (
        select(tier, held, func.count()).join(FirmRecord, OF_THE_FIRM).where(held.is_not(None), firms_in_scope(person))
    )
    return {(row[0], row[1]): row[2] for row in session.execute(statement.group_by(tier, held))}
