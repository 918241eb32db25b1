"""The list of firms as an .xlsx, as it is shown: the same filter, order and columns. Every export is journalled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, BinaryIO

from sqlalchemy import select
from sqlmodel import Session, col

from registry.catalogue.reader import Catalogue
from registry.config import CHINA
from registry.domain.access import Action, Person, require
from registry.domain.texts import mark
from registry.services import journal
from registry.services.firm_search import SORTS, FirmQuery, matching
from registry.services.list_files import write_list
from registry.services.titles import valid_on
from registry.services.wording import CHINESE, Wording
from registry.store.accounts import Account
from registry.store.firms import FirmRecord
from registry.store.plans import ServiceOfficer
from registry.store.titles import TitleRecord

FIRM = FirmRecord.__table__  # type: ignore[attr-defined]
COLUMNS: Mapping[str, tuple[str, int]] = {
    "credit_code": (mark("统一社会信用代码"), 21),
    "area": (mark("地区"), 24),
    "park": (mark("园区"), 18),
    "industry": (mark("行业"), 20),
    "cluster": (mark("产业链"), 18),
    "founded_on": (mark("成立日期"), 12),
    "titles": (mark("有效称号"), 36),
    "rd_institution_level": (mark("研发机构级别"), 14),
    "officer": (mark("服务专员"), 18),
    "updated_at": (mark("最近更新"), 12),
}


def export_firm_list(
    session: Session,
    person: Person,
    catalogue: Catalogue,
    query: FirmQuery,
    columns: Sequence[str],
    stream: BinaryIO,
    *,
    now: datetime,
    wording: Wording = CHINESE,
) -> int:
    """Write every firm that matches into the stream, name first; how many. Texts stay texts, no cell is a formula."""
    require(person, Action.EXPORT_LISTS)
    shown = [code for code in COLUMNS if code in columns]
    wanted = matching(person, query)
    beside = _beside(session, query, shown, wanted, catalogue, wording)
    order = SORTS.get(query.sort, SORTS["name"])
    rows = session.execute(select(*FIRM.c).where(wanted).order_by(*order)).mappings()
    heads = [(mark("企业名称"), 34), *(COLUMNS[code] for code in shown)]
    cells = ([row["name"], *(_value(row, code, beside, catalogue, wording) for code in shown)] for row in rows)
    count = write_list(stream, mark("企业列表"), heads, cells, wording)
    named = ("text", "division", "park", "industry", "tier", "sort")
    facts = {name: value for name in named if (value := getattr(query, name))}
    told = {**facts, "columns": ",".join(shown), "rows": count}
    journal.note(session, person, "firms.list", now=now, text=journal.said(told))
    return count


def _beside(
    session: Session, query: FirmQuery, shown: Sequence[str], wanted: Any, catalogue: Catalogue, wording: Wording
) -> dict[str, dict[int, str]]:
    """What stands in other tables, by column and firm, each by one question."""
    found: dict[str, dict[int, str]] = {"titles": {}, "officer": {}}
    if "titles" in shown and query.today is not None:
        held = select(col(TitleRecord.firm_id), col(TitleRecord.tier)).distinct().join(FirmRecord)
        names: dict[int, list[str]] = {}
        for firm_id, tier in session.execute(held.where(wanted, valid_on(query.today)).order_by(col(TitleRecord.tier))):
            label = wording.text(catalogue.ladder[tier].label) if tier in catalogue.ladder else tier
            names.setdefault(firm_id, []).append(label)
        found["titles"] = {firm_id: "、".join(labels) for firm_id, labels in names.items()}
    if "officer" in shown:
        serving = select(col(ServiceOfficer.firm_id), col(Account.display_name)).join_from(ServiceOfficer, Account)
        current = serving.join(FirmRecord, FIRM.c.id == col(ServiceOfficer.firm_id))
        found["officer"] = dict(session.execute(current.where(wanted, col(ServiceOfficer.until).is_(None))).all())
    return found


def _value(row: Any, code: str, beside: Mapping[str, Mapping[int, str]], catalogue: Catalogue, wording: Wording) -> Any:
    if code in beside:
        return beside[code].get(row["id"])
    if code == "area":
        return catalogue.divisions.full_name(row["division_code"] or "")
    if code == "industry":
        name = catalogue.industries.name(row["industry_code"]) if row["industry_code"] else None
        return row["industry_name"] or (wording.text(name) if name else row["industry_code"])
    if code == "updated_at":
        return row["updated_at"].replace(tzinfo=row["updated_at"].tzinfo or UTC).astimezone(CHINA).date()
    return row[code]
