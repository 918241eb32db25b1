"""Areas by tiers: holders, candidates and pools of each area, drilling down from city to county to park to firms."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask_babel import gettext
from sqlmodel import Session

from registry.domain.access import Person
from registry.domain.outcomes import CandidateClass
from registry.services.dashboards.areas import Area, areas_below
from registry.services.dashboards.cells import at_place, summed
from registry.services.dashboards.summary import LADDER, summary
from registry.web.dashboards.board import (
    Board,
    Row,
    Table,
    area_label,
    labels_of,
    number,
    place_asked,
    place_label,
    tabs_of,
    tiers_shown,
)
from registry.web.drawings import across
from registry.web.listing import Choice, address, asked
from registry.web.site import site
from registry.web.statuses import status_word
from registry.web.tracks import TRACKS, tiers_in_order, track_label

DRAWN = 10


def areas_board(session: Session, person: Person) -> Board:
    """The areas below the one that the address asks for."""
    told = summary(session, person, site().catalogue, LADDER, site().today())
    division, park = place_asked()
    here = at_place(told.cells, division, park)
    track = asked("track", 20) if asked("track", 20) in TRACKS else next(iter(TRACKS))
    shows = _shows()
    show = asked("show", 20) if asked("show", 20) in dict(shows) else "held"
    kind, word = (show, "") if show in ("held", "pool") else ("candidates", show)
    tiers = _tiers(told.cells, track)
    areas = areas_below(here.filter(here["kind"] == "firms"), division)
    table = _table(here, areas, tiers, kind, word)
    return Board(
        code="areas",
        title=gettext("地区 × 层级"),
        about=gettext("各地区在每一级的家数。点地区往下看到区县、园区，点数字看企业。"),
        summary=told,
        tables=[replace(table, drawing=_drawing(table, tiers))],
        tabs=[tabs_of("show", shows, show), tabs_of("track", [(code, track_label(code)) for code in TRACKS], track)],
        crumbs=_crumbs(division, park),
        notes=[
            gettext("企业数是登记库中的全部企业；一家企业可以同时持有几级称号，所以各级之和不等于企业数。"),
            gettext("没有归属：没有填写地区的企业，计入合计。"),
        ],
    )


def _shows() -> list[Choice]:
    classes = [(each.value, status_word(each.value)) for each in CandidateClass]
    return [("held", gettext("持有")), *classes, ("pool", gettext("在培育库"))]


def _tiers(cells: Any, track: str) -> list[str]:
    ladder = site().catalogue.ladder
    shown = tiers_shown(cells, tiers_in_order(), "held", "candidates", "pool")
    return [tier for tier in shown if (ladder[tier].track if ladder[tier].track in TRACKS else "beside") == track]


def _table(here: Any, areas: list[Area], tiers: list[str], kind: str, word: str) -> Table:
    wanted = here.filter(here["word"] == word)
    rows = [_row(at_place(here, *area.key), at_place(wanted, *area.key), area, tiers, kind, word) for area in areas]
    sums, firms = summed(wanted, kind, "tier"), summed(here, "firms", "kind").get("firms", 0)
    cells = [number(firms, "firms"), *(number(sums.get(tier, 0), kind, tier, word) for tier in tiers)]
    total = [Row(gettext("合计"), cells, is_total=True)] if rows else []
    heads = [gettext("企业（家）"), *labels_of(tiers)]
    return Table(gettext("各地区每一级的家数"), gettext("地区"), heads, [*rows, *total])


def _row(here: Any, wanted: Any, area: Area, tiers: list[str], kind: str, word: str) -> Row:
    sums, firms = summed(wanted, kind, "tier"), summed(here, "firms", "kind").get("firms", 0)
    cells = [number(firms, "firms", place=area.key)]
    cells += [number(sums.get(tier, 0), kind, tier, word, place=area.key) for tier in tiers]
    return Row(area_label(area), cells, url="" if area.park else address(division=area.division, park=None))


def _drawing(table: Table, tiers: list[str]) -> str:
    rows = [row for row in table.rows if not row.is_total][:DRAWN]
    series = {label: [_plain(row.cells[place]) for row in rows] for place, label in enumerate(labels_of(tiers), 1)}
    label = gettext("各地区每一级的家数，数字见下表")
    return across([row.label for row in rows], series, label)


def _plain(cell: Any) -> int:
    return cell.value if isinstance(cell.value, int) else 0


def _crumbs(division: str, park: str) -> list[tuple[str, str]]:
    found = [(gettext("全部地区"), address(division=None, park=None))]
    steps = [division[:level] for level in (2, 4, 6) if division[:1].isdigit() and len(division) >= level]
    names = site().catalogue.divisions
    found += [(names.name(step), address(division=step, park=None)) for step in steps]
    return [*found, (place_label("", park), "")] if park else found
