"""The funnel “培育一批、认定一批、升规一批、上市一批”: of the firms that entered a pool in a period, how many came how far."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, select
from sqlmodel import Session

from registry.domain.access import Action, Person, require
from registry.domain.errors import InvalidInput
from registry.domain.texts import mark
from registry.services.pools import stages
from registry.services.pools.query import PoolQuery, cohort
from registry.services.pools.standing_titles import FIRM, POOL, recognised_by

CITY_DIGITS, COUNTY_DIGITS = 4, 6
GROUPINGS = ("tier", "area", "park", "cluster", "board")


@dataclass
class Passage:
    """How many firms came how far, by stage. A firm in the pools of two tiers counts in each."""

    counts: dict[str, int] = field(default_factory=dict)

    def add(self, stage: str, firms: int) -> None:
        """Count firms for a stage."""
        self.counts[stage] = self.counts.get(stage, 0) + firms

    def of(self, stage: str) -> int:
        """How many firms count for the stage."""
        return self.counts.get(stage, 0)

    @property
    def judged_scale(self) -> int:
        """The firms that were below 规上 at entry and of which a later year is known."""
        return self.of(stages.ROSE) + self.of(stages.BELOW)

    @property
    def judged_listing(self) -> int:
        """The firms of which it is known whether they are listed."""
        return self.of(stages.LISTED) + self.of(stages.UNLISTED)

    def rate(self, stage: str) -> float | None:
        """The conversion into the stage as a fraction of those of whom it is known; None where it is known of nobody."""
        base = {stages.ROSE: self.judged_scale, stages.LISTED: self.judged_listing}.get(stage, self.of(stages.ENTERED))
        return self.of(stage) / base if base else None


@dataclass(frozen=True)
class Funnel:
    """Passages by group (a tier, a division code, a park, a cluster, a board; None where the firm has none), the largest first."""

    groups: list[tuple[str | None, Passage]]
    total: Passage


def funnel(session: Session, person: Person, query: PoolQuery, by: str, *, today: date) -> Funnel:
    """The funnel of the first stays in the period that the filters hold. Raises InvalidInput for an unknown grouping.

    All counts come from one question, in which each firm is looked at once.
    """
    require(person, Action.KEEP_POOLS)
    group = _group(by, query)
    recognised = case((recognised_by(today), True), else_=False)
    parts = (group, recognised, stages.scale_since_entry(), stages.listing_now())
    inner = select(*(part.label(name) for part, name in zip(parts, "grsl", strict=True)))
    members = (
        inner.join_from(POOL, FIRM, FIRM.c.id == POOL.c.firm_id).where(cohort(session, person, query)).cte("members")
    )
    columns = [*members.c]
    total, groups = Passage(), dict[str | None, Passage]()
    for key, is_recognised, scale, listing, firms in session.execute(select(*columns, func.count()).group_by(*columns)):
        for passage in (total, groups.setdefault(key, Passage())):
            for stage in (stages.ENTERED, *([stages.RECOGNISED] if is_recognised else []), scale, listing):
                passage.add(stage, firms)
    ordered = sorted(groups.items(), key=lambda one: (-one[1].of(stages.ENTERED), one[0] or ""))
    return Funnel(ordered, total)


def area_digits(division: str) -> int:
    """How many digits of a division code an area of the funnel has: cities, and the counties of one city."""
    return COUNTY_DIGITS if len(division) >= CITY_DIGITS else CITY_DIGITS


def _group(by: str, query: PoolQuery) -> ColumnElement[Any]:
    if by not in GROUPINGS:
        raise InvalidInput(field=mark("分组"), reason=mark("只能按层级、地区、园区、产业链/集群或板块。"))
    if by == "area":
        code = FIRM.c.division_code
        known = and_(code.is_not(None), code != "")
        return case((known, func.substr(code, 1, area_digits(query.division))), else_=None)
    return {"tier": POOL.c.tier, "park": FIRM.c.park, "cluster": FIRM.c.cluster, "board": POOL.c.board}[by]
