"""The list of titles as it is kept: its columns, its file, and its firms for a layout."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl

from registry.domain.access import Action, require
from registry.domain.texts import mark
from registry.services.lists.asking import Asked
from registry.services.lists.columns import AREA, Cell, Column, Told, firm, plain, simple, tier
from registry.services.lists.firm_rows import ListRows
from registry.services.lists.kept import KeptList, keep
from registry.services.titles.search import (
    LATEST_FIRST,
    TitleQuery,
    TitleRow,
    every_title,
    search_titles,
    title_query,
)

STATE_WORDS: Mapping[str, str] = {
    "valid": mark("有效"),
    "expired": mark("已过期"),
    "revoked": mark("已撤销"),
    "later": mark("尚未生效"),
}
OF_TITLE = ("batch", "number", "document", "recognised_on", "valid_from", "valid_to")


def state_of(row: TitleRow, today: date) -> str:
    """What a title is on the day: one of STATES of the search."""
    if row.revoked_on is not None and row.revoked_on <= today:
        return "revoked"
    if row.valid_to is not None and row.valid_to < today:
        return "expired"
    return "later" if row.valid_from is not None and row.valid_from > today else "valid"


def _state(row: TitleRow, told: Told) -> str:
    return told.wording.translate(STATE_WORDS[state_of(row, told.today)])


TIER = (Cell(mark("称号"), 22, tier), Cell(mark("名单上的名称"), 26, plain("recognised_as")))
BATCH = (Cell(mark("批次"), 20, plain("batch")), Cell(mark("文号"), 26, plain("document")))
TERM = (Cell(mark("有效期起"), 12, plain("valid_from")), Cell(mark("有效期止"), 12, plain("valid_to")))
STATE = (
    Cell(mark("状态"), 10, _state),
    Cell(mark("撤销日期"), 12, plain("revoked_on")),
    Cell(mark("撤销原因"), 30, plain("revoke_reason")),
    Cell(mark("不得申报至"), 12, plain("barred_until")),
)
COLUMNS = (
    firm(),
    AREA,
    Column("tier", mark("称号"), TIER),
    Column("batch", mark("批次和文号"), BATCH),
    simple("number", mark("证书编号"), 22),
    simple("recognised_on", mark("认定日期"), 12, sort="recognised_on"),
    Column("valid_to", mark("有效期"), TERM, sort="valid_to"),
    Column("state", mark("状态"), STATE),
)


def _layout(asked: Asked, query: TitleQuery) -> ListRows:
    """Titles, a row each: a firm comes as often as it has titles."""
    require(asked.person, Action.VIEW_FIRMS)
    rows = every_title(asked.session, asked.person, query)
    labels = {code: found.label.zh for code, found in asked.catalogue.ladder.items()}
    own: dict[str, Any] = {"row.title": [labels.get(row.tier, row.tier) for row in rows]}
    own |= {f"row.{name}": [getattr(row, name) for row in rows] for name in OF_TITLE}
    facts = query.as_facts() | {"sort": query.sort}
    return ListRows(mark("称号"), [row.firm_id for row in rows], asked.occasion, "", facts, pl.DataFrame(own))


keep(
    KeptList(
        code="titles",
        label=mark("称号"),
        noted="titles.export",
        columns=COLUMNS,
        usual_sort=LATEST_FIRST,
        query=lambda asked: title_query(asked.arguments, asked.today),
        count=lambda asked, query: search_titles(asked.session, asked.person, query).total,
        rows=lambda asked, query: every_title(asked.session, asked.person, query),
        layout=_layout,
    )
)
