"""Putting right what was entered by mistake: a stay corrected, an exit undone, an entry undone. The journal keeps it all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, or_, select

from registry.domain.access import Action, Person, require
from registry.domain.errors import InvalidInput, NotFound
from registry.domain.texts import mark
from registry.services.pools.exits import get_exit_kind
from registry.services.pools.fields import EXITED, Entry, Exit, checked_entry, checked_exit
from registry.services.pools.journalling import fields_of, note_firms, note_stay
from registry.services.pools.own_fields import fields_of_tier
from registry.services.pools.refusals import NotOut, StaleStay, StayOverlaps
from registry.services.pools.standing_titles import POOL, holds_on
from registry.store.firms import FirmRecord
from registry.store.pools import PoolMember
from registry.store.scope import firms_in_scope


@dataclass(frozen=True)
class FoundStay:
    """A stay with its firm."""

    stay: PoolMember
    firm: FirmRecord


def get_stay(session: Session, person: Person, stay_id: int, *, to_change: bool = False) -> FoundStay:
    """The stay, to change it kept from others. Raises NotFound where there is none or its firm lies outside the scope."""
    require(person, Action.KEEP_POOLS)
    statement = select(PoolMember, FirmRecord).join(FirmRecord).where(PoolMember.id == stay_id, firms_in_scope(person))
    found = session.exec(statement.with_for_update(of=PoolMember) if to_change else statement).first()
    if found is None:
        raise NotFound(what=mark("这条入库记录"))
    return FoundStay(*found)


def correct(
    session: Session,
    person: Person,
    stay_id: int,
    version: int,
    entry: Entry,
    exit_: Exit | None,
    *,
    today: date,
    now: datetime,
) -> None:
    """Correct the entry, and the exit of a stay that has one. Raises StaleStay, StayOverlaps, InvalidInput."""
    stay = _opened(session, person, stay_id, version)
    before, former = fields_of(stay), stay.exit_kind
    entry = checked_entry(session, person, entry, today, known_officer=stay.officer_id, tier=stay.tier)
    assert entry.entered_on is not None
    stay.entered_on, stay.basis = entry.entered_on, entry.basis
    stay.officer_id, stay.expected_year = entry.officer_id, entry.expected_year
    for field in fields_of_tier(stay.tier):
        setattr(stay, field.code, getattr(entry, field.code))
    if stay.exited_on is not None and exit_ is not None:
        exit_ = checked_exit(exit_, today)
        stay.exited_on, stay.exit_kind, stay.exit_reason = exit_.on, exit_.kind, exit_.reason or None
        _check_exit(session, stay, former)
    _check_overlap(session, stay)
    _save(session, person, "pool.correct", stay, before, now)


def reopen(session: Session, person: Person, stay_id: int, version: int, *, now: datetime) -> None:
    """Undo an exit made by mistake: the firm is in the pool as before. Raises StaleStay, NotOut, StayOverlaps."""
    stay = _opened(session, person, stay_id, version)
    if stay.exited_on is None:
        raise NotOut()
    before = fields_of(stay)
    stay.exited_on = stay.exit_kind = stay.exit_reason = stay.exited_by = None
    _check_overlap(session, stay)
    _save(session, person, "pool.reopen", stay, before, now)


def remove(session: Session, person: Person, stay_id: int, version: int, *, now: datetime) -> None:
    """Undo an entry made by mistake: the stay is gone, what it said stays in the journal. Raises StaleStay."""
    stay = _opened(session, person, stay_id, version)
    gone = {name: (value, None) for name, value in fields_of(stay).items() if value is not None}
    note_firms(session, person, "pool.remove", [(stay.firm_id, stay.tier, gone)], now=now)
    session.delete(stay)
    session.flush()


def _opened(session: Session, person: Person, stay_id: int, version: int) -> PoolMember:
    stay = get_stay(session, person, stay_id, to_change=True).stay
    if stay.version != version:
        raise StaleStay()
    return stay


def _check_exit(session: Session, stay: PoolMember, former: str | None) -> None:
    assert stay.exited_on is not None
    assert stay.exit_kind is not None
    if stay.exited_on < stay.entered_on:
        raise InvalidInput(field=EXITED, reason=mark("不能早于入库日期。"))
    if stay.exit_kind != former and get_exit_kind(stay.exit_kind).needs_title:
        with session.no_autoflush:
            held = session.exec(select(PoolMember.id).where(POOL.c.id == stay.id, holds_on(stay.exited_on))).first()
        if held is None:
            raise InvalidInput(field=mark("出库类型"), reason=mark("还没有有效称号，不能选“已认定”。"))


def _check_overlap(session: Session, stay: PoolMember) -> None:
    """No two stays of a firm in one pool at the same time; one may begin on the day on which another ends."""
    others = select(PoolMember).where(
        PoolMember.firm_id == stay.firm_id, PoolMember.tier == stay.tier, PoolMember.id != stay.id
    )
    ends = col(PoolMember.exited_on)
    overlapping = others.where(or_(ends.is_(None), ends > stay.entered_on))
    if stay.exited_on is not None:
        overlapping = overlapping.where(col(PoolMember.entered_on) < stay.exited_on)
    with session.no_autoflush:
        other = session.exec(overlapping).first()
    if other is not None:
        raise StayOverlaps(entered=other.entered_on, exited=other.exited_on or mark("今"))


def _save(
    session: Session, person: Person, action: str, stay: PoolMember, before: dict[str, object], now: datetime
) -> None:
    if fields_of(stay) == before:
        return
    stay.version += 1
    note_stay(session, person, action, stay, before, now=now)
    session.flush()
