"""Completeness: of each indicator that standards read, how many firms have it in a year, whose value it is, how many lack it."""

from __future__ import annotations

import polars as pl
from flask_babel import gettext
from sqlmodel import Session

from registry.domain.access import Person
from registry.services.dashboards.areas import areas_below
from registry.services.dashboards.cells import at_place, summed, total
from registry.services.dashboards.figure_codes import told_codes, years_of
from registry.services.dashboards.figures_part import CHECKED, FILLED, REPORTED
from registry.services.dashboards.summary import FIGURES, summary
from registry.web.dashboards.board import Board, Cell, Filter, Row, Table, area_label, number, place_asked
from registry.web.dashboards.place_filters import place_chips, place_filters
from registry.web.drawings import across
from registry.web.formats import rounded
from registry.web.languages import in_words
from registry.web.listing import asked
from registry.web.site import site

DRAWN = 12


def figures_board(session: Session, person: Person) -> Board:
    """The completeness of one year, by indicator and by area."""
    today, catalogue = site().today(), site().catalogue
    told = summary(session, person, catalogue, FIGURES, today)
    cells, years = at_place(told.cells, *place_asked()), years_of(told.day or today)
    year = int(asked("year", 4)) if asked("year", 4) in map(str, years) else years[0]
    mine, firms = cells.filter(cells["year"] == year), total(cells, "firms")
    codes = told_codes(catalogue, told.day or today) if firms else []
    return Board(
        code="figures",
        title=gettext("数据完整度"),
        about=gettext("现行标准要用到的和本单位新增的年度指标，各有多少家企业填了，多少家没有填。"),
        summary=told,
        tables=[_indicators(mine, codes, firms, year), _areas(cells, mine, len(codes), place_asked()[0])],
        filters=[
            Filter("year", gettext("年份"), [(str(each), str(each)) for each in years], str(year)),
            *place_filters(session, person),
        ],
        chips=place_chips(),
        notes=[
            gettext("填了 0 算已填；空白算未填。已核实：有人对照过材料；企业自报：来自企业填写、未经核实。"),
            gettext("标准目录中的年度指标只数现行标准用到的；本单位新增的年度指标全部列出，注明“本地”。"),
            gettext("哪些缺的数据使结论定不下来，见“瓶颈”页。"),
        ],
    )


def _indicators(mine: pl.DataFrame, codes: list[str], firms: int, year: int) -> Table:
    """Each indicator, the one that most firms lack first, with its drawing."""
    counts = {kind: summed(mine, kind, "word") for kind in (FILLED, CHECKED, REPORTED)}
    codes = sorted(codes, key=lambda code: counts[FILLED].get(code, 0))
    rows = [_row(code, counts, firms, year) for code in codes]
    heads = [
        gettext("已填（家）"),
        gettext("填报率"),
        gettext("其中已核实（家）"),
        gettext("其中企业自报（家）"),
        gettext("未填（家）"),
    ]
    drawing = _drawing(codes[:DRAWN], counts, firms)
    return Table(gettext("%(year)s 年各指标", year=year), gettext("指标"), heads, rows, drawing)


def _drawing(codes: list[str], counts: dict[str, dict[str, int]], firms: int) -> str:
    filled, checked, own = ([counts[kind].get(code, 0) for code in codes] for kind in (FILLED, CHECKED, REPORTED))
    others = [all_of - one - two for all_of, one, two in zip(filled, checked, own, strict=True)]
    series = {
        gettext("已核实"): checked,
        gettext("企业自报"): own,
        gettext("其他来源"): others,
        gettext("未填"): [firms - each for each in filled],
    }
    told = gettext("未填最多的 %(count)s 项指标的填报情况，数字见下表", count=len(codes))
    return across([_label(code) for code in codes], series, told)


def _row(code: str, counts: dict[str, dict[str, int]], firms: int, year: int) -> Row:
    filled, checked, reported = (counts[kind].get(code, 0) for kind in (FILLED, CHECKED, REPORTED))
    lacking = number(firms - filled, "unfilled", word=code, year=year)
    cells = [Cell(filled), Cell(_share(filled, firms)), Cell(checked), Cell(reported), lacking]
    return Row(_label(code), cells, note=gettext("本地") if site().catalogue.indicators[code].local else "")


def _label(code: str) -> str:
    return in_words(site().catalogue.indicators[code].label)


def _areas(cells: pl.DataFrame, mine: pl.DataFrame, codes: int, division: str) -> Table:
    """The share of filled values by area, all indicators together."""
    rows = []
    for area in areas_below(cells, division):
        firms, filled = (total(at_place(each, *area.key), kind) for each, kind in ((cells, "firms"), (mine, FILLED)))
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
