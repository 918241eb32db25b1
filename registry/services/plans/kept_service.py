"""The service log of many firms as it is kept: its columns, its file, and its firms for a layout."""

from __future__ import annotations

import polars as pl

from registry.domain.texts import mark
from registry.services.lists.asking import Asked
from registry.services.lists.columns import Cell, Column, Told, firm, person_of, plain, simple
from registry.services.lists.firm_rows import ListRows
from registry.services.lists.kept import KeptList, keep
from registry.services.plans.kinds import entry_kinds, shown_whom
from registry.services.plans.service_lists import ServiceQuery, ServiceRow, every_row, service_page, service_query
from registry.services.plans.states import EntryStatus


def _kind(row: ServiceRow, told: Told) -> str:
    return told.wording.text(entry_kinds()[row.kind].label)


def _status(row: ServiceRow, told: Told) -> str:
    """The state in the words of the kind."""
    kind = entry_kinds()[row.kind]
    if row.status == EntryStatus.NOTED:
        return told.wording.say(mark("已记录"))
    return told.wording.text(kind.open if row.status == EntryStatus.OPEN else kind.closed)


STATE = (Cell(mark("状态"), 10, _status), Cell(mark("答复日期"), 12, plain("closed_on")))
TEXT = (Cell(mark("内容"), 48, plain("text")), Cell(mark("答复或结果"), 48, plain("answer")))
COLUMNS = (
    simple("on", mark("日期"), 12, sort="on"),
    firm(name="firm_name"),
    simple("park", mark("园区"), 18),
    simple("kind", mark("种类"), 8, _kind),
    Column("status", mark("状态"), STATE, sort="status"),
    Column("text", mark("内容"), TEXT),
    simple("amount", mark("金额（万元）"), 12),
    simple("officer", mark("经办专员"), 18, person_of("officer")),
    simple("with_whom", mark("对接人"), 16, lambda row, told: shown_whom(row.kind, row.with_whom), is_usual=False),
    simple("by", mark("记录人"), 18, person_of("by"), is_usual=False),
)


def _layout(asked: Asked, query: ServiceQuery) -> ListRows:
    """The entries, a row each; the officer is whoever it belongs to."""
    rows = every_row(asked.session, asked.person, query)
    own = pl.DataFrame({"officer": [row.officer or None for row in rows]}, schema={"officer": pl.String})
    facts = {name: str(value) for name, value in query.as_facts().items()}
    return ListRows(mark("服务台账"), [row.firm_id for row in rows], asked.occasion, "", facts, own)


keep(
    KeptList(
        code="service",
        label=mark("服务台账"),
        noted="service.export",
        columns=COLUMNS,
        usual_sort="-on",
        query=lambda asked: service_query(asked.arguments),
        count=lambda asked, query: service_page(asked.session, asked.person, query).total,
        rows=lambda asked, query: every_row(asked.session, asked.person, query),
        layout=_layout,
    )
)
