"""The calendar of endings: in which month how many firms lose a tier unless it is renewed, and how it is re-examined."""

from __future__ import annotations

from datetime import date

import polars as pl
from flask import url_for
from flask_babel import gettext
from sqlmodel import Session

from registry.domain.access import Person
from registry.domain.tiers import Tier, Validity
from registry.services.dashboards.cells import NONE, at_place, summed
from registry.services.dashboards.ladder_part import MONTHS_AHEAD
from registry.services.dashboards.summary import LADDER, summary
from registry.services.morning.ending import review_documents
from registry.services.titles.search import EXPIRING
from registry.web.dashboards.board import Board, Cell, Row, Table, labels_of, number, place_asked, tiers_shown
from registry.web.dashboards.place_filters import place_chips, place_filters
from registry.web.drawings import bars
from registry.web.names import tier_label
from registry.web.site import site
from registry.web.tracks import tiers_in_order


def endings_board(session: Session, person: Person) -> Board:
    """The coming months by tier, and the windows of re-examination."""
    today = site().today()
    told = summary(session, person, site().catalogue, LADDER, today)
    cells, day = at_place(told.cells, *place_asked()), told.day or today
    return Board(
        code="endings",
        title=gettext("到期日历"),
        about=gettext("今后 %(months)s 个月里，各月有多少家企业的称号到期；点数字看企业。", months=MONTHS_AHEAD),
        summary=told,
        tables=[_calendar(cells, day), _windows(cells, day)],
        filters=place_filters(session, person),
        chips=place_chips(),
        notes=[
            gettext("有效期止落在这个月、目前有效的称号；已经续期的，原来那一张到期时仍列出。"),
            gettext("复核窗口的表按称号计数；目录中没有复核标准的写“—”。"),
        ],
    )


def _months(day: date) -> list[str]:
    first = day.year * 12 + day.month - 1
    return [f"{month // 12}-{month % 12 + 1:02}" for month in range(first, first + MONTHS_AHEAD)]


def _calendar(cells: pl.DataFrame, day: date) -> Table:
    tiers, counts = tiers_shown(cells, tiers_in_order(), "ending"), summed(cells, "ending", "tier", "word")
    months = _months(day) if tiers else []
    rows = [
        Row(month, [number(counts.get((tier, month), 0), "ending", tier, month) for tier in tiers]) for month in months
    ]
    sums = [sum(counts.get((tier, month), 0) for month in months) for tier in tiers]
    total = [Row(gettext("合计"), [Cell(each) for each in sums], is_total=True)] if rows else []
    series = {tier_label(tier): [counts.get((tier, month), 0) for month in months] for tier in tiers}
    drawing = bars([month[2:] for month in months], series, gettext("各月到期的家数，数字见下表"), stacked=True)
    return Table(gettext("各月到期（家）"), gettext("月份"), labels_of(tiers), [*rows, *total], drawing)


def _windows(cells: pl.DataFrame, day: date) -> Table:
    catalogue, windows = site().catalogue, site().catalogue.ladder.expiring
    within, nearest = summed(cells, "within", "tier", "word"), summed(cells, "nearest", "tier", "word")
    rows = []
    for tier in tiers_shown(cells, tiers_in_order(), "within"):
        documents = gettext("、").join(review_documents(catalogue, tier, day))
        numbers = [_titles_within(within.get((tier, str(days)), 0), tier, days) for days in windows]
        first = min(word for known, word in nearest if known == tier)
        cells_of_row = [Cell(_validity(catalogue.ladder[tier])), *numbers, Cell(first), Cell(documents or None)]
        rows.append(Row(tier_label(tier), cells_of_row))
    heads = [gettext("有效期规则"), *(gettext("%(days)s 天内（项）", days=days) for days in windows)]
    heads += [gettext("最近的到期日"), gettext("复核标准")]
    return Table(gettext("复核窗口"), gettext("层级"), heads, rows)


def _titles_within(count: int, tier: str, days: int) -> Cell:
    """A number of titles leads to their list."""
    division, park = place_asked()
    told = {"tier": tier, "state": f"{EXPIRING}{days}", "division": division, "park": park}
    plain = count and NONE not in (division, park)
    return Cell(
        count, url_for("titles.index", **{name: value for name, value in told.items() if value}) if plain else ""
    )


def _validity(tier: Tier) -> str:
    match tier.validity:
        case Validity.CALENDAR_YEAR:
            return gettext("当年 12 月 31 日止")
        case Validity.OPEN:
            return gettext("长期")
    return gettext("%(years)s 年", years=tier.validity_years)
