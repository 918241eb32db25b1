"""What the filters of pools offer: only places, clusters, officers and years that occur among the stays in scope."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import extract, select
from sqlmodel import Session

from registry.domain.access import Action, Person, require
from registry.services.pools.standing_titles import FIRM, POOL
from registry.services.remembering import remembered_by_readers
from registry.store.accounts import Account
from registry.store.scope import firms_in_scope, reach_of, sees_less_than_all

ACCOUNT = Account.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True)
class PoolChoices:
    """Tiers with a pool, division codes, parks, clusters, officers (id, name) and years of entry."""

    tiers: frozenset[str]
    divisions: tuple[str, ...]
    parks: tuple[str, ...]
    clusters: tuple[str, ...]
    officers: tuple[tuple[int, str], ...]
    years: tuple[int, ...]
    boards: tuple[str, ...]
    progresses: tuple[str, ...]


def pool_choices(session: Session, person: Person) -> PoolChoices:
    """Of the stays in scope, in two questions."""
    require(person, Action.KEEP_POOLS)
    return remembered_by_readers(session, ("pool choices", *reach_of(person)), lambda: _asked(session, person))


def _asked(session: Session, person: Person) -> PoolChoices:
    year = extract("year", POOL.c.entered_on)
    columns = (*FIRM.c["division_code", "park", "cluster"], POOL.c.tier, year, *POOL.c["board", "progress"])
    scope = firms_in_scope(person)
    found = session.execute(select(*columns).join_from(POOL, FIRM).where(scope).distinct()).all()
    divisions, parks, clusters, tiers, years, boards, progresses = zip(*found, strict=True) if found else ((),) * 7
    named = select(*ACCOUNT.c["id", "display_name"]).join_from(POOL, ACCOUNT, ACCOUNT.c.id == POOL.c.officer_id)
    if sees_less_than_all(person):  # everybody's stays need no look at the firm
        named = named.join(FIRM, FIRM.c.id == POOL.c.firm_id).where(scope)
    officers = session.execute(named.distinct()).all()
    return PoolChoices(
        tiers=frozenset(tiers),
        divisions=tuple(sorted({one for one in divisions if one})),
        parks=tuple(sorted({one for one in parks if one})),
        clusters=tuple(sorted({one for one in clusters if one})),
        officers=tuple(sorted(((row.id, row.display_name) for row in officers), key=lambda one: one[1])),
        years=tuple(sorted({int(one) for one in years}, reverse=True)),
        boards=tuple(sorted({one for one in boards if one})),
        progresses=tuple(sorted({one for one in progresses if one})),
    )
