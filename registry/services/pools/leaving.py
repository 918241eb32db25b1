"""Letting firms out of a pool: those picked, all of a filter, or all that have been recognised."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import polars as pl
from sqlalchemy import ColumnElement, select
from sqlmodel import Session

from registry.domain.access import Action, Person, require
from registry.services.pools.exits import get_exit_kind, recognition
from registry.services.pools.fields import Exit, checked_exit
from registry.services.pools.journalling import note_bulk, note_firms
from registry.services.pools.query import PoolQuery, matching
from registry.services.pools.refusals import Outcome
from registry.services.pools.standing_titles import FIRM, POOL, TITLE, holds_on
from registry.services.titles import valid_on
from registry.store.bulk import update_frame
from registry.store.membership import is_one_of
from registry.store.scope import firms_in_scope

CHANGED = {"id": pl.Int64, "exited_on": pl.Date, "exit_kind": pl.String, "exit_reason": pl.String}
CHANGED |= {"exited_by": pl.String, "version": pl.Int64}


def leave(
    session: Session, person: Person, versions: Mapping[int, int], exit_: Exit, *, today: date, now: datetime
) -> Outcome:
    """Let out stays (id → the version that was seen); each that stays in is told with its reason. Raises InvalidInput."""
    chosen = is_one_of(session, POOL.c.id, list(versions))
    facts = {"picked": len(versions)}
    return _leave(session, person, chosen, exit_, today, now, facts, versions)


def leave_all(
    session: Session, person: Person, query: PoolQuery, exit_: Exit, *, today: date, now: datetime
) -> Outcome:
    """Let out every firm in the pool that the filter shows."""
    shown = POOL.c.id.in_(_still_in(session, person, query, today))
    return _leave(session, person, shown, exit_, today, now, query.as_facts())


def let_out_recognised(session: Session, person: Person, query: PoolQuery, *, today: date, now: datetime) -> Outcome:
    """Let out everybody whom the filter shows and who holds the title, each on the day of recognition, with its batch as reason."""
    require(person, Action.KEEP_POOLS)
    of_the_stay = (TITLE.c.firm_id == POOL.c.firm_id) & (TITLE.c.tier == POOL.c.tier) & valid_on(today)
    columns = (*POOL.c["id", "firm_id", "tier", "version", "entered_on"], *TITLE.c["batch", "document"])
    dated = (*columns, TITLE.c.recognised_on, TITLE.c.valid_from)
    shown = POOL.c.id.in_(_still_in(session, person, query, today))
    statement = select(*dated).join_from(POOL, TITLE, of_the_stay).where(shown).order_by(TITLE.c.valid_from, TITLE.c.id)
    latest = {row.id: row for row in session.execute(statement.with_for_update(of=POOL))}
    kind = recognition().code
    exits = [(row, Exit(_day_out(row, today), kind, _words(row))) for row in latest.values()]
    _write(session, person, exits, now)
    return note_bulk(session, person, "pools.recognised", Outcome(len(exits)), query.as_facts(), now=now)


def _still_in(session: Session, person: Person, query: PoolQuery, today: date) -> Any:
    wanted = select(POOL.c.id).join(FIRM, FIRM.c.id == POOL.c.firm_id).where(matching(session, person, query, today))
    return wanted.where(POOL.c.exited_on.is_(None))


def _leave(
    session: Session,
    person: Person,
    chosen: ColumnElement[bool],
    exit_: Exit,
    today: date,
    now: datetime,
    facts: Mapping[str, Any],
    versions: Mapping[int, int] | None = None,
) -> Outcome:
    require(person, Action.KEEP_POOLS)
    exit_ = checked_exit(exit_, today)
    assert exit_.on is not None
    columns = (
        *POOL.c["id", "firm_id", "tier", "version", "entered_on", "exited_on"],
        holds_on(exit_.on).label("holds"),
    )
    statement = select(*columns).join_from(POOL, FIRM).where(firms_in_scope(person), chosen)
    rows = session.execute(statement.with_for_update(of=POOL)).all()
    good, refused = [], dict[str, tuple[int, ...]]()
    for row in rows:
        reason = _refusal(row, exit_, versions)
        if reason:
            refused[reason] = (*refused.get(reason, ()), row.firm_id)
        else:
            good.append((row, exit_))
    _write(session, person, good, now)
    outside = len(versions) - len(rows) if versions is not None else 0
    told = {**facts, "kind": exit_.kind}
    return note_bulk(session, person, "pools.leave", Outcome(len(good), refused, outside), told, now=now)


def _refusal(row: Any, exit_: Exit, versions: Mapping[int, int] | None) -> str:
    assert exit_.on is not None
    if row.exited_on is not None:
        return "left"
    if versions is not None and versions[row.id] != row.version:
        return "changed"
    if exit_.on < row.entered_on:
        return "too_early"
    return "no_title" if get_exit_kind(exit_.kind).needs_title and not row.holds else ""


def _write(session: Session, person: Person, exits: Sequence[tuple[Any, Exit]], now: datetime) -> None:
    if not exits:
        return
    values = [(row.id, one.on, one.kind, one.reason or None, person.name, row.version + 1) for row, one in exits]
    session.flush()
    update_frame(session, POOL, pl.DataFrame(values, schema=CHANGED, orient="row"), ["id"])
    session.expire_all()
    note_firms(session, person, "pool.leave", _changes(exits), now=now)


def _changes(exits: Sequence[tuple[Any, Exit]]) -> Iterable[tuple[int, str, Mapping[str, tuple[Any, Any]]]]:
    for row, one in exits:
        changes = {"exited_on": (None, one.on), "exit_kind": (None, one.kind)}
        yield row.firm_id, row.tier, changes | ({"exit_reason": (None, one.reason)} if one.reason else {})


def _day_out(row: Any, today: date) -> date:
    """The day of recognition, but never before the entry nor after today."""
    day: date = row.recognised_on or row.valid_from or today
    return min(max(day, row.entered_on), today)


def _words(row: Any) -> str:
    return " ".join(part for part in (row.batch, row.document) if part)
