"""The list of a pool as it is kept: its columns, its file, and its firms for a layout."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import polars as pl

from registry.domain.outcomes import Verdict
from registry.domain.texts import mark
from registry.services.lists.asking import Asked
from registry.services.lists.columns import Cell, Column, Told, firm, person_of, place, plain, simple, tier
from registry.services.lists.firm_rows import ListRows
from registry.services.lists.kept import KeptList, columns_shown, keep
from registry.services.pools.exits import exit_kinds
from registry.services.pools.listing import Lacking, PoolRow, count_stays, every_stay, lacking, pool_query
from registry.services.pools.query import PoolQuery
from registry.services.shortfalls import sentence

STANDINGS: Mapping[str, str] = {
    "holds": mark("已持有"),
    "eligible": mark("达标"),
    "review": mark("达标待复核"),
    "near": mark("临近达标"),
    "incomplete": mark("待补数据"),
    "ineligible": mark("未达标"),
    "undetermined": mark("缺数据"),
}


def standing_of(row: PoolRow, missing: Lacking) -> str:
    """The one word for where the firm stands: the class, the title, else the verdict; "" where the tier is not judged.

    A firm that is judged, neither holds the tier nor is a candidate and has no standing is ineligible and far away.
    """
    far_away = Verdict.INELIGIBLE.value if (row.firm_id, row.tier) in missing else ""
    return row.candidate_class or ("holds" if row.has_title else "") or row.verdict or far_away


def _standing(row: PoolRow, told: Told) -> str:
    return told.wording.say(STANDINGS.get(standing_of(row, told.beside), ""))


def _shortfall(row: PoolRow, told: Told) -> str:
    return sentence(told.beside.get((row.firm_id, row.tier), ()), told.wording)


def _exit_kind(row: PoolRow, told: Told) -> str:
    return told.wording.text(exit_kinds()[row.exit_kind].label) if row.exit_kind in exit_kinds() else ""


AREA = (
    Cell(mark("所属地区"), 20, place),
    Cell(mark("所属园区"), 18, plain("park")),
    Cell(mark("产业链/集群"), 18, plain("cluster")),
)
ENTERED = (
    Cell(mark("入库日期"), 12, plain("entered_on")),
    Cell(mark("入库理由"), 32, plain("basis")),
    Cell(mark("预计申报年度"), 10, plain("expected_year")),
    Cell(mark("在库天数"), 10, lambda row, told: row.days_in(told.today)),
)
EXITED = (
    Cell(mark("出库日期"), 12, plain("exited_on")),
    Cell(mark("出库类型"), 12, _exit_kind),
    Cell(mark("出库原因"), 32, plain("exit_reason")),
)
COLUMNS = (
    Column("pick", mark("选择"), is_fixed=True, look="pick"),
    firm(),
    Column("area", mark("地区、园区"), AREA),
    simple("tier", mark("培育层级"), 18, tier),
    simple("board", mark("板块"), 12, sort="board", is_usual=False),
    simple("progress", mark("上市进度"), 12, sort="progress", is_usual=False),
    simple("class", mark("目前情况"), 12, _standing, sort="class"),
    simple("lacks", mark("差什么"), 48, _shortfall),
    simple("data_year", mark("数据年"), 8, look="number"),
    simple("officer", mark("培育专员"), 18, person_of("officer"), sort="officer"),
    Column("entered", mark("入库日期"), ENTERED, sort="entered"),
    Column("exited", mark("出库"), EXITED, sort="exited"),
)


def _beside(asked: Asked, query: PoolQuery, rows: Iterable[Any]) -> Lacking:
    needed = columns_shown(asked, POOLS) & {"class", "lacks"}
    return lacking(asked.session, asked.catalogue, list(rows)) if needed else {}


def _layout(asked: Asked, query: PoolQuery) -> ListRows:
    """Stays in pools; of one tier's pool the list is about that tier. Its officer is the one of the pool."""
    rows = every_stay(asked.session, asked.person, query, today=asked.today)
    own = pl.DataFrame({"officer": [row.officer or None for row in rows]}, schema={"officer": pl.String})
    facts = {name: str(value) for name, value in query.as_facts().items()}
    about = query.tier if query.tier in asked.catalogue.ladder else ""
    return ListRows(mark("培育库"), [row.firm_id for row in rows], asked.occasion, about, facts, own)


POOLS = keep(
    KeptList(
        code="pools",
        label=mark("培育库"),
        noted="pools.export",
        columns=COLUMNS,
        usual_sort="-entered",
        query=lambda asked: pool_query(asked.arguments),
        count=lambda asked, query: count_stays(asked.session, asked.person, query, today=asked.today),
        rows=lambda asked, query: every_stay(asked.session, asked.person, query, today=asked.today),
        beside=_beside,
        layout=_layout,
    )
)
