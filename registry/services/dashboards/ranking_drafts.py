"""Making a ranking: of firms or of areas, worked out once and kept as a draft."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from registry.catalogue.reader import Catalogue
from registry.domain.access import Person
from registry.domain.errors import InvalidInput
from registry.domain.texts import mark
from registry.services import journal
from registry.services.dashboards.area_criteria import AreaCriteria
from registry.services.dashboards.area_places import rank_areas
from registry.services.dashboards.ranking_places import Criteria, Ranked, rank
from registry.services.dashboards.rankings import DRAFT
from registry.store.rankings import Ranking

LONGEST, LONGEST_NOTE = 80, 500  # characters
AnyCriteria = Criteria | AreaCriteria


def make_draft(
    session: Session,
    person: Person,
    catalogue: Catalogue,
    name: str,
    criteria: AnyCriteria,
    *,
    now: datetime,
    document: str = "",
    note: str = "",
) -> int:
    """Keep a ranking as a draft with the figures of this moment; its id. `document` asks for it, `note` is for its readers."""
    _check_words(name, document, note)
    ranked = _work_out(session, person, catalogue, criteria, now)
    made = Ranking(
        name=name.strip(),
        document=document.strip() or None,
        note=note.strip() or None,
        year=criteria.year,
        division=criteria.division or person.division,
        park=criteria.park or person.park,
        criteria=criteria.plain(),
        counts={"judged": ranked.judged, "missing": ranked.missing, **ranked.more},
        rows=ranked.rows,
        status=DRAFT,
        created_by=person.name,
        account_id=person.account_id,
        created_at=now,
    )
    session.add(made)
    session.flush()
    journal.note(session, person, "ranking.draft", now=now, text=journal.said({"ranking": made.id, "name": made.name}))
    return made.id or 0


def _check_words(name: str, document: str, note: str) -> None:
    if not 1 <= len(name.strip()) <= LONGEST:
        raise InvalidInput(field=mark("榜单名称"), reason=mark("请填写，最多 80 个字。"))
    for label, text in ((mark("依据文件"), document), (mark("说明"), note)):
        if len(text) > LONGEST_NOTE:
            raise InvalidInput(field=label, reason=mark("最多 500 个字。"))


def _work_out(session: Session, person: Person, catalogue: Catalogue, criteria: AnyCriteria, now: datetime) -> Ranked:
    """Raises InvalidInput where nobody has a place."""
    if isinstance(criteria, AreaCriteria):
        ranked = rank_areas(session, person, catalogue, criteria, now=now)
        nobody = mark("没有一个地区或园区有可以排名的数据：请换一年、换一项，或者降低最低数据覆盖。")
    else:
        ranked = rank(session, person, catalogue, criteria, now=now)
        nobody = mark("这一年、这个范围内没有企业有可以排名的数据。")
    if not ranked.rows:
        raise InvalidInput(field=mark("指标"), reason=nobody)
    return ranked
