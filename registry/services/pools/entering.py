"""Entering firms into the pool of a tier: those picked, or all candidates of a filter, in a few statements for all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, case, func, insert, select, true
from sqlmodel import Session

from registry.catalogue.reader import Catalogue
from registry.domain.access import Action, Person, require
from registry.services.candidate_query import CandidateQuery
from registry.services.occasions import make_occasion
from registry.services.plans.people import get_officer
from registry.services.pools.fields import Entry, checked_entry
from registry.services.pools.journalling import note_bulk, note_firms
from registry.services.pools.refusals import Outcome
from registry.services.pools.standing_titles import FIRM, POOL, has_title_since
from registry.store.evaluations import OF_THE_FIRM, Standing
from registry.store.membership import is_one_of
from registry.store.pools import PoolMember
from registry.store.scope import firms_in_scope

STANDING = Standing.__table__  # type: ignore[attr-defined]


def enter(
    session: Session,
    person: Person,
    catalogue: Catalogue,
    tier: str,
    firm_ids: Sequence[int],
    entry: Entry,
    *,
    today: date,
    now: datetime,
) -> Outcome:
    """Enter the firms that may enter; each of the others is told with its reason. Raises UnknownTier, InvalidInput."""
    wanted = list(dict.fromkeys(firm_ids))
    chosen = is_one_of(session, FIRM.c.id, wanted)
    facts = {"tier": tier, "picked": len(wanted)}
    return _enter(session, person, catalogue, tier, chosen, entry, today, now, facts, asked=len(wanted))


def enter_candidates(
    session: Session,
    person: Person,
    catalogue: Catalogue,
    query: CandidateQuery,
    entry: Entry,
    *,
    today: date,
    now: datetime,
) -> Outcome:
    """Enter every candidate that the filter shows and that may enter."""
    chosen = FIRM.c.id.in_(candidates_of(session, person, query))
    return _enter(session, person, catalogue, query.tier, chosen, entry, today, now, query.as_facts())


def count_candidates(session: Session, person: Person, query: CandidateQuery) -> int:
    """How many candidates the filter shows."""
    require(person, Action.KEEP_POOLS)
    return session.execute(
        select(func.count()).select_from(candidates_of(session, person, query).subquery())
    ).scalar_one()


def candidates_of(session: Session, person: Person, query: CandidateQuery) -> Any:
    """The firms of a list of candidates, as a query of their ids."""
    statement = select(STANDING.c.firm_id).join(FIRM, OF_THE_FIRM)
    shown = STANDING.c.candidate_class.in_(query.wanted_classes)
    return statement.where(shown, query.standings(session, person))


def _enter(
    session: Session,
    person: Person,
    catalogue: Catalogue,
    tier: str,
    chosen: ColumnElement[bool],
    entry: Entry,
    today: date,
    now: datetime,
    facts: Mapping[str, Any],
    asked: int | None = None,
) -> Outcome:
    require(person, Action.KEEP_POOLS)
    make_occasion(catalogue, today, tiers=(tier,))
    entry = checked_entry(session, person, entry, today, tier=tier)
    firm_ids = _kept_from_others(session, person, chosen)
    sorted_out = _sorted_out(session, tier, firm_ids, entry, today)
    good = sorted_out.pop("", [])
    _write(session, person, tier, good, entry, now)
    outside = asked - len(firm_ids) if asked is not None else 0
    refused = {reason: tuple(firms) for reason, firms in sorted_out.items()}
    return note_bulk(session, person, "pools.enter", Outcome(len(good), refused, outside), facts, now=now)


def _kept_from_others(session: Session, person: Person, chosen: ColumnElement[bool]) -> list[int]:
    """The firms in scope; until the transaction ends nobody else can enter them, so that a double click enters once."""
    wanted = select(FIRM.c.id).where(firms_in_scope(person), chosen).order_by(FIRM.c.id)
    return list(session.execute(wanted.with_for_update(of=FIRM)).scalars())


def _sorted_out(
    session: Session, tier: str, firm_ids: Sequence[int], entry: Entry, today: date
) -> dict[str, list[int]]:
    """The firms by the reason why they cannot enter; "" are those that can."""
    assert entry.entered_on is not None
    stays = select(POOL.c.firm_id).where(POOL.c.tier == tier)  # asked once for all firms, not firm by firm
    reach = true() if entry.officer_id is None else firms_in_scope(get_officer(session, entry.officer_id))
    reason = case(
        (FIRM.c.id.in_(stays.where(POOL.c.exited_on.is_(None))), "in_pool"),
        (has_title_since(tier, entry.entered_on, today), "holds"),
        (FIRM.c.id.in_(stays.where(POOL.c.exited_on > entry.entered_on)), "overlaps"),
        (~reach, "unreachable"),
        else_="",
    )
    found: dict[str, list[int]] = {}
    for firm_id, told in session.execute(select(FIRM.c.id, reason).where(is_one_of(session, FIRM.c.id, firm_ids))):
        found.setdefault(told, []).append(firm_id)
    return found


def _write(session: Session, person: Person, tier: str, firm_ids: Sequence[int], entry: Entry, now: datetime) -> None:
    if not firm_ids:
        return
    written = {
        "entered_on": entry.entered_on,
        "basis": entry.basis,
        "officer_id": entry.officer_id,
        "expected_year": entry.expected_year,
        "board": entry.board,
        "progress": entry.progress,
    }
    row = {**written, "tier": tier, "entered_by": person.name, "created_at": now, "version": 1}
    session.execute(insert(PoolMember), [{**row, "firm_id": firm_id} for firm_id in firm_ids])
    changes = {name: (None, value) for name, value in written.items() if value is not None}
    note_firms(session, person, "pool.enter", ((firm_id, tier, changes) for firm_id in firm_ids), now=now)
