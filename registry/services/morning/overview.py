"""Everything on the morning page, in one answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from registry.catalogue.reader import Catalogue
from registry.domain.access import Action, Person, require
from registry.services.morning.ending import Ending, endings
from registry.services.morning.fresh import Fresh, fresh
from registry.services.morning.missing import count_missing
from registry.services.morning.near import NearMisses, near_misses
from registry.services.morning.waiting import Waiting, waiting
from registry.services.occasions import Occasion, make_occasion
from registry.services.plans import due_tasks
from registry.services.plans.tasks import Tasks
from registry.services.remembering import remembered_by_readers
from registry.services.standings import count_firms, current_occasion

SHOWN_TASKS = 5


@dataclass(frozen=True)
class Tally:
    """What is counted over all firms in scope, and so is remembered for a moment."""

    firms: int
    endings: tuple[Ending, ...]
    near: NearMisses
    missing: int


@dataclass(frozen=True)
class Morning:
    """The page; `is_evaluated` is False before the first evaluation, when nobody can be new or near."""

    tally: Tally
    fresh: Fresh
    tasks: Tasks
    waiting: Waiting
    occasion: Occasion
    is_evaluated: bool


def morning(
    session: Session, person: Person, catalogue: Catalogue, *, today: date, now: datetime, task_days: int
) -> Morning:
    """What waits for the person today; tasks that are due within so many days."""
    require(person, Action.VIEW_CANDIDATES)
    evaluated = current_occasion(session)
    occasion = evaluated or make_occasion(catalogue, today)
    key = (person.division, person.park, today, occasion, len(catalogue.rule_sets))
    due = {"within_days": task_days, "per_page": SHOWN_TASKS}
    return Morning(
        tally=remembered_by_readers(session, key, lambda: _tally(session, person, catalogue, occasion, today)),
        fresh=fresh(session, person),
        tasks=remembered_by_readers(
            session, ("due tasks", person, today, task_days), lambda: due_tasks(session, person, today, **due)
        ),
        waiting=waiting(session, person),
        occasion=occasion,
        is_evaluated=evaluated is not None,
    )


def _tally(session: Session, person: Person, catalogue: Catalogue, occasion: Occasion, today: date) -> Tally:
    return Tally(
        firms=count_firms(session, person),
        endings=endings(session, person, catalogue, today),
        near=near_misses(session, person, catalogue, occasion),
        missing=count_missing(session, person, occasion.data_year),
    )
