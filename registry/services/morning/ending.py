"""Titles that expire soon, by tier and window; and by which standard a title is re-examined, as far as one is known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import case, func, select
from sqlmodel import Session, col

from registry.catalogue.reader import Catalogue
from registry.domain.access import Person
from registry.domain.choosing import in_force
from registry.domain.outcomes import Case
from registry.services.rounds.reach import rounds_in_reach
from registry.services.rounds.states import Status
from registry.services.titles import expiring_within
from registry.store.firms import FirmRecord
from registry.store.rounds import Round
from registry.store.scope import firms_in_scope, sees_less_than_all
from registry.store.titles import TitleRecord


@dataclass(frozen=True)
class Window:
    """When a round of re-examination takes applications."""

    round_id: int
    name: str
    opens_on: date
    closes_on: date


@dataclass(frozen=True)
class Ending:
    """A tier with titles about to expire: how many end within each window (days, the longest first), the nearest last day,
    the documents of its standard for a review case (none where the catalogue has no such standard), and the review rounds
    that take applications now or later."""

    tier: str
    within: dict[int, int]
    first: date
    review_documents: tuple[str, ...]
    windows: tuple[Window, ...] = ()


def endings(session: Session, person: Person, catalogue: Catalogue, today: date) -> tuple[Ending, ...]:
    """The tiers in ladder order that have a valid title ending within the longest window."""
    windows = catalogue.ladder.expiring
    if not windows:
        return ()
    last = col(TitleRecord.valid_to)
    counts = [func.sum(case((last <= today + timedelta(days), 1), else_=0)) for days in windows]
    statement = (
        select(col(TitleRecord.tier), func.min(last), *counts)
        .where(col(TitleRecord.tier).in_(list(catalogue.ladder)), expiring_within(max(windows), today))
        .group_by(col(TitleRecord.tier))
    )
    if sees_less_than_all(person):  # everybody's titles need no look at the firm
        statement = statement.join(FirmRecord).where(firms_in_scope(person))
    found = {row[0]: row for row in session.execute(statement)}
    review = _review_windows(session, person, today)
    return tuple(
        Ending(
            tier,
            dict(zip(windows, found[tier][2:], strict=True)),
            found[tier][1],
            review_documents(catalogue, tier, today),
            tuple(review.get(tier, ())),
        )
        for tier in catalogue.ladder
        if tier in found
    )


def _review_windows(session: Session, person: Person, today: date) -> dict[str, list[Window]]:
    """The windows of open review rounds in reach that have not closed yet, by tier."""
    columns = (col(Round.tier), col(Round.id), col(Round.name), col(Round.opens_on), col(Round.closes_on))
    wanted = (col(Round.case) == Case.REVIEW, col(Round.status) == Status.OPEN, col(Round.closes_on) >= today)
    statement = select(*columns).where(*wanted, rounds_in_reach(person)).order_by(col(Round.opens_on))
    found: dict[str, list[Window]] = {}
    for tier, *window in session.execute(statement):
        found.setdefault(tier, []).append(Window(*window))
    return found


def review_documents(catalogue: Catalogue, tier: str, day: date) -> tuple[str, ...]:
    """The numbers of the documents by which a title is re-examined on the day."""
    standards = in_force(catalogue.rule_sets, tier, Case.REVIEW, day)
    return tuple(dict.fromkeys(rule_set.source.number for rule_set in standards))
