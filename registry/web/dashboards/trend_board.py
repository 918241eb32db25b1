"""The trend: how many firms held each tier at the end of each year, and how many came to it."""

from __future__ import annotations

from flask_babel import gettext
from sqlmodel import Session

from registry.domain.access import Person
from registry.services.dashboards.cells import at_place, summed
from registry.services.dashboards.ladder_part import years_until
from registry.services.dashboards.summary import LADDER, summary
from registry.web.dashboards.board import Board, Row, Table, labels_of, number, place_asked, tabs_of, tiers_shown
from registry.web.dashboards.place_filters import place_chips, place_filters
from registry.web.drawings import lines
from registry.web.listing import asked
from registry.web.names import tier_label
from registry.web.site import site
from registry.web.tracks import TRACKS, tiers_in_order, track_label


def trend_board(session: Session, person: Person) -> Board:
    """Stocks and entries by year of the tiers of one track."""
    today, ladder = site().today(), site().catalogue.ladder
    told = summary(session, person, site().catalogue, LADDER, today)
    cells = at_place(told.cells, *place_asked())
    track = asked("track", 20) if asked("track", 20) in TRACKS else next(iter(TRACKS))
    every = tiers_shown(cells, tiers_in_order(), "stock", "entered")
    tiers = [tier for tier in every if (ladder[tier].track if ladder[tier].track in TRACKS else "beside") == track]
    stock, came = summed(cells, "stock", "tier", "year"), summed(cells, "entered", "tier", "year")
    years = [year for year in years_until(told.day or today) if any(at == year for _, at in (*stock, *came))]
    return Board(
        code="trend",
        title=gettext("逐年趋势"),
        about=gettext("每一级在各年末有多少家持有，各年新进多少家；今年的存量是目前的数。"),
        summary=told,
        tables=[
            _table(gettext("年末持有（家）"), "stock", stock, tiers, years),
            _table(gettext("年内新进（家，含再次取得）"), "entered", came, tiers, years),
        ],
        filters=place_filters(session, person),
        tabs=[tabs_of("track", [(code, track_label(code)) for code in TRACKS], track)],
        chips=place_chips(),
        notes=[
            gettext("按称号记录中的日期推算：只有登记过的称号才算得到，没有登记的早年称号会使早年的数偏小。"),
            gettext("地区按企业现在的归属计算。"),
        ],
    )


def _table(caption: str, kind: str, counts: dict[tuple[str, int], int], tiers: list[str], years: list[int]) -> Table:
    heads = [str(year) for year in years]
    rows = [
        Row(label, [number(counts.get((tier, year), 0), kind, tier, year=year) for year in years])
        for tier, label in zip(tiers, labels_of(tiers), strict=True)
    ]
    series = {tier_label(tier): [counts.get((tier, year), 0) for year in years] for tier in tiers}
    told = gettext("%(caption)s，各层级逐年的数字见下表", caption=caption)
    return Table(caption, gettext("层级"), heads, rows, lines(heads, series, told))
