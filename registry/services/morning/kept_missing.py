"""The firms without figures of a year as a kept list: its columns, its file without contacts, and its firms for a layout."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import and_, select

from registry.domain.access import Action, require
from registry.domain.texts import mark
from registry.services.firm_search import FirmQuery, matching
from registry.services.list_files import MOST_ROWS
from registry.services.lists.asking import Asked
from registry.services.lists.columns import Column, firm, person_of, place, simple
from registry.services.lists.firm_rows import ListRows
from registry.services.lists.kept import KeptList, keep
from registry.services.morning.missing import (
    FIRM,
    SORTS,
    missing_page,
    missing_query,
    missing_year,
    without_figures,
)

COLUMNS = (
    firm(),
    simple("area", mark("地区"), 24, place, sort="area"),
    simple("park", mark("园区"), 18),
    Column("contact", mark("联系人")),
    Column("phone", mark("联系电话")),
    simple("officer", mark("服务专员"), 18, person_of("officer")),
    simple("last_year", mark("最近有数据的年份"), 12, look="number"),
    Column("act", mark("办理"), is_fixed=True),
)


@dataclass(frozen=True)
class MissingQuery:
    """Which firms, and of which year they have no figure."""

    firms: FirmQuery
    year: int

    @property
    def sort(self) -> str:
        """The order of the firms."""
        return self.firms.sort

    def as_facts(self) -> dict[str, Any]:
        """The filter as the journal keeps it."""
        return {"year": self.year, **self.firms.as_facts()}


def asked_missing(asked: Asked) -> MissingQuery:
    """The query that an address says, at its first page."""
    year = missing_year(asked.arguments, asked.occasion.data_year, asked.today)
    return MissingQuery(missing_query(asked.arguments, asked.today), year)


def _rows(asked: Asked, query: MissingQuery) -> Iterable[Any]:
    whole = replace(query.firms, page=1, per_page=MOST_ROWS)
    return missing_page(asked.session, asked.person, query.year, whole).rows


def _layout(asked: Asked, query: MissingQuery) -> ListRows:
    require(asked.person, Action.VIEW_CANDIDATES)
    wanted = and_(matching(asked.session, asked.person, query.firms), without_figures(query.year))
    ids = asked.session.execute(select(FIRM.c.id).where(wanted).order_by(*SORTS[query.sort])).scalars()
    facts = {name: str(value) for name, value in query.as_facts().items()}
    return ListRows(mark("缺数据的企业"), list(ids), asked.occasion, "", facts)


keep(
    KeptList(
        code="missing",
        label=mark("缺数据的企业"),
        noted="missing.export",
        columns=COLUMNS,
        usual_sort="name",
        query=asked_missing,
        count=lambda asked, query: missing_page(asked.session, asked.person, query.year, query.firms).total,
        rows=_rows,
        layout=_layout,
        named=lambda asked: str(asked_missing(asked).year),
    )
)
