"""A firm confirms its figures for an open round that it is in."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlmodel import Session

from registry.domain.access import Role
from registry.domain.errors import InvalidInput, NotAllowed, NotFound
from registry.services.enterprise import confirming
from registry.store.firms import FirmRecord
from registry.store.rounds import Round, RoundFirm
from tests.factories import CODES, NOW, TODAY, make_firm, make_person

OWN = make_person(Role.ENTERPRISE, account_id=None, name="企业甲", firm_id=1)
OTHER = make_person(Role.ENTERPRISE, account_id=None, firm_id=2)
BUREAU = make_person(Role.BUREAU, account_id=None, division="42")


@pytest.fixture
def round_(session: Session) -> Round:
    """An open round with the first firm in it."""
    session.add_all([make_firm(id=1), make_firm(id=2, credit_code=CODES[1], name="另一家")])
    days = {"opens_on": TODAY - timedelta(days=5), "closes_on": TODAY + timedelta(days=5), "as_of": TODAY}
    found = Round(
        id=1,
        name="示例批次",
        tier="hnte",
        year=2026,
        rule_set="x",
        case="new",
        data_year=2025,
        levels=["province"],
        status="open",
        created_by="x",
        created_at=NOW,
        **days,
    )
    session.add(found)
    session.flush()
    session.add(RoundFirm(id=7, round_id=1, firm_id=1, level="park", state="waiting", drawn_by="x", drawn_at=NOW))
    session.flush()
    return found


def confirm(session: Session, person: Any = OWN, **changed: Any) -> None:
    told = {"firm_version": 1, "consents": True, "now": NOW, "today": TODAY} | changed
    confirming.confirm(session, person, 1, **told)


def test_a_confirmation_is_seen_by_both_sides(session: Session, round_: Round) -> None:
    assert confirming.own_rounds(session, OWN, TODAY)[0].is_due
    confirm(session)
    assert not confirming.own_rounds(session, OWN, TODAY)[0].is_due
    given, has_moved = confirming.confirmations(session, [7])[7]
    assert (given.by, has_moved, confirming.count_confirmed(session, BUREAU, 1)) == ("企业甲", False, 1)


def test_a_later_change_is_told_and_asks_to_confirm_again(session: Session, round_: Round) -> None:
    confirm(session)
    session.get_one(FirmRecord, 1).version = 2
    session.flush()
    assert confirming.confirmations(session, [7])[7][1]
    assert confirming.own_rounds(session, OWN, TODAY)[0].is_due
    with pytest.raises(confirming.FiguresChanged):
        confirm(session)
    confirm(session, firm_version=2)
    assert not confirming.confirmations(session, [7])[7][1]


def test_without_consent_nothing_is_confirmed(session: Session, round_: Round) -> None:
    with pytest.raises(InvalidInput, match="请勾选"):
        confirm(session, consents=False)


@pytest.mark.parametrize(
    ("status", "today", "why"),
    [
        ("open", TODAY + timedelta(days=6), "已过申报截止日"),
        ("open", TODAY - timedelta(days=6), "还没有开始"),
        ("frozen", TODAY, "已经结束"),
    ],
)
def test_only_while_the_round_is_open(session: Session, round_: Round, status: str, today: date, why: str) -> None:
    round_.status = status
    session.flush()
    with pytest.raises(confirming.NotOpen, match=why):
        confirm(session, today=today)


def test_drafts_and_rounds_of_others_are_not_there(session: Session, round_: Round) -> None:
    with pytest.raises(NotFound):
        confirm(session, OTHER)
    with pytest.raises(NotAllowed):
        confirm(session, BUREAU)
    round_.status = "draft"
    session.flush()
    assert confirming.own_rounds(session, OWN, TODAY) == []
