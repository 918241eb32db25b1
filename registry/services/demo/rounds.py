"""A round of the demo: the little giants of the demo park, open, with a first opinion, so that nobody starts at an empty page."""

from __future__ import annotations

from datetime import date, datetime

from sqlmodel import Session, col, select

from registry.catalogue.reader import Catalogue
from registry.domain.levels import Level
from registry.domain.texts import mark
from registry.services.accounts import as_person
from registry.services.demo.setting import read_setting
from registry.services.rounds.drafting import RoundFields, create_round, open_round
from registry.services.rounds.drawing import draw_classes
from registry.services.rounds.opinions import Act, decide
from registry.store.accounts import Account
from registry.store.rounds import RoundFirm

NAME = mark("2026 年小巨人申报批次（演示）")
SAID = mark("材料齐全，同意推荐。")
ORGANISER, OFFICER = "bureau", "park"


def add_demo_round(session: Session, catalogue: Catalogue, *, now: datetime) -> None:
    """Make the round as the bureau would; needs standings, and does nothing without the demo's accounts."""
    accounts = {
        one.name: one for one in session.exec(select(Account).where(col(Account.name).in_((ORGANISER, OFFICER))))
    }
    if {*accounts} != {ORGANISER, OFFICER}:
        return
    bureau, officer = as_person(accounts[ORGANISER]), accounts[OFFICER]
    setting = read_setting()
    fields = RoundFields(
        name=NAME,
        tier="little_giant",
        year=setting.as_of.year,
        as_of=setting.as_of,
        data_year=setting.data_year,
        opens_on=date(setting.as_of.year, setting.as_of.month, 1),
        closes_on=date(setting.as_of.year, 12, 31),
        levels=(Level.PARK, Level.PROVINCE),
        division=officer.division,
        park=officer.park,
    )
    round_id = create_round(session, bureau, catalogue, fields, now=now)
    if draw_classes(session, bureau, catalogue, round_id, ("eligible", "review", "near"), now=now):
        open_round(session, bureau, round_id, now=now)
        first = session.exec(
            select(RoundFirm).where(RoundFirm.round_id == round_id).order_by(col(RoundFirm.id))
        ).first()
        seen = {first.id: first.version} if first is not None and first.id is not None else {}
        decide(session, as_person(officer), round_id, seen, Act.SUBMIT, reason=SAID, now=now)
