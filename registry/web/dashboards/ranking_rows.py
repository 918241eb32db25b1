"""The lines of a ranking as its page shows them: values in words, and where each leads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext
from sqlalchemy import and_, select
from sqlmodel import Session

from registry.domain.access import Person
from registry.services.dashboards import area_criteria as areas
from registry.services.dashboards.area_places import NO_DATA, NO_FIRMS, TOO_FEW
from registry.services.dashboards.rankings import DRAFT
from registry.store.firms import FirmRecord
from registry.store.membership import is_one_of
from registry.store.rankings import Ranking
from registry.store.scope import firms_in_scope
from registry.web.dashboards.board import behind_url
from registry.web.dashboards.ranking_words import of_areas, value_words

FIRM = FirmRecord.__table__  # type: ignore[attr-defined]
BEHIND = {areas.SHARE: "sharing", areas.SUM: "filled", areas.GROWTH: "paired"}


@dataclass(frozen=True)
class AreaLine:
    """An area or park: its value in words, how many firms were meant and known, why it has no place; `url` leads to the firms
    counted, while the ranking is a draft."""

    row: Mapping[str, Any]
    value: str
    counted: int
    url: str
    why: str


def lines_of(session: Session, person: Person, ranking: Ranking) -> list[Any]:
    """The ranked areas; of firms each with the page it may be opened at."""
    if of_areas(ranking):
        return [_area(ranking, row) for row in ranking.rows]
    pages = _pages(session, person, ranking)
    return [
        (row, value_words(ranking, row["measure"]), pages.get((row.get("firm_id"), row["credit_code"])))
        for row in ranking.rows
    ]


def lines_apart(ranking: Ranking) -> list[AreaLine]:
    """The areas without a place, those with firms first."""
    found = (ranking.counts or {}).get("apart", [])
    return [_area(ranking, row) for row in sorted(found, key=lambda row: row["why"] == NO_FIRMS)]


def as_of(ranking: Ranking) -> datetime:
    """The moment whose figures it shows: when it was made, or when a large registry was last counted before that."""
    told = (ranking.counts or {}).get("counted_at")
    return datetime.fromisoformat(told) if told else ranking.created_at


def why_words(why: str) -> str:
    """Why an area has no place."""
    words = {
        NO_FIRMS: gettext("登记库中没有这里的企业"),
        NO_DATA: gettext("没有可用的数据，不当作零"),
        TOO_FEW: gettext("数据覆盖低于要求"),
    }
    return words.get(why, "")


def _area(ranking: Ranking, row: Mapping[str, Any]) -> AreaLine:
    by = ranking.criteria["by"]
    counted = int(row["known"] if by in areas.YEARLY_WAYS else row["part"])
    url = _behind(ranking, row) if counted and ranking.status == DRAFT else ""
    return AreaLine(row, value_words(ranking, row["measure"]), counted, url, why_words(row["why"]))


def _behind(ranking: Ranking, row: Mapping[str, Any]) -> str:
    asked, place = ranking.criteria, (row["division_code"], row["park"])
    by, of = asked["by"], asked["of"]
    if by in BEHIND:
        return behind_url(BEHIND[by], word=of, year=asked["year"], place=place)
    word = {areas.ENTERED: "first", areas.CANDIDATES: asked["word"]}.get(by, "")
    return behind_url(by, of, word, 0 if by == areas.CANDIDATES else asked["year"], place)


def _pages(session: Session, person: Person, ranking: Ranking) -> dict[tuple[int, str], int]:
    """The ranked firms that are still there, under the same code and in the person's scope."""
    ids = [row["firm_id"] for row in ranking.rows if row.get("firm_id")]
    mine = and_(firms_in_scope(person), is_one_of(session, FIRM.c.id, ids))
    return {
        (found.id, found.credit_code): found.id
        for found in session.execute(select(*FIRM.c["id", "credit_code"]).where(mine))
    }
