"""The list of restrictions as it is kept: its columns, its file, and its firms for a layout."""

from __future__ import annotations

from typing import Any

import polars as pl

from registry.domain.access import Action, require
from registry.domain.texts import mark
from registry.services.lists.asking import Asked
from registry.services.lists.columns import AREA, Cell, Column, Told, firm, person_of, plain, simple
from registry.services.lists.firm_rows import ListRows
from registry.services.lists.kept import KeptList, keep
from registry.services.restrictions.search import (
    LATEST_FIRST,
    RestrictionQuery,
    RestrictionRow,
    every_restriction,
    restriction_query,
    search_restrictions,
)
from registry.services.restrictions.validity import STATES, tier_codes

EVERY_TIER = mark("各层级")


def _tiers(row: RestrictionRow, told: Told) -> str:
    ladder = told.catalogue.ladder
    labels = [told.wording.text(ladder[code].label) if code in ladder else code for code in tier_codes(row.tiers)]
    return "、".join(labels) or told.wording.translate(EVERY_TIER)


def _state(row: RestrictionRow, told: Told) -> str:
    return told.wording.translate(STATES[row.state(told.today)])


STATE = (
    Cell(mark("状态"), 10, _state),
    Cell(mark("解除日期"), 12, plain("lifted_on")),
    Cell(mark("解除原因"), 30, plain("lift_reason")),
)
COLUMNS = (
    firm(),
    AREA,
    simple("tiers", mark("限制的层级"), 30, _tiers),
    simple("reason", mark("限制原因"), 36),
    simple("document", mark("依据文件"), 26),
    simple("first_on", mark("限制起"), 12, sort="first_on"),
    simple("last_on", mark("限制止"), 12, sort="last_on"),
    Column("state", mark("状态"), STATE),
    simple("created_by", mark("登记人"), 14, person_of("created_by")),
)


def _layout(asked: Asked, query: RestrictionQuery) -> ListRows:
    """Restrictions, a row each; reason, days and document take the place of a title's."""
    require(asked.person, Action.EXPORT_LISTS)
    rows = every_restriction(asked.session, asked.person, query)
    own: dict[str, Any] = {
        "row.title": [row.reason for row in rows],
        "row.document": [row.document for row in rows],
        "row.valid_from": [row.first_on for row in rows],
        "row.valid_to": [row.last_on for row in rows],
    }
    schema = {"row.title": pl.String, "row.document": pl.String, "row.valid_from": pl.Date, "row.valid_to": pl.Date}
    facts = query.as_facts() | {"sort": query.sort}
    firm_ids = [row.firm_id for row in rows]
    return ListRows(mark("限制申报清单"), firm_ids, asked.occasion, "", facts, pl.DataFrame(own, schema=schema))


keep(
    KeptList(
        code="restrictions",
        label=mark("限制申报清单"),
        noted="restrictions.export",
        columns=COLUMNS,
        usual_sort=LATEST_FIRST,
        query=lambda asked: restriction_query(asked.arguments, asked.today),
        count=lambda asked, query: search_restrictions(asked.session, asked.person, query).total,
        rows=lambda asked, query: every_restriction(asked.session, asked.person, query),
        layout=_layout,
    )
)
