"""The list of firms as it is kept: its columns, its file, and its firms for a layout."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC
from typing import Any

from sqlalchemy import select
from sqlmodel import col

from registry.config import CHINA
from registry.domain.access import Action, require
from registry.domain.texts import mark
from registry.services.firm_search import ROW, SORTS, FirmQuery, firm_query, matching, search
from registry.services.lists.asking import Asked
from registry.services.lists.columns import Cell, Column, Told, place, plain, simple
from registry.services.lists.firm_rows import ListRows
from registry.services.lists.kept import KeptList, columns_shown, keep
from registry.services.titles import valid_on
from registry.store.accounts import Account
from registry.store.firms import FirmRecord
from registry.store.plans import ServiceOfficer
from registry.store.titles import TitleRecord

FIRM = FirmRecord.__table__  # type: ignore[attr-defined]
CODE = "credit_code"


def _beside(name: str) -> Callable[[Any, Told], Any]:
    return lambda row, told: told.beside[name].get(row.id)


def _industry(row: Any, told: Told) -> str | None:
    name = told.catalogue.industries.name(row.industry_code) if row.industry_code else None
    return row.industry_name or (told.wording.text(name) if name else row.industry_code)


def _updated(row: Any, told: Told) -> Any:
    return row.updated_at.replace(tzinfo=row.updated_at.tzinfo or UTC).astimezone(CHINA).date()


COLUMNS = (
    Column("name", mark("企业名称"), (Cell(mark("企业名称"), 34, plain("name")),), sort="name", is_fixed=True),
    simple(CODE, mark("统一社会信用代码"), 21, sort=CODE),
    simple("area", mark("地区"), 24, place, sort="area"),
    simple("park", mark("园区"), 18, sort="park"),
    simple("industry", mark("行业"), 20, _industry),
    simple("cluster", mark("产业链"), 18, is_usual=False),
    simple("founded_on", mark("成立日期"), 12, sort="founded_on"),
    simple("titles", mark("有效称号"), 36, _beside("titles")),
    simple("rd_institution_level", mark("研发机构级别"), 14, is_usual=False),
    simple("officer", mark("服务专员"), 18, _beside("officer"), is_usual=False),
    simple("updated_at", mark("最近更新"), 12, _updated, sort="updated_at", is_usual=False),
)


def _rows(asked: Asked, query: FirmQuery) -> Iterable[Any]:
    require(asked.person, Action.VIEW_FIRMS)
    columns = [FIRM.c[code] for code in ROW]
    order = SORTS.get(query.sort, SORTS["name"])
    return asked.session.execute(select(*columns).where(matching(asked.session, asked.person, query)).order_by(*order))


def _read_beside(asked: Asked, query: FirmQuery, rows: Iterable[Any]) -> dict[str, Mapping[int, str]]:
    """What stands in other tables, by column and firm, each by one question."""
    shown, wanted = columns_shown(asked, FIRMS), matching(asked.session, asked.person, query)
    return {
        "titles": _titles(asked, wanted) if "titles" in shown else {},
        "officer": _officers(asked, wanted) if "officer" in shown else {},
    }


def _titles(asked: Asked, wanted: Any) -> dict[int, str]:
    held = select(col(TitleRecord.firm_id), col(TitleRecord.tier)).distinct().join(FirmRecord)
    valid = held.where(wanted, valid_on(asked.today)).order_by(col(TitleRecord.tier))
    names: dict[int, list[str]] = {}
    for firm_id, tier in asked.session.execute(valid):
        ladder = asked.catalogue.ladder
        names.setdefault(firm_id, []).append(asked.wording.text(ladder[tier].label) if tier in ladder else tier)
    return {firm_id: "、".join(labels) for firm_id, labels in names.items()}


def _officers(asked: Asked, wanted: Any) -> dict[int, str]:
    serving = select(col(ServiceOfficer.firm_id), col(Account.display_name)).join_from(ServiceOfficer, Account)
    current = serving.join(FirmRecord, FIRM.c.id == col(ServiceOfficer.firm_id))
    return dict(asked.session.execute(current.where(wanted, col(ServiceOfficer.until).is_(None))).all())


def _layout(asked: Asked, query: FirmQuery) -> ListRows:
    """The firms as their page lists them; filtered by a title, the list is about that title."""
    require(asked.person, Action.VIEW_FIRMS)
    order = SORTS.get(query.sort, SORTS["name"])
    ids = asked.session.execute(select(FIRM.c.id).where(matching(asked.session, asked.person, query)).order_by(*order))
    tier = query.tier if query.tier in asked.catalogue.ladder else ""
    return ListRows(mark("企业名单"), list(ids.scalars()), asked.occasion, tier, query.as_facts())


FIRMS = keep(
    KeptList(
        code="firms",
        label=mark("企业列表"),
        noted="firms.list",
        columns=COLUMNS,
        usual_sort="name",
        query=lambda asked: firm_query(asked.arguments, asked.today),
        count=lambda asked, query: search(asked.session, asked.person, query).total,
        rows=_rows,
        beside=_read_beside,
        layout=_layout,
    )
)
