"""The list of a pool as an .xlsx, filtered and sorted as shown; every export is journalled with filter and number of rows."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any, BinaryIO

from sqlmodel import Session

from registry.catalogue.reader import Catalogue
from registry.domain.access import Person
from registry.domain.outcomes import Verdict
from registry.domain.texts import mark
from registry.services import journal
from registry.services.list_files import write_list
from registry.services.pools.exits import exit_kinds
from registry.services.pools.listing import Lacking, PoolRow, every_stay, lacking
from registry.services.pools.query import PoolQuery
from registry.services.shortfalls import sentence
from registry.services.wording import CHINESE, Wording

COLUMNS: Mapping[str, tuple[str, int]] = {
    "credit_code": (mark("统一社会信用代码"), 21),
    "name": (mark("企业名称"), 32),
    "division": (mark("所属地区"), 20),
    "park": (mark("所属园区"), 18),
    "cluster": (mark("产业链/集群"), 18),
    "tier": (mark("培育层级"), 18),
    "standing": (mark("目前情况"), 12),
    "shortfall": (mark("差什么"), 48),
    "data_year": (mark("数据年"), 8),
    "officer": (mark("培育专员"), 18),
    "entered_on": (mark("入库日期"), 12),
    "basis": (mark("入库理由"), 32),
    "expected_year": (mark("预计申报年度"), 10),
    "days": (mark("在库天数"), 10),
    "exited_on": (mark("出库日期"), 12),
    "exit_kind": (mark("出库类型"), 12),
    "exit_reason": (mark("出库原因"), 32),
}
PARTS: Mapping[
    str, tuple[str, ...]
] = {  # columns of the page and what the file has of each; the others always come along
    "area": ("division", "park", "cluster"),
    "tier": ("tier",),
    "class": ("standing",),
    "lacks": ("shortfall",),
    "data_year": ("data_year",),
    "officer": ("officer",),
    "entered": ("entered_on", "basis", "expected_year", "days"),
    "exited": ("exited_on", "exit_kind", "exit_reason"),
}
STANDINGS: Mapping[str, str] = {
    "holds": mark("已持有"),
    "eligible": mark("达标"),
    "review": mark("达标待复核"),
    "near": mark("临近达标"),
    "incomplete": mark("待补数据"),
    "ineligible": mark("未达标"),
    "undetermined": mark("缺数据"),
}


def export_pool(
    session: Session,
    person: Person,
    catalogue: Catalogue,
    query: PoolQuery,
    stream: BinaryIO,
    *,
    columns: Collection[str] = (),
    today: date,
    now: datetime,
    wording: Wording = CHINESE,
) -> int:
    """Write every stay that matches into the stream; how many. Texts stay texts, no cell is a formula. `columns` are those that
    the page shows, none for all."""
    hidden = {code for part, codes in PARTS.items() if columns and part not in columns for code in codes}
    shown = [code for code in COLUMNS if code not in hidden]
    rows = every_stay(session, person, query, today=today)
    missing = lacking(session, catalogue, rows)
    cells = (_cells(row, shown, missing, catalogue, today, wording) for row in rows)
    write_list(stream, mark("培育库"), [COLUMNS[code] for code in shown], cells, wording, frozen=2)
    told = journal.said({**query.as_facts(), "sort": query.sort, "rows": len(rows)})
    journal.note(session, person, "pools.export", now=now, text=told)
    return len(rows)


def standing_of(row: PoolRow, missing: Lacking) -> str:
    """The one word for where the firm stands: the class, the title, else the verdict; "" where the tier is not judged.

    A firm that is judged, neither holds the tier nor is a candidate and has no standing is ineligible and far away.
    """
    far_away = Verdict.INELIGIBLE.value if (row.firm_id, row.tier) in missing else ""
    return row.candidate_class or ("holds" if row.has_title else "") or row.verdict or far_away


def _cells(
    row: PoolRow, shown: Sequence[str], missing: Lacking, catalogue: Catalogue, today: date, wording: Wording
) -> tuple[Any, ...]:
    lacks = missing.get((row.firm_id, row.tier), ())
    made: Mapping[str, Callable[[], Any]] = {
        "division": lambda: catalogue.divisions.full_name(row.division_code or ""),
        "tier": lambda: wording.text(catalogue.ladder[row.tier].label) if row.tier in catalogue.ladder else row.tier,
        "standing": lambda: wording.say(STANDINGS.get(standing_of(row, missing), "")),
        "shortfall": lambda: sentence(lacks, wording),
        "officer": lambda: wording.translate(row.officer) if row.officer else "",
        "days": lambda: row.days_in(today),
        "exit_kind": lambda: wording.text(exit_kinds()[row.exit_kind].label) if row.exit_kind in exit_kinds() else "",
    }
    return tuple(made[code]() if code in made else getattr(row, code) for code in shown)
