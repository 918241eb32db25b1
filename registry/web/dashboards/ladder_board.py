"""The ladder with its flows: who held each tier at the beginning, who came, from where, who left, who holds it now."""

from __future__ import annotations

from datetime import date

from flask_babel import gettext
from sqlmodel import Session

from registry.domain.access import Person
from registry.services.dashboards.cells import at_place, summed
from registry.services.dashboards.ladder_part import years_until
from registry.services.dashboards.rises import NO_FEEDER
from registry.services.dashboards.summary import LADDER, summary
from registry.web.addresses import is_number
from registry.web.dashboards.board import Board, Cell, Filter, Row, Table, labels_of, number, place_asked, tiers_shown
from registry.web.dashboards.place_filters import place_chips, place_filters
from registry.web.drawings import across
from registry.web.listing import asked
from registry.web.names import tier_label
from registry.web.site import site
from registry.web.tracks import tiers_in_order

FLOWS = ("stock", "entered", "left", "rose")


def ladder_board(session: Session, person: Person) -> Board:
    """The board of the year that the address asks for; without one of the present year."""
    catalogue, today = site().catalogue, site().today()
    told = summary(session, person, catalogue, LADDER, today)
    cells, year = at_place(told.cells, *place_asked()), _year(told.day or today)
    tiers = tiers_shown(cells, tiers_in_order(), *FLOWS)
    counts = {kind: summed(cells, kind, "tier", "year", "word") for kind in FLOWS}
    years = [(str(each), str(each)) for each in reversed(years_until(told.day or today)[1:])]
    return Board(
        code="ladder",
        title=gettext("阶梯与流动"),
        about=gettext("每一级的企业从哪里来、到哪里去：年初有多少，一年里新进和离开多少，现在有多少。"),
        summary=told,
        tables=[_flows(counts, tiers, year, told.day or today), _rises(counts["rose"], tiers, year)],
        filters=[Filter("year", gettext("年份"), years, str(year)), *place_filters(session, person)],
        chips=place_chips(),
        notes=_notes(),
    )


def _year(day: date) -> int:
    text = asked("year", 4)
    known = is_number(text) and int(text) in years_until(day)[1:]
    return int(text) if known else day.year


def _flows(counts: dict[str, dict[tuple[str, int, str], int]], tiers: list[str], year: int, day: date) -> Table:
    heads = [
        gettext("年初持有（家）"),
        gettext("首次取得（家）"),
        gettext("再次取得（家）"),
        gettext("到期离开（家）"),
        gettext("撤销离开（家）"),
        gettext("年末持有（家）") if year < day.year else gettext("目前持有（家）"),
    ]
    asked_for = (("stock", "", year - 1), ("entered", "first", year), ("entered", "again", year))
    asked_for += (("left", "expired", year), ("left", "revoked", year), ("stock", "", year))
    rows = [
        Row(
            tier_label(tier),
            [number(counts[kind].get((tier, at, word), 0), kind, tier, word, at) for kind, word, at in asked_for],
        )
        for tier in tiers
    ]
    drawing = _drawing(counts, tiers, year)
    return Table(gettext("%(year)s 年各层级的流动", year=year), gettext("层级"), heads, rows, drawing)


def _rises(rose: dict[tuple[str, int, str], int], tiers: list[str], year: int) -> Table:
    ladder = site().catalogue.ladder
    rows = []
    for tier in (each for each in tiers if ladder[each].feeders):
        sources = [(feeder, tier_label(feeder)) for feeder in ladder[tier].feeders]
        sources.append((NO_FEEDER, gettext("此前没有下一级称号")))
        for feeder, label in sources:
            count = rose.get((tier, year, feeder), 0)
            rows.append(Row(tier_label(tier), [Cell(label), number(count, "rose", tier, feeder, year)]))
    heads = [gettext("来自"), gettext("首次取得（家）")]
    return Table(gettext("%(year)s 年从哪一级升上来", year=year), gettext("层级"), heads, rows)


def _drawing(counts: dict[str, dict[tuple[str, int, str], int]], tiers: list[str], year: int) -> str:
    def of(kind: str) -> list[int]:
        return [sum(n for (tier, at, _), n in counts[kind].items() if (tier, at) == (each, year)) for each in tiers]

    series = {gettext("年内新进"): of("entered"), gettext("年内离开"): of("left")}
    return across(labels_of(tiers), series, gettext("各层级年内新进和离开的家数，数字见下表"), stacked=False)


def _notes() -> list[str]:
    return [
        gettext("年初持有 + 首次取得 + 再次取得 − 到期离开 − 撤销离开 = 年末（目前）持有。"),
        gettext("首尾相接或重叠的称号算一直持有；中间断过的，断开时算离开，重新取得时算再次取得。"),
        gettext("按自然年有效的称号，次年 1 月 1 日起算离开，重新取得算再次取得。"),
        gettext("升上来：首次取得当日或此前一年内持有下一级称号；同时持有两种的，在两行各算一次。"),
        gettext("没有填有效期起的称号按认定日期算；两者都没有的，只计入持有，不计入新进。"),
    ]
