"""The list of visits and requests as it is kept: its columns, its file, and its firms for a layout."""

from __future__ import annotations

import polars as pl

from registry.domain.texts import mark
from registry.services.lists.asking import Asked
from registry.services.lists.columns import Cell, Column, firm, person_of, plain, simple, worded
from registry.services.lists.firm_rows import ListRows
from registry.services.lists.kept import KeptList, keep
from registry.services.plans.service_lists import ServiceQuery, every_row, service_page, service_query
from registry.services.plans.states import ENTRY_WORDS, KIND_WORDS

STATE = (Cell(mark("状态"), 10, worded("status", ENTRY_WORDS)), Cell(mark("答复日期"), 12, plain("closed_on")))
TEXT = (Cell(mark("内容"), 48, plain("text")), Cell(mark("答复"), 48, plain("answer")))
COLUMNS = (
    simple("on", mark("日期"), 12, sort="on"),
    firm(name="firm_name"),
    simple("park", mark("园区"), 18),
    simple("kind", mark("种类"), 8, worded("kind", KIND_WORDS)),
    Column("status", mark("状态"), STATE, sort="status"),
    Column("text", mark("内容"), TEXT),
    simple("officer", mark("经办专员"), 18, person_of("officer")),
    simple("with_whom", mark("对接人"), 16, is_usual=False),
    simple("by", mark("记录人"), 18, person_of("by"), is_usual=False),
)


def _layout(asked: Asked, query: ServiceQuery) -> ListRows:
    """Visits and requests, a row each; the officer is whoever it belongs to."""
    rows = every_row(asked.session, asked.person, query)
    own = pl.DataFrame({"officer": [row.officer or None for row in rows]}, schema={"officer": pl.String})
    facts = {name: str(value) for name, value in query.as_facts().items()}
    return ListRows(mark("走访与诉求"), [row.firm_id for row in rows], asked.occasion, "", facts, own)


keep(
    KeptList(
        code="service",
        label=mark("走访与诉求"),
        noted="service.export",
        columns=COLUMNS,
        usual_sort="-on",
        query=lambda asked: service_query(asked.arguments),
        count=lambda asked, query: service_page(asked.session, asked.person, query).total,
        rows=lambda asked, query: every_row(asked.session, asked.person, query),
        layout=_layout,
    )
)
