"""Scores that others compute: entered with year and source, imported like any figure, never computed here."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, func, select
from sqlmodel import Session

from registry.catalogue.reader import Catalogue
from registry.domain.access import Action, Person, require
from registry.domain.errors import InvalidInput
from registry.domain.indicators import Indicator, Level
from registry.domain.texts import mark
from registry.services import journal
from registry.services.firms import save_figures
from registry.services.origins import origin_of
from registry.services.paging import page_within
from registry.store.figures import YearlyFigures
from registry.store.firms import FirmRecord
from registry.store.origins import ValueOrigin
from registry.store.scope import find_firm_by_code, firms_in_scope

PER_PAGE = 50
FIRM = FirmRecord.__table__  # type: ignore[attr-defined]
ORIGIN = ValueOrigin.__table__  # type: ignore[attr-defined]
FIGURES = YearlyFigures.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True)
class ScoreRow:
    """One firm's score of a year and the source it came from."""

    firm_id: int
    name: str
    park: str | None
    value: float
    source: str


@dataclass(frozen=True)
class ScorePage:
    """A page of scores, and how many firms have one."""

    rows: list[ScoreRow]
    total: int
    page: int
    pages: int


def official(catalogue: Catalogue) -> list[Indicator]:
    """The yearly indicators that an authority computes."""
    return [each for each in catalogue.indicators.at_level(Level.ANNUAL) if each.official]


def scores_of(session: Session, person: Person, code: str, year: int, *, page: int = 1) -> ScorePage:
    """The scores of a year in scope, the highest first."""
    require(person, Action.VIEW_FIRMS)
    joined = FIGURES.join(FIRM, FIRM.c.id == FIGURES.c.firm_id)
    wanted = [FIGURES.c.year == year, FIGURES.c[code].is_not(None), firms_in_scope(person)]
    total = session.execute(select(func.count()).select_from(joined).where(*wanted)).scalar_one()
    page, pages = page_within(page, total, PER_PAGE)
    told = joined.outerjoin(ORIGIN, and_(ORIGIN.c.firm_id == FIRM.c.id, ORIGIN.c.year == FIGURES.c.year))
    columns = (FIRM.c.id, FIRM.c.name, FIRM.c.park, FIGURES.c[code], ORIGIN.c.sources)
    statement = select(*columns).select_from(told).where(*wanted)
    ordered = statement.order_by(FIGURES.c[code].desc(), FIRM.c.name)
    found = session.execute(ordered.offset((page - 1) * PER_PAGE).limit(PER_PAGE)).all()
    rows = [ScoreRow(*row[:4], source=origin_of(json.loads(row[4] or "{}"), code) or "") for row in found]
    return ScorePage(rows, total, page, pages)


def enter_score(
    session: Session,
    person: Person,
    catalogue: Catalogue,
    credit_code: str,
    code: str,
    year: int,
    value: str,
    source: str,
    *,
    today: date,
    now: datetime,
) -> int:
    """Enter one score with its year and where it was read; the firm's id. Raises InvalidInput."""
    require(person, Action.EDIT_FIRMS)
    if code not in {each.code for each in official(catalogue)}:
        raise InvalidInput(field="indicator", reason=mark("请从列表中选一种。"))
    if not source.strip():
        raise InvalidInput(field="source", reason=mark("请写明来源，例如平台名称和查询日期。"))
    if not value.strip():
        raise InvalidInput(field="value", reason=mark("请填写得分。"))
    firm = find_firm_by_code(session, person, credit_code)
    if firm is None or firm.id is None:
        raise InvalidInput(field="credit_code", reason=mark("范围内没有这个统一社会信用代码的企业。"))
    save_figures(session, person, catalogue, firm.id, year, {code: value}, now=now, today=today)
    text = f"{code} {value.strip()} {source.strip()[:200]}"
    journal.note(session, person, "scores.enter", now=now, firm_id=firm.id, year=year, text=text)
    return firm.id
