"""The firms of an answer as a workbook."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, BinaryIO

from sqlmodel import Session

from registry.catalogue.reader import Catalogue
from registry.domain.access import Action, Person, require
from registry.domain.outcomes import Verdict
from registry.domain.texts import mark
from registry.services import journal
from registry.services.list_files import write_list
from registry.services.policy.impacts import get_impact, rule_of
from registry.services.policy.moved_firms import MovedFirm, MovedQuery, moved_firms
from registry.services.wording import CHINESE, Wording

EVERY = 1_000_000
SHEET = mark("标准变化的影响")
HEADS = (
    (mark("统一社会信用代码"), 21),
    (mark("企业名称"), 32),
    (mark("所属地区"), 24),
    (mark("所属园区"), 20),
    (mark("层级"), 20),
    (mark("因称号变化"), 24),
    (mark("影响"), 12),
    (mark("现行标准下"), 14),
    (mark("草稿标准下"), 14),
    (mark("决定的条件"), 30),
    (mark("目前持有称号"), 14),
    (mark("复核时"), 14),
)
EFFECT_LABELS = {
    "gained": mark("新达标"),
    "lost": mark("不再达标"),
    "unknown": mark("变为缺数据"),
    "other": mark("其他变化"),
    "unchanged": mark("不变"),
}
VERDICT_LABELS = {
    Verdict.ELIGIBLE.value: mark("达标"),
    Verdict.REVIEW.value: mark("达标待复核"),
    Verdict.UNDETERMINED.value: mark("缺数据"),
    Verdict.INELIGIBLE.value: mark("未达标"),
}
YES = mark("是")


def export_impact(
    session: Session,
    person: Person,
    catalogue: Catalogue,
    impact_id: int,
    query: MovedQuery,
    stream: BinaryIO,
    *,
    now: datetime,
    wording: Wording = CHINESE,
) -> int:
    """Write the firms that the list shows and note it in the journal; the number of rows."""
    require(person, Action.EXPORT_LISTS)
    found = get_impact(session, person, catalogue, impact_id)
    rule_set = rule_of(session, person, catalogue, found)
    labels = {leaf.code: wording.text(leaf.label) for leaf in rule_set.conditions()} if rule_set else {}
    firms = moved_firms(session, found, query, per_page=EVERY).firms
    rows = (_cells(firm, catalogue, labels, wording) for firm in firms)
    write_list(stream, SHEET, HEADS, rows, wording, frozen=2)
    told = journal.said({"impact": impact_id, "rows": len(firms)})
    journal.note(session, person, "impact.export", now=now, text=told)
    return len(firms)


def _cells(firm: MovedFirm, catalogue: Catalogue, labels: dict[str, str], wording: Wording) -> list[Any]:
    place = catalogue.divisions.full_name(firm.division_code) if firm.division_code else None
    return [
        firm.credit_code,
        firm.name,
        place,
        firm.park,
        _names([firm.tier], catalogue, wording),
        _names(firm.because, catalogue, wording),
        wording.translate(EFFECT_LABELS[firm.change]),
        *(wording.translate(VERDICT_LABELS[each]) if each else None for each in (firm.before, firm.after)),
        labels.get(firm.deciding or "", firm.deciding),
        wording.translate(YES) if firm.holds else None,
        wording.translate(VERDICT_LABELS[firm.renewal]) if firm.renewal else None,
    ]


def _names(tiers: Sequence[str], catalogue: Catalogue, wording: Wording) -> str | None:
    known = [wording.text(catalogue.ladder[each].label) for each in tiers if each in catalogue.ladder]
    return wording.translate(mark("、")).join(known) or None
