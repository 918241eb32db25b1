"""Which stays a list asks for: its filters, and the same filters as one condition for counts, exits, exports and the funnel."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select
from sqlmodel import Session, col

from registry.domain.access import Person
from registry.services.name_search import text_matches
from registry.services.pools.exits import exit_kinds
from registry.services.pools.own_fields import COLUMNS
from registry.services.pools.stages import ENTERED, STAGES, in_stage
from registry.services.pools.standing_titles import POOL, holds_on
from registry.store.firms import FirmRecord
from registry.store.scope import begins_with, firms_in_scope, sees_less_than_all

IN, OUT, EVERY, RECOGNISED = "in", "out", "all", "recognised"
OUT_AS = "out:"
NO_VALUE = "-"  # asks for firms without the field


@dataclass(frozen=True)
class PoolQuery:
    """What to look for; an empty field does not narrow, `division` is a prefix, "-" asks for firms without that field.

    `state` is in, out, out:<kind of exit>, recognised (in the pool with the title already) or all; empty is in, or all where
    a `stage` of the funnel is asked for. `year` and `since`–`until` are about the day of entry.
    """

    tier: str = ""
    division: str = ""
    park: str = ""
    cluster: str = ""
    text: str = ""
    officer: int | None = None
    state: str = ""
    year: int | None = None
    since: date | None = None
    until: date | None = None
    stage: str = ""
    board: str = ""
    progress: str = ""
    sort: str = "-entered"
    page: int = 1
    per_page: int = 50

    @property
    def wanted_state(self) -> str:
        """The state meant where none is said."""
        return self.state or (EVERY if self.stage else IN)

    def as_facts(self) -> dict[str, Any]:
        """The filter as the journal keeps it; what does not narrow is left out."""
        told = {
            one.name: getattr(self, one.name) for one in fields(self) if one.name not in ("page", "per_page", "sort")
        }
        return {name: value for name, value in (told | {"state": self.wanted_state}).items() if value}


def states() -> list[str]:
    """The states that can be asked for."""
    return [IN, RECOGNISED, OUT, *(OUT_AS + kind for kind in exit_kinds()), EVERY]


def matching(session: Session, person: Person, query: PoolQuery, today: date) -> ColumnElement[bool]:
    """On `pool_member` joined with `firm`: in scope, and what the query asks for."""
    conditions = [
        firms_in_scope(person),
        *_about_the_firm(session, query),
        *_about_the_stay(query),
        _state(query, today),
    ]
    if query.stage in STAGES:
        conditions.append(POOL.c.id.in_(first_stays(query)))
        if query.stage != ENTERED:
            conditions.append(in_stage(query.stage, today))
    return and_(*conditions)


def looks_at_firms(person: Person, query: PoolQuery) -> bool:
    """Whether `matching` needs `firm`; every stay has one, so that a count can do without where it does not."""
    narrowed = query.division or query.park or query.cluster or query.text.strip() or query.stage
    return sees_less_than_all(person) or bool(narrowed)


def cohort(session: Session, person: Person, query: PoolQuery) -> ColumnElement[bool]:
    """On `pool_member` joined with `firm`: the first stays of the period that the filters hold, whatever became of them."""
    return and_(firms_in_scope(person), *_about_the_firm(session, query), POOL.c.id.in_(first_stays(query)))


def first_stays(query: PoolQuery) -> Any:
    """The first stay of each firm in each pool within the period: a firm that comes back is counted once."""
    order = func.row_number().over(partition_by=(POOL.c.firm_id, POOL.c.tier), order_by=(POOL.c.entered_on, POOL.c.id))
    ranked = select(POOL.c.id, order.label("place")).where(*_about_the_stay(query)).subquery()
    return select(ranked.c.id).where(ranked.c.place == 1)


def _about_the_firm(session: Session, query: PoolQuery) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if query.division == NO_VALUE:
        found.append(col(FirmRecord.division_code).is_(None))
    elif query.division:
        found.append(begins_with(col(FirmRecord.division_code), query.division))
    for name in ("park", "cluster"):
        if value := getattr(query, name):
            column = getattr(FirmRecord, name)
            found.append(col(column).is_(None) if value == NO_VALUE else col(column) == value)
    if query.text.strip():
        found.append(text_matches(session, query.text))
    return found


def _about_the_stay(query: PoolQuery) -> list[ColumnElement[bool]]:
    entered = POOL.c.entered_on
    found = [POOL.c.tier == query.tier] if query.tier else []
    if query.officer is not None:
        found.append(POOL.c.officer_id == query.officer)
    for name in COLUMNS:
        if value := getattr(query, name):
            found.append(POOL.c[name].is_(None) if value == NO_VALUE else POOL.c[name] == value)
    if query.year is not None:
        found.append(entered.between(date(query.year, 1, 1), date(query.year, 12, 31)))
    if query.since is not None:
        found.append(entered >= query.since)
    if query.until is not None:
        found.append(entered <= query.until)
    return found


def _state(query: PoolQuery, today: date) -> ColumnElement[bool]:
    left, state = POOL.c.exited_on, query.wanted_state
    if state == EVERY:
        return and_(True)
    if state == OUT:
        return left.is_not(None)
    if state.startswith(OUT_AS):
        return and_(left.is_not(None), POOL.c.exit_kind == state.removeprefix(OUT_AS))
    return and_(left.is_(None), holds_on(today)) if state == RECOGNISED else left.is_(None)
