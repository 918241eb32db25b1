"""The funnel in words: groups with their counts, each a link to the firms behind it, and rates of conversion."""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext
from sqlmodel import Session

from registry.domain.access import Person
from registry.services.pools import stages
from registry.services.pools.choices import pool_choices
from registry.services.pools.funnel import GROUPINGS, Passage, funnel
from registry.services.pools.query import NO_VALUE, PoolQuery
from registry.web.formats import DASH, rounded
from registry.web.listing import Chip, Choice, address, asked, chips_of
from registry.web.names import division_name, tier_label
from registry.web.pools.listing import Offered, asked_filters, asked_pool, offered_in
from registry.web.pools.words import STAGES
from registry.web.site import site

LEADS = {"tier": "tier", "area": "division", "park": "park", "cluster": "cluster", "board": "board"}
COUNTED = (stages.ENTERED, stages.RECOGNISED, stages.ROSE, stages.LISTED)
BESIDE = (stages.ABOVE_BEFORE, stages.SCALE_UNKNOWN, stages.LISTING_UNKNOWN)
FILTERS = ("tier", "division", "park", "cluster", "board", "since", "until")


@dataclass(frozen=True)
class Cell:
    """One number with its firms and, where it is a conversion, its rate and of how many."""

    count: int
    url: str
    rate: str = ""
    base: int | None = None


@dataclass(frozen=True)
class FunnelLine:
    """One group: its name, its cells by stage, and the address of the funnel of this group alone."""

    label: str
    cells: dict[str, Cell]
    passage: Passage
    url: str = ""


@dataclass(frozen=True)
class FunnelPage:
    """Everything the page shows."""

    query: PoolQuery
    by: str
    lines: list[FunnelLine]
    total: FunnelLine
    groupings: list[tuple[str, str, str]]
    offered: Offered
    chips: list[Chip]


def funnel_page(session: Session, person: Person) -> FunnelPage:
    """The funnel that the address asks for."""
    query = _asked()
    by = asked("by", 10) if asked("by", 10) in GROUPINGS else "tier"
    told = funnel(session, person, query, by, today=site().today())
    offered = offered_in(pool_choices(session, person))
    return FunnelPage(
        query=query,
        by=by,
        lines=[_line(by, key, passage) for key, passage in told.groups],
        total=FunnelLine(gettext("合计"), _cells(told.total, {}), told.total),
        groupings=[(code, label, address(by=code)) for code, label in _groupings().items()],
        offered=offered,
        chips=chips_of(_active(query), {"tier": offered.tiers, "division": _divisions(query)}),
    )


def _asked() -> PoolQuery:
    """The filters that a funnel has; states and officers are no part of it."""
    whole = asked_pool()
    return PoolQuery(
        whole.tier, whole.division, whole.park, whole.cluster, since=whole.since, until=whole.until, board=whole.board
    )


def _groupings() -> dict[str, str]:
    return {
        "tier": gettext("按层级"),
        "area": gettext("按地区"),
        "park": gettext("按园区"),
        "cluster": gettext("按产业链/集群"),
        "board": gettext("按板块"),
    }


def _line(by: str, key: str | None, passage: Passage) -> FunnelLine:
    narrowed = {LEADS[by]: key or NO_VALUE}
    url = address(**narrowed, by="park" if by == "area" else "area") if key and by in ("tier", "area") else ""
    return FunnelLine(_label(by, key), _cells(passage, narrowed), passage, url)


def _label(by: str, key: str | None) -> str:
    if not key:
        return gettext("未填")
    return {"tier": tier_label, "area": division_name}.get(by, str)(key)


def _cells(passage: Passage, narrowed: dict[str, str]) -> dict[str, Cell]:
    kept = {name: value for name, value in asked_filters().items() if name in FILTERS} | narrowed
    bases = {stages.ROSE: passage.judged_scale, stages.LISTED: passage.judged_listing}
    return {
        stage: Cell(
            count=passage.of(stage),
            url=url_for("pools.index", **kept, stage=stage),
            rate=_percent(passage.rate(stage)) if stage in COUNTED[1:] else "",
            base=bases.get(stage),
        )
        for stage in STAGES
    }


def _percent(rate: float | None) -> str:
    return DASH if rate is None else f"{rounded(rate * 100, 1)}%"


def _divisions(query: PoolQuery) -> list[Choice]:
    return [(query.division, division_name(query.division))] if query.division else []


def _active(query: PoolQuery) -> list[tuple[str, str, str]]:
    return [
        ("tier", gettext("层级"), query.tier),
        ("division", gettext("地区"), query.division),
        ("park", gettext("园区"), query.park),
        ("cluster", gettext("产业链/集群"), query.cluster),
        ("board", gettext("板块"), query.board),
        ("since", gettext("入库自"), query.since.isoformat() if query.since else ""),
        ("until", gettext("入库至"), query.until.isoformat() if query.until else ""),
    ]
