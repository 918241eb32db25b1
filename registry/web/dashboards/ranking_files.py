"""A ranking as Excel file: the places as they were kept, numbers with the decimals of their unit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

from flask_babel import gettext

from registry.domain.indicators import Kind
from registry.services.dashboards import area_criteria as areas
from registry.services.list_files import write_list
from registry.store.rankings import Ranking
from registry.web.dashboards.ranking_rows import why_words
from registry.web.dashboards.ranking_words import indicator_of, measure_of, of_areas, units_of
from registry.web.languages import wording
from registry.web.names import division_name

PERCENT = "0.0%"


def write_ranking(stream: BinaryIO, ranking: Ranking) -> int:
    """Write the file; returns the number of lines."""
    heads, rows, measure = _of_areas(ranking) if of_areas(ranking) else _of_firms(ranking)
    shown = {measure: _form(ranking)} | ({len(heads) - 2: PERCENT} if of_areas(ranking) else {})
    return write_list(stream, gettext("榜单"), heads, rows, wording(), frozen=2, shown=shown)


def _of_firms(ranking: Ranking) -> tuple[list[tuple[str, int]], Iterator[list[Any]], int]:
    heads = [(gettext("名次"), 8), (gettext("企业名称"), 34), (gettext("统一社会信用代码"), 21), (gettext("地区"), 24)]
    heads += [(gettext("园区"), 24), (measure_of(ranking), 20)]
    rows = (
        [
            row["place"],
            row["name"],
            row["credit_code"],
            division_name(row["division_code"]),
            row["park"],
            row["measure"],
        ]
        for row in ranking.rows
    )
    return heads, rows, 5


def _of_areas(ranking: Ranking) -> tuple[list[tuple[str, int]], Iterator[list[Any]], int]:
    heads = [
        (gettext("名次"), 8),
        (units_of(ranking.criteria), 28),
        (gettext("地区代码"), 12),
        (measure_of(ranking), 24),
    ]
    heads += [
        (gettext("企业（家）"), 12),
        (gettext("有数据（家）"), 14),
        (gettext("数据覆盖"), 12),
        (gettext("不排名的原因"), 30),
    ]
    lines = [*ranking.rows, *(ranking.counts or {}).get("apart", [])]
    rows = ([row.get("place"), row["name"], row["division_code"], row["measure"], row["firms"], row["known"], row["cover"],
             why_words(row["why"])] for row in lines)  # fmt: skip
    return heads, rows, 3


def _form(ranking: Ranking) -> str:
    """How Excel shows the measure."""
    known, by = indicator_of(ranking), ranking.criteria["by"]
    if by in (areas.SHARE, areas.GROWTH) or (known is not None and known.kind is Kind.RATIO):
        return PERCENT
    return "#,##0.00" if known is not None and known.kind is Kind.AMOUNT else "#,##0.####" if known else "#,##0"
