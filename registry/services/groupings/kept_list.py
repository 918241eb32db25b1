"""The parks, chains, clusters and carriers of an office as a kept list: its columns and its file."""

from __future__ import annotations

from dataclasses import replace

from registry.domain.access import Action, require
from registry.domain.texts import mark
from registry.services.groupings.kinds import LABELS
from registry.services.groupings.listing import (
    STATES,
    GroupingList,
    GroupingQuery,
    GroupingRow,
    grouping_list,
    grouping_query,
)
from registry.services.list_files import MOST_ROWS
from registry.services.lists.asking import Asked
from registry.services.lists.columns import Cell, Column, Told, plain, simple
from registry.services.lists.kept import KeptList, keep


def _area(row: GroupingRow, told: Told) -> str | None:
    return told.catalogue.divisions.full_name(row.division) or None


def _state(row: GroupingRow, told: Told) -> str:
    return told.wording.translate(STATES["retired" if row.retired_on else "kept"])


STATE = (Cell(mark("状态"), 10, _state), Cell(mark("停用日期"), 12, plain("retired_on")))
COLUMNS = (
    simple("name", mark("名称"), 32, sort="name", is_fixed=True),
    simple("area", mark("所在地区"), 24, _area, sort="area"),
    simple("level", mark("级别"), 12, sort="level"),
    simple("lead", mark("牵头单位"), 24),
    simple("document", mark("认定文号"), 24),
    simple("firms", mark("企业登记为此（家）"), 14, sort="firms", look="number"),
    simple("members", mark("成员（家）"), 10, sort="members", look="number"),
    Column("state", mark("状态"), STATE),
)


def _page(asked: Asked, query: GroupingQuery) -> GroupingList:
    return grouping_list(asked.session, asked.person, query, asked.today)


def _rows(asked: Asked, query: GroupingQuery) -> tuple[GroupingRow, ...]:
    require(asked.person, Action.EXPORT_LISTS)
    return _page(asked, replace(query, page=1, per_page=MOST_ROWS)).rows


keep(
    KeptList(
        code="groupings",
        label=mark("园区、产业链、集群和载体"),
        noted="groupings.export",
        columns=COLUMNS,
        usual_sort="",
        query=lambda asked: grouping_query(asked.arguments),
        count=lambda asked, query: _page(asked, query).total,
        rows=_rows,
        named=lambda asked: asked.wording.translate(LABELS[grouping_query(asked.arguments).kind]),
    )
)
