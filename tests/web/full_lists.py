"""An office in which every list has more rows than a page, one of them a formula, and one row of a firm of another park."""

from __future__ import annotations

from datetime import date

from sqlmodel import Session, SQLModel

from registry.catalogue.reader import Catalogue
from registry.domain.names import name_key
from registry.store.groupings import Grouping, GroupingMember
from registry.store.imports import ImportBatch
from registry.store.institutions import FinancingRound, RdInstitution
from registry.store.plans import PlanAction, ServiceEntry
from registry.store.pools import PoolMember
from registry.store.restrictions import Restriction
from registry.store.rounds import Round, RoundFirm
from registry.store.targets import Target
from tests.factories import NOW, TODAY, make_firm, make_title

MANY, BUREAU, PARK = 52, 2, 3  # rows of a list, and the accounts of the office by number
FORMULA, OUTSIDE = "=1+1", "十堰示例外园有限公司"
BY = {"created_by": "示例bureau", "created_at": NOW}


def fill_lists(session: Session, catalogue: Catalogue) -> None:
    """Firms 100 and up in the park of the first firm, the last of them in another park; a row of each in every list."""
    numbers = range(100, 100 + MANY)
    for number in numbers:
        session.add(make_firm(id=number, credit_code=f"9142{number:014d}", name=_name(number)))
    last = numbers[-1] + 1
    elsewhere = {"division_code": "420302", "park": "车城示例工业园"}
    session.add(make_firm(id=last, credit_code=f"9142{last:014d}", name=OUTSIDE, **elsewhere))
    session.flush()
    for number in numbers:
        session.add_all(_without_firms(number))
    session.add(_round(catalogue, 1, FORMULA))
    session.flush()
    for number in (*numbers, last):
        session.add_all(_of_firm(number))


def _name(number: int) -> str:
    return f"{FORMULA} 示例公司" if number == 100 else f"武汉示例第{number}公司"


def _without_firms(number: int) -> list[SQLModel]:
    name = f"{_name(number)}的"
    kept = Grouping(id=number, kind="chain", name=name, name_key=name_key(name), division="4201", **BY)
    measure = {"firms": {"holds": ["hnte"]}}
    target = Target(label=name, kind="stock", measure=measure, goal=10.0, division="4201", status="open", **BY)
    batch = ImportBatch(
        filename=f"{name}.xlsx", sha256="0", size=1, status="committed", source="import", account_id=BUREAU, **BY,
        options={}, sheets=[], counts={"read": 3, "new": 1},
    )  # fmt: skip
    return [kept, target, batch]


def _round(catalogue: Catalogue, number: int, name: str) -> Round:
    rule_set = next(
        one.id for one in catalogue.rule_sets if one.tier == "little_giant" and one.effective.includes(TODAY)
    )
    days = {"as_of": TODAY, "data_year": 2025, "opens_on": date(2026, 6, 1), "closes_on": date(2026, 7, 31)}
    return Round(
        id=number, name=name, tier="little_giant", year=2026, rule_set=rule_set, case="new", levels=["park", "province"],
        status="open", **days, **BY,
    )  # fmt: skip


def _of_firm(number: int) -> list[SQLModel]:
    drawn = {"drawn_by": "示例bureau", "drawn_at": NOW}
    return [
        make_title(number, "hnte", batch=FORMULA, recognised_on=TODAY, valid_from=TODAY),
        PoolMember(firm_id=number, tier="hnte", entered_on=TODAY, entered_by="示例bureau", created_at=NOW),
        ServiceEntry(firm_id=number, kind="visit", on=TODAY, text=FORMULA, status="noted", by="x", created_at=NOW),
        PlanAction(firm_id=number, tier="hnte", text=FORMULA, owner="示例", owner_id=BUREAU, due_on=TODAY, **BY),
        PlanAction(firm_id=number, tier="hnte", text=FORMULA, owner="示例", owner_id=PARK, due_on=TODAY, **BY),
        RdInstitution(firm_id=number, name=FORMULA, level="省级", **BY),
        Restriction(firm_id=number, reason=FORMULA, document=FORMULA, first_on=TODAY, **BY),
        FinancingRound(firm_id=number, stage="A轮", closed_on=TODAY, amount=1.5, currency="USD", **BY),
        GroupingMember(grouping_id=100, firm_id=number, role=FORMULA, since=TODAY, added_by="x", created_at=NOW),
        RoundFirm(round_id=1, firm_id=number, level="park", state="waiting", **drawn),
    ]
