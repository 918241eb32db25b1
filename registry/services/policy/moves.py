"""Who moved when a version came or went: counted and listed in scope."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func
from sqlalchemy import select as select_columns
from sqlmodel import Session, col

from registry.domain.access import Action, Person, require
from registry.services.paging import page_within
from registry.services.remembering import remembered_by_readers
from registry.store.firms import FirmRecord
from registry.store.policy import RuleMove
from registry.store.scope import firms_in_scope, reach_of

SHOWN_FOR = timedelta(days=30)
PER_PAGE = 50
MOVE = RuleMove.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True)
class MoveTally:
    """One version with the firms in scope that it moved, by effect; `cause` is published, withdrawn, begun or ended."""

    rule_set: str
    cause: str
    noted_at: datetime
    effects: dict[str, int]


def recent_moves(session: Session, person: Person, *, now: datetime) -> list[MoveTally]:
    """The versions that came or went within a month and moved firms in scope, the latest first."""
    return remembered_by_readers(session, ("moves", *reach_of(person)), lambda: _recent(session, person, now))


def _recent(session: Session, person: Person, now: datetime) -> list[MoveTally]:
    statement = (
        select_columns(MOVE.c.rule_set, MOVE.c.cause, MOVE.c.noted_at, MOVE.c.effect, func.count())
        .join(FirmRecord, col(FirmRecord.id) == MOVE.c.firm_id)
        .where(MOVE.c.noted_at >= now - SHOWN_FOR, firms_in_scope(person))
        .group_by(MOVE.c.rule_set, MOVE.c.cause, MOVE.c.noted_at, MOVE.c.effect)
    )
    found: dict[str, MoveTally] = {}
    for rule_set, cause, noted_at, effect, count in session.execute(statement):
        tally = found.setdefault(rule_set, MoveTally(rule_set, cause, noted_at, {}))
        tally.effects[effect] = tally.effects.get(effect, 0) + count
    return sorted(found.values(), key=lambda tally: tally.noted_at, reverse=True)


@dataclass(frozen=True)
class MoveRow:
    """One firm that moved."""

    firm_id: int
    name: str
    division_code: str | None
    park: str | None
    effect: str
    before: str
    after: str


@dataclass(frozen=True)
class MovePage:
    """A page of firms that moved."""

    rows: list[MoveRow]
    total: int
    page: int
    pages: int


def moves_of(session: Session, person: Person, rule_set_id: str, *, effect: str = "", page: int = 1) -> MovePage:
    """The firms in scope that a version moved, by name."""
    require(person, Action.VIEW_CANDIDATES)
    firm = FirmRecord.__table__  # type: ignore[attr-defined]
    wanted = [MOVE.c.rule_set == rule_set_id, firms_in_scope(person)]
    if effect:
        wanted.append(MOVE.c.effect == effect)
    joined = MOVE.join(firm, firm.c.id == MOVE.c.firm_id)
    total = session.execute(select_columns(func.count()).select_from(joined).where(*wanted)).scalar_one()
    page, pages = page_within(page, total, PER_PAGE)
    columns = (
        MOVE.c.firm_id,
        firm.c.name,
        firm.c.division_code,
        firm.c.park,
        MOVE.c.effect,
        MOVE.c.before,
        MOVE.c.after,
    )
    statement = select_columns(*columns).select_from(joined).where(*wanted).order_by(MOVE.c.effect, firm.c.name)
    found = session.execute(statement.offset((page - 1) * PER_PAGE).limit(PER_PAGE))
    return MovePage([MoveRow(*row) for row in found], total, page, pages)
