"""The list of R&D institutions as it is kept: its columns, its file, and its firms for a layout."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import polars as pl

from registry.domain.access import Action, require
from registry.domain.texts import mark
from registry.services.institution_list import (
    InstitutionQuery,
    InstitutionRow,
    institution_page,
    institution_query,
)
from registry.services.list_files import MOST_ROWS
from registry.services.lists.asking import Asked
from registry.services.lists.columns import AREA, Cell, Column, firm, plain, simple, worded
from registry.services.lists.firm_rows import ListRows
from registry.services.lists.kept import KeptList, keep

STATES = {True: mark("有效"), False: mark("不在有效期")}
INSTITUTION = (Cell(mark("机构名称"), 34, plain("name")), Cell(mark("类型"), 18, plain("kind")))
COLUMNS = (
    firm(name="firm_name"),
    AREA,
    Column("institution", mark("机构名称"), INSTITUTION),
    simple("level", mark("级别"), 10, sort="level"),
    simple("recognised_on", mark("认定日期"), 12),
    simple("valid_to", mark("有效期止"), 12, sort="valid_to"),
    simple("document", mark("文号"), 24),
    simple("state", mark("状态"), 12, worded("is_valid", STATES)),
)


def _rows(asked: Asked, query: InstitutionQuery) -> Sequence[InstitutionRow]:
    require(asked.person, Action.EXPORT_LISTS)
    return _page(asked, replace(query, page=1, per_page=MOST_ROWS)).rows


def _page(asked: Asked, query: InstitutionQuery) -> Any:
    return institution_page(asked.session, asked.person, asked.catalogue, query)


def _layout(asked: Asked, query: InstitutionQuery) -> ListRows:
    """R&D institutions, a row each; name, dates and document take the place of a title's."""
    rows = _rows(asked, query)
    own: dict[str, Any] = {"row.title": [row.name for row in rows]}
    own |= {f"row.{name}": [getattr(row, name) for row in rows] for name in ("document", "recognised_on", "valid_to")}
    firm_ids = [row.firm_id for row in rows]
    return ListRows(mark("研发机构清单"), firm_ids, asked.occasion, "", query.as_facts(), pl.DataFrame(own))


keep(
    KeptList(
        code="institutions",
        label=mark("研发机构清单"),
        noted="institutions.export",
        columns=COLUMNS,
        usual_sort="name",
        query=lambda asked: institution_query(asked.arguments, asked.today),
        count=lambda asked, query: _page(asked, query).total,
        rows=_rows,
        layout=_layout,
    )
)
