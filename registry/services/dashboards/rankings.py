"""Rankings as they are kept: looked at as a draft, published as they are, never changed afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import and_, or_, select
from sqlmodel import Session, col

from registry.domain.access import Action, Person, may, require
from registry.domain.errors import Conflict, InvalidInput, NotFound
from registry.domain.texts import mark
from registry.services import journal
from registry.store.rankings import Ranking

RANKING = Ranking.__table__  # type: ignore[attr-defined]
DRAFT, PUBLISHED, ARCHIVED, WITHDRAWN = "draft", "published", "archived", "withdrawn"


def publish(session: Session, person: Person, ranking_id: int, *, now: datetime) -> None:
    """Let every office of its area see it, with the figures of its draft."""
    found = _own(session, person, ranking_id, DRAFT)
    found.status, found.published_by, found.published_at = PUBLISHED, person.name, now
    _note(session, person, "ranking.publish", found, now)


def archive(session: Session, person: Person, ranking_id: int, *, now: datetime) -> None:
    """Take it out of the present ones; it stays as it was."""
    found = _own(session, person, ranking_id, PUBLISHED)
    found.status, found.archived_at = ARCHIVED, now
    _note(session, person, "ranking.archive", found, now)


def withdraw(session: Session, person: Person, ranking_id: int, reason: str, *, now: datetime) -> None:
    """Declare a published ranking void; it can still be read, with the reason above it."""
    if not reason.strip():
        raise InvalidInput(field=mark("原因"), reason=mark("请填写撤回的原因。"))
    found = _own(session, person, ranking_id, PUBLISHED)
    found.status, found.withdrawn_at, found.withdrawn_reason = WITHDRAWN, now, reason.strip()
    _note(session, person, "ranking.withdraw", found, now)


def remove_draft(session: Session, person: Person, ranking_id: int, *, now: datetime) -> None:
    """Drop a draft that nobody needs."""
    found = _own(session, person, ranking_id, DRAFT)
    _note(session, person, "ranking.remove", found, now)
    session.delete(found)


def all_rankings(session: Session, person: Person) -> list[Mapping[str, Any]]:
    """The rankings a person may read, without their places, the newest first."""
    require(person, Action.VIEW_DASHBOARDS)
    names = ("id", "name", "year", "division", "park", "criteria", "status", "created_by", "created_at", "published_at")
    rows = select(*(RANKING.c[name] for name in names)).where(_readable(person)).order_by(RANKING.c.id.desc())
    return list(session.execute(rows).mappings())


def get_ranking(session: Session, person: Person, ranking_id: int) -> Ranking:
    """One ranking; raises NotFound for one that the person may not read."""
    require(person, Action.VIEW_DASHBOARDS)
    found = session.execute(
        select(Ranking).where(col(Ranking.id) == ranking_id, _readable(person))
    ).scalar_one_or_none()
    if found is None:
        raise NotFound(what=mark("这个榜单"))
    return found


def may_keep(person: Person, ranking: Ranking) -> bool:
    """Whether it lies within the person's own scope, so that it is theirs to publish, archive and withdraw."""
    within = ranking.division.startswith(person.division) and (not person.park or ranking.park == person.park)
    return within and may(person.role, Action.PUBLISH_RANKINGS)


def _readable(person: Person) -> Any:
    """Everything of one's own scope; of wider areas what was published for them."""
    own = [RANKING.c.division.startswith(person.division, autoescape=True)] if person.division else []
    own += [RANKING.c.park == person.park] if person.park else []
    prefixes = [person.division[:length] for length in range(0, len(person.division) + 1, 2)]
    for_park = or_(RANKING.c.park == "", RANKING.c.park == person.park)
    told = and_(RANKING.c.status != DRAFT, RANKING.c.division.in_(prefixes), for_park)
    return or_(and_(True, *own) if own else RANKING.c.id.is_not(None), told)


def _own(session: Session, person: Person, ranking_id: int, status: str) -> Ranking:
    require(person, Action.PUBLISH_RANKINGS)
    found = get_ranking(session, person, ranking_id)
    if not may_keep(person, found):
        raise NotFound(what=mark("这个榜单"))
    if found.status != status:
        raise Conflict(what=mark("榜单的状态已经改变，请刷新后再看"))
    return found


def _note(session: Session, person: Person, action: str, ranking: Ranking, now: datetime) -> None:
    facts = {"ranking": ranking.id, "name": ranking.name, "rows": len(ranking.rows)}
    journal.note(session, person, action, now=now, text=journal.said(facts))
