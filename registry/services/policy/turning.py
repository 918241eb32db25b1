"""Versions that begin or end on their own day: noticed when the day comes, so that everybody is evaluated anew without a word.

The worker asks once a minute. What it asks is one small query; which versions turned is settled in the job.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import and_, or_, select
from sqlmodel import Session, col

from registry.catalogue.reader import Catalogue
from registry.domain.access import SYSTEM
from registry.services.jobs import FAILED, asking
from registry.services.policy.locking import lock_desk
from registry.services.standings import current_occasion
from registry.store.jobs import Job
from registry.store.policy import RulePublication
from registry.store.rulesets import RuleSetVersion

REEVALUATE = "policy.reevaluate"
PUBLISHED, WITHDRAWN, BEGUN, ENDED = "published", "withdrawn", "begun", "ended"
LOOKED_BACK = 50  # newest jobs among which those for the same day are looked for
WAITS = (timedelta(minutes=10), timedelta(hours=1), timedelta(hours=3))  # after the first, second and third failure


@dataclass(frozen=True)
class Turn:
    """A version that came or went, and why: published, withdrawn, begun or ended."""

    rule_set: str
    cause: str

    @property
    def tier(self) -> str:
        """The tier of the version."""
        return self.rule_set.partition("/")[0]


def turns_between(catalogue: Catalogue, since: date, today: date) -> list[Turn]:
    """The versions whose first day came, or whose last day went, after the one day and up to the other.

    A version that another one follows at once is not told of: its end is the other's beginning.
    """
    begun = [each for each in catalogue.rule_sets if since < each.effective.start <= today]
    ended = [
        each
        for each in catalogue.rule_sets
        if each.effective.end is not None and since <= each.effective.end < today and each not in begun
    ]
    places = {(each.tier, each.jurisdiction) for each in begun}
    left = [each for each in ended if (each.tier, each.jurisdiction) not in places]
    return [Turn(each.id, BEGUN) for each in begun] + [Turn(each.id, ENDED) for each in left]


def is_due(session: Session, today: date) -> bool:
    """Whether a version known to the database began or ended after the day of the current standings."""
    occasion = current_occasion(session)
    if occasion is None or occasion.as_of >= today:
        return False
    first, last = col(RuleSetVersion.effective_from), col(RuleSetVersion.effective_to)
    turned = or_(
        and_(first > occasion.as_of, first <= today),
        and_(last >= occasion.as_of, last <= today - timedelta(days=1)),
    )
    gone = select(col(RulePublication.rule_set)).where(col(RulePublication.withdrawn_at).is_not(None))
    statement = select(col(RuleSetVersion.id)).where(turned, col(RuleSetVersion.id).not_in(gone)).limit(1)
    return session.execute(statement).first() is not None


def ask_if_due(session: Session, *, today: date, now: datetime) -> int | None:
    """Ask for the evaluation of the day, once, and again a while after it failed; the job's id where it was asked for."""
    lock_desk(session)
    if not is_due(session, today) or not _may_ask(_asked_for(session, today), now):
        return None
    return asking.start(session, SYSTEM, REEVALUATE, arguments={"day": str(today)}, now=now)


def _may_ask(tries: Sequence[Job], now: datetime) -> bool:
    """Whether a day's evaluation is asked for: the first time, or while every try failed, after a longer wait each time. One that
    somebody cancelled is left to them."""
    if any(job.status != FAILED for job in tries) or len(tries) > len(WAITS):
        return False
    ended = max((job.finished_at or job.created_at for job in tries), default=None)
    return ended is None or ended + WAITS[len(tries) - 1] <= now


def _asked_for(session: Session, today: date) -> list[Job]:
    of_kind = select(Job).where(col(Job.kind) == REEVALUATE)
    newest = session.execute(of_kind.order_by(col(Job.id).desc()).limit(LOOKED_BACK)).scalars()
    return [job for job in newest if job.arguments.get("day") == str(today)]
