"""Near misses: firms that only one condition keeps from a tier, counted by tier, a few of them with the one thing missing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, and_, func, select, union_all
from sqlmodel import Session, col

from registry.catalogue.reader import Catalogue
from registry.domain.access import Person
from registry.domain.outcomes import CandidateClass, Outcome
from registry.domain.tier_rows import rows_of_few
from registry.services.firm_facts import facts_of_few
from registry.services.occasions import Occasion
from registry.services.shortfalls import Lack, lacks
from registry.store.evaluations import OF_THE_FIRM, Standing
from registry.store.firms import FirmRecord
from registry.store.scope import firms_in_scope, sees_less_than_all

STANDING = Standing.__table__  # type: ignore[attr-defined]
ONE = 1
SHOWN_TIERS, SHOWN_FIRMS = 3, 2


@dataclass(frozen=True)
class NearFirm:
    """One firm that is near a tier; `lack` is the condition that fails, None where the figures have changed meanwhile."""

    firm_id: int
    name: str
    tier: str
    lack: Lack | None = None


@dataclass(frozen=True)
class NearMisses:
    """How many firms miss each tier by one condition, in ladder order, and a few of the highest tiers."""

    tiers: dict[str, int]
    firms: tuple[NearFirm, ...] = ()


def by_one_condition(tiers: Collection[str]) -> ColumnElement[bool]:
    """On `standing`: near one of the tiers, with one condition to mend; what is unknown or manual beside it is not counted.

    The tiers are named even where all are meant: then the index of candidates finds the rows.
    """
    near = STANDING.c.candidate_class == CandidateClass.NEAR.value
    return and_(STANDING.c.tier.in_(list(tiers)), near, STANDING.c.fixes == ONE)


def near_misses(session: Session, person: Person, catalogue: Catalogue, occasion: Occasion) -> NearMisses:
    """The near misses in scope."""
    grouped = select(STANDING.c.tier, func.count()).select_from(Standing)
    if sees_less_than_all(person):  # everybody's standings need no look at the firm
        grouped = grouped.join(FirmRecord, OF_THE_FIRM).where(firms_in_scope(person))
    counts = dict(session.execute(grouped.where(by_one_condition(catalogue.ladder)).group_by(STANDING.c.tier)).all())
    tiers = {tier: counts[tier] for tier in catalogue.ladder if tier in counts}
    shown = _some(session, person, _highest(catalogue, tiers))
    return NearMisses(tiers, _with_lacks(session, catalogue, occasion, shown))


def _highest(catalogue: Catalogue, tiers: Iterable[str]) -> list[str]:
    """The highest few, those of the main track before the others."""
    tracks = list(dict.fromkeys(tier.track for tier in catalogue.ladder.values()))
    order = {code: (tracks.index(tier.track), -tier.order) for code, tier in catalogue.ladder.items()}
    return sorted(tiers, key=lambda code: order[code])[:SHOWN_TIERS]


def _some(session: Session, person: Person, tiers: Sequence[str]) -> list[NearFirm]:
    """A few firms of each tier in one question."""
    if not tiers:
        return []
    parts = [
        select(STANDING.c.firm_id, col(FirmRecord.name), STANDING.c.tier)
        .join_from(Standing, FirmRecord, OF_THE_FIRM)
        .where(by_one_condition([tier]), firms_in_scope(person))
        .order_by(STANDING.c.firm_id)
        .limit(SHOWN_FIRMS)
        .subquery()
        for tier in tiers
    ]
    found = session.execute(union_all(*(select(part) for part in parts)))
    return sorted((NearFirm(*row) for row in found), key=lambda firm: tiers.index(firm.tier))


def _with_lacks(
    session: Session, catalogue: Catalogue, occasion: Occasion, shown: Sequence[NearFirm]
) -> tuple[NearFirm, ...]:
    return tuple(replace(firm, lack=_the_one(session, catalogue, occasion, firm)) for firm in shown)


def _the_one(session: Session, catalogue: Catalogue, occasion: Occasion, firm: NearFirm) -> Lack | None:
    """The condition that alone fails the firm, if it is still but one."""
    found = facts_of_few(session, catalogue, [firm.firm_id], as_of=occasion.as_of, data_year=occasion.data_year)
    unmet = [
        lack
        for rule_set, rows in rows_of_few(catalogue, found, occasion, [firm.tier])
        for row in rows
        for lack in lacks(rule_set, row)
        if lack.outcome is Outcome.UNMET
    ]
    return unmet[0] if len(unmet) == ONE else None
