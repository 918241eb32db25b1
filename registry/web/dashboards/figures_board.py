"""Completeness: of each indicator that standards read, how many firms have it in a year, whose value it is, how many lack it."""

from __future__ import annotations

from flask_babel import gettext
from sqlmodel import Session

from registry.domain.access import Person
from registry.services.dashboards.areas import areas_below
from registry.services.dashboards.cells import at_place, summed, total
from registry.services.dashboards.figures_part import CHECKED, FILLED, REPORTED, needed_codes, years_of
from registry.services.dashboards.summary import FIGURES, summary
from registry.web.dashboards.board import Board, Cell, Filter, Row, Table, area_label, number, place_asked
from registry.web.dashboards.place_filters import place_chips, place_filters
from registry.web.formats import rounded
from registry.web.languages import in_words
from registry.web.listing import asked
from registry.web.site import site


def figures_board(session: Session, person: Person) -> Board:
    """The completeness of one year, by indicator and by area."""
    today, catalogue = site().today(), site().catalogue
    told = summary(session, person, catalogue, FIGURES, today)
    cells, years = at_place(told.cells, *place_asked()), years_of(told.day or today)
    year = int(asked("year", 4)) if asked("year", 4) in map(str, years) else years[0]
    mine, firms = cells.filter(cells["year"] == year), total(cells, "firms")
    codes = needed_codes(catalogue, told.day or today) if firms else []
    counts = {kind: summed(mine, kind, "word") for kind in (FILLED, CHECKED, REPORTED)}
    rows = [_row(code, counts, firms, year) for code in codes]
    rows.sort(key=lambda row: -int(row.cells[4].value or 0))
    heads = [
        gettext("已填（家）"),
        gettext("填报率"),
        gettext("其中已核实（家）"),
        gettext("其中企业自报（家）"),
        gettext("未填（家）"),
    ]
    offered = [(str(each), str(each)) for each in years]
    return Board(
        code="figures",
        title=gettext("数据完整度"),
        about=gettext("现行标准要用到的年度指标，各有多少家企业填了，多少家没有填。"),
        summary=told,
        tables=[
            Table(gettext("%(year)s 年各指标", year=year), gettext("指标"), heads, rows),
            _areas(cells, mine, len(codes), place_asked()[0]),
        ],
        filters=[
            Filter("year", gettext("年份"), offered, str(year)),
            *place_filters(session, person),
        ],
        chips=place_chips(),
        notes=[
            gettext("填了 0 算已填；空白算未填。已核实：有人对照过材料；企业自报：来自企业填写、未经核实。"),
            gettext("只数标准目录中的年度指标；本地新增的指标不在此列。"),
            gettext("哪些缺的数据使结论定不下来，见“瓶颈”页的第二张表。"),
        ],
    )


def _row(code: str, counts: dict[str, dict[str, int]], firms: int, year: int) -> Row:
    filled, checked, reported = (counts[kind].get(code, 0) for kind in (FILLED, CHECKED, REPORTED))
    lacking = number(firms - filled, "unfilled", word=code, year=year)
    cells = [Cell(filled), Cell(_share(filled, firms)), Cell(checked), Cell(reported), lacking]
    return Row(in_words(site().catalogue.indicators[code].label), cells)


def _areas(cells: object, mine: object, codes: int, division: str) -> Table:
    """The share of filled values by area, all indicators together."""
    rows = []
    for area in areas_below(cells, division):  # type: ignore[arg-type]
        firms, filled = (total(at_place(each, *area.key), kind) for each, kind in ((cells, "firms"), (mine, FILLED)))  # type: ignore[arg-type]
        rows.append(
            Row(
                area_label(area),
                [number(firms, "firms", place=area.key), Cell(filled), Cell(_share(filled, firms * codes))],
            )
        )
    heads = [gettext("企业（家）"), gettext("已填（项）"), gettext("填报率")]
    return Table(gettext("各地区的填报率（全部指标合计）"), gettext("地区"), heads, rows)


def _share(part: int, whole: int) -> str | None:
    return f"{rounded(part / whole * 100, 1)}%" if whole else None
