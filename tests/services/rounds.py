"""The people and firms of the round tests: four levels over one park, and rounds in the state that a test needs."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlmodel import Session, select

from registry.catalogue.reader import Catalogue
from registry.domain.access import SYSTEM, Person, Role
from registry.services import evaluations
from registry.services.rounds import drafting, drawing, opinions
from registry.services.rounds.opinions import Act
from registry.store.rounds import RoundFirm
from tests.factories import NOW, TODAY, add_ripe_firm

LEVELS = ("park", "county", "city", "province")
PARK = Person(11, "园区专员", Role.PARK_OFFICER, "420111", "东湖示例园区")
COUNTY = Person(12, "区局", Role.BUREAU, "420111")
CITY = Person(13, "市局", Role.BUREAU, "4201")
PROVINCE = Person(14, "省厅", Role.BUREAU, "42")
ELSEWHERE = Person(15, "外市", Role.BUREAU, "4203")


def fields(**overrides: Any) -> drafting.RoundFields:
    values: dict[str, Any] = {
        "name": "2026 年第一批小巨人",
        "tier": "little_giant",
        "year": 2026,
        "as_of": TODAY,
        "data_year": 2025,
        "opens_on": date(2026, 6, 1),
        "closes_on": date(2026, 7, 31),
        "levels": LEVELS,
        "division": "42",
    }
    return drafting.RoundFields(**(values | overrides))


def add_firms(session: Session, catalogue: Catalogue) -> None:
    """Two firms of the park (one near), one of the county without a park, one of another city; all evaluated."""
    add_ripe_firm(session, 1)
    add_ripe_firm(session, 2, srdi_score=55.5).name = "武汉示例光电二厂有限公司"
    add_ripe_firm(session, 3).park = None
    add_ripe_firm(session, 4).division_code = "420302"
    session.flush()
    evaluations.run(session, SYSTEM, catalogue, as_of=TODAY, now=NOW)


def open_round(session: Session, catalogue: Catalogue, **overrides: Any) -> int:
    """A round of the province with all candidates in it, open."""
    round_id = drafting.create_round(session, PROVINCE, catalogue, fields(**overrides), now=NOW)
    drawing.draw_classes(session, PROVINCE, catalogue, round_id, ("review", "near"), now=NOW)
    drafting.open_round(session, PROVINCE, round_id, now=NOW)
    return round_id


def rows_of(session: Session, round_id: int) -> dict[int, RoundFirm]:
    """The rows of a round by firm."""
    session.flush()
    session.expire_all()
    return {row.firm_id: row for row in session.exec(select(RoundFirm).where(RoundFirm.round_id == round_id))}


def act(
    session: Session, person: Person, round_id: int, what: Act, *firm_ids: int, reason: str = ""
) -> opinions.Outcome:
    """Act on the rows of the firms as they are now."""
    rows = rows_of(session, round_id)
    seen = {rows[firm_id].id: rows[firm_id].version for firm_id in firm_ids}
    return opinions.decide(session, person, round_id, seen, what, reason=reason, now=NOW)


def support_all(session: Session, round_id: int) -> None:
    """Every level supports what lies there."""
    for person in (PARK, COUNTY, CITY, PROVINCE):
        everything = opinions.MemberQuery()
        opinions.decide_all(session, person, round_id, everything, Act.SUBMIT, now=NOW)
