"""The list of targets as it is kept: its columns and its file. Shares are fractions there, numbers are numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from registry.domain.paces import PROGRESS_LABELS
from registry.domain.targets import KIND_LABELS, TargetKind
from registry.domain.texts import mark
from registry.services.list_files import MOST_ROWS
from registry.services.lists.asking import Asked
from registry.services.lists.columns import Cell, Column, Read, Told, simple
from registry.services.lists.kept import KeptList, keep
from registry.services.targets.finding import TargetPage, TargetQuery, TargetRow, find_targets, target_query


def _of_target(name: str) -> Read:
    return lambda row, told: getattr(row.target, name) or None


def _of_state(name: str) -> Read:
    return lambda row, told: getattr(row.state, name)


def _of_reading(name: str) -> Read:
    return lambda row, told: getattr(row.state.reading, name) if row.state.reading else None


def _of_catalogue(name: str) -> Callable[[TargetRow, Told], str]:
    """The words of the catalogue, where the target comes from a document that it knows."""

    def read(row: TargetRow, told: Told) -> str:
        entry = told.catalogue.targets.find(row.target.code)
        return told.wording.text(getattr(entry, name)) if entry else getattr(row.target, name)

    return read


def _place(row: TargetRow, told: Told) -> str | None:
    return told.catalogue.divisions.name(row.target.division) if row.target.division else None


def _kind(row: TargetRow, told: Told) -> str:
    return told.wording.translate(KIND_LABELS[TargetKind(row.target.kind)])


def _progress(row: TargetRow, told: Told) -> str:
    return told.wording.translate(PROGRESS_LABELS[row.state.progress])


TARGET = (
    Cell(mark("目标"), 36, _of_catalogue("label")),
    Cell(mark("地区"), 20, _place),
    Cell(mark("园区"), 18, _of_target("park")),
    Cell(mark("集群"), 16, _of_target("cluster")),
)
MEASURED = (
    Cell(mark("最近测得"), 12, _of_reading("value")),
    Cell(mark("测得日期"), 12, _of_reading("on")),
    Cell(mark("无法判断的企业（家）"), 14, _of_reading("unjudged")),
)
GAP = (Cell(mark("还差"), 12, _of_state("gap")), Cell(mark("还差企业（家）"), 12, _of_state("firms_short")))
COLUMNS = (
    Column("label", mark("目标"), TARGET, sort="label", is_fixed=True),
    simple("kind", mark("类型"), 12, _kind),
    simple("goal", mark("目标值"), 12, lambda row, told: row.target.goal, look="number"),
    Column("value", mark("最近测得"), MEASURED, sort="share", look="number"),
    simple("pace", mark("按进度应到"), 12, _of_state("pace"), look="number"),
    Column("gap", mark("还差"), GAP, look="number"),
    simple("progress", mark("状态"), 12, _progress),
    simple("due", mark("期限"), 12, _of_target("due_on"), sort="due"),
    simple("owner", mark("牵头单位"), 24, _of_target("owner"), is_usual=False),
    simple("responsible", mark("责任单位"), 32, _of_target("responsible"), is_usual=False),
    simple("document", mark("文件"), 48, _of_catalogue("document"), is_usual=False),
)


def _page(asked: Asked, query: TargetQuery) -> TargetPage:
    return find_targets(asked.session, asked.person, asked.catalogue, query, today=asked.today)


def _rows(asked: Asked, query: TargetQuery) -> Sequence[Any]:
    return _page(asked, replace(query, page=1, per_page=MOST_ROWS)).rows


keep(
    KeptList(
        code="targets",
        label=mark("目标"),
        noted="targets.export",
        columns=COLUMNS,
        usual_sort="due",
        query=lambda asked: target_query(asked.arguments),
        count=lambda asked, query: _page(asked, query).total,
        rows=_rows,
    )
)
