"""The list of a pool: its query from the address, its rows and filters in words."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from flask import request
from markupsafe import Markup
from sqlmodel import Session

from registry.domain.access import Person
from registry.services.pools.choices import PoolChoices, pool_choices
from registry.services.pools.kept_list import standing_of
from registry.services.pools.listing import (
    Lacking,
    PoolPage,
    PoolRow,
    count_recognised,
    lacking,
    pool_page,
    pool_query,
)
from registry.services.pools.query import NO_VALUE, PoolQuery, states
from registry.services.pools.stages import STAGES
from registry.web.candidates.lines import shortfall
from registry.web.choices import INDENT
from registry.web.kept_lists import Table, table_of
from registry.web.languages import translated
from registry.web.listing import Chip, Choice, Pages, asked, asked_page, chips_of, pages_of
from registry.web.names import division_name, tier_label
from registry.web.pools.words import exit_word, stage_word, state_word
from registry.web.remembered_pages import written_once
from registry.web.remembered_rows import row_of
from registry.web.site import site
from registry.web.texts import gettext

FILTERS = (
    "text",
    "tier",
    "division",
    "park",
    "cluster",
    "officer",
    "state",
    "year",
    "since",
    "until",
    "stage",
    "board",
    "progress",
)


@dataclass(frozen=True)
class PoolLine:
    """One stay in words; `standing` is the key of a status, "" where the tier is not judged."""

    row: PoolRow
    standing: str
    shortfall: str
    officer: str
    days: int
    exit: str


@dataclass(frozen=True)
class Offered:
    """What the filters offer, each as value and words."""

    tiers: list[Choice]
    divisions: list[Choice]
    parks: list[Choice]
    clusters: list[Choice]
    officers: list[Choice]
    states: list[Choice]
    years: list[Choice]
    boards: list[Choice]
    progresses: list[Choice]


@dataclass(frozen=True)
class WrittenPage:
    """What a page says of its stays, as written: `found` without its rows, the rows, whether a firm among them is in the pool,
    and how many firms still are though they hold the title."""

    found: PoolPage
    rows: tuple[Markup, ...]
    has_open: bool
    offered: Offered
    recognised: int


@dataclass(frozen=True)
class PoolList:
    """Everything the page shows."""

    query: PoolQuery
    written: WrittenPage
    pages: Pages
    chips: list[Chip]
    filters: dict[str, str]
    table: Table


def asked_pool() -> PoolQuery:
    """The query of the address; what cannot be read does not narrow."""
    return replace(pool_query(request.args), page=asked_page())


def pool_list(session: Session, person: Person) -> PoolList:
    """The list that the address asks for."""
    query, table = asked_pool(), table_of("pools")
    codes = tuple(table.codes)
    written = written_once(session, person, "pools", (query, codes), lambda: _written(session, person, query, codes))
    return PoolList(
        query=query,
        written=written,
        pages=pages_of(written.found.page, written.found.pages),
        chips=chips_of(_active(query), _words(written.offered)),
        filters=asked_filters(),
        table=table,
    )


def _written(session: Session, person: Person, query: PoolQuery, codes: tuple[str, ...]) -> WrittenPage:
    today = site().today()
    found = pool_page(session, person, query, today=today)
    missing = lacking(session, site().catalogue, found.rows)
    lines = [_line(row, missing, today) for row in found.rows]
    return WrittenPage(
        found=replace(found, rows=()),
        rows=tuple(row_of("pools/_row.html", (line, codes), lambda line=line: (line, codes)) for line in lines),
        has_open=any(line.row.exited_on is None for line in lines),
        offered=offered_in(pool_choices(session, person)),
        recognised=count_recognised(session, person, query, today=today),
    )


def asked_filters(*left_out: str) -> dict[str, str]:
    """The filters of this address, to be taken along to another page."""
    return {name: asked(name) for name in FILTERS if asked(name) and name not in left_out}


def offered_in(choices: PoolChoices) -> Offered:
    """The choices in words; cities come before their counties."""
    names = site().catalogue.divisions
    prefixes = {code[:4] for code in choices.divisions} | {code for code in choices.divisions if code[4:] != "00"}
    return Offered(
        tiers=[(code, tier_label(code)) for code in site().catalogue.ladder if code in choices.tiers],
        divisions=[(one, (INDENT if len(one) > 4 else "") + names.name(one)) for one in sorted(prefixes)],
        parks=[(park, park) for park in choices.parks],
        clusters=[(cluster, cluster) for cluster in choices.clusters],
        officers=[(str(number), translated(name)) for number, name in choices.officers],
        states=[(state, state_word(state)) for state in states()],
        years=[(str(year), str(year)) for year in choices.years],
        boards=[(one, one) for one in choices.boards],
        progresses=[(one, one) for one in choices.progresses],
    )


def _line(row: PoolRow, missing: Lacking, today: date) -> PoolLine:
    lacks = missing.get((row.firm_id, row.tier))
    return PoolLine(
        row=row,
        standing=standing_of(row, missing),
        shortfall=shortfall(lacks) if lacks is not None else "",
        officer=translated(row.officer),
        days=row.days_in(today),
        exit=exit_word(row.exit_kind),
    )


def _active(query: PoolQuery) -> list[tuple[str, str, str]]:
    return [
        ("text", gettext("查找"), query.text),
        ("tier", gettext("层级"), query.tier),
        ("division", gettext("地区"), query.division),
        ("park", gettext("园区"), query.park),
        ("cluster", gettext("产业链/集群"), query.cluster),
        ("officer", gettext("培育专员"), str(query.officer or "")),
        ("state", gettext("状态"), query.state),
        ("board", gettext("板块"), query.board),
        ("progress", gettext("上市进度"), query.progress),
        ("year", gettext("入库年份"), str(query.year or "")),
        ("since", gettext("入库自"), query.since.isoformat() if query.since else ""),
        ("until", gettext("入库至"), query.until.isoformat() if query.until else ""),
        ("stage", gettext("漏斗"), query.stage),
    ]


def _words(offered: Offered) -> dict[str, list[Choice]]:
    blank = [(NO_VALUE, gettext("未填"))]
    tiers = [(code, tier_label(code)) for code in site().catalogue.ladder]
    division = request.args.get("division", "")
    places = [*offered.divisions, (division, division_name(division))] if division else []
    return {
        "tier": tiers,
        "division": [*places, *blank],
        "park": blank,
        "cluster": blank,
        "board": blank,
        "progress": blank,
        "officer": offered.officers,
        "state": offered.states,
        "stage": [(stage, stage_word(stage)) for stage in STAGES],
    }
