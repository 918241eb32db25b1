"""How firms come to accounts: a link from the park that works once, or a claim that the park approves."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from registry.domain.access import Role
from registry.domain.errors import Conflict, InvalidInput, NotAllowed, NotFound
from registry.services.accounts import authenticate, find_person
from registry.services.enterprise import claims, invitations
from registry.services.enterprise.invitations import InvitationExpired, InvitationRevoked, InvitationUsed
from registry.store.accounts import Account
from registry.store.joining import Invitation
from tests.factories import CODES, NOW, make_firm, make_person

PARK = make_person(Role.PARK_OFFICER, name="park", division="420111", park="东湖示例园区")
ELSEWHERE = make_person(Role.PARK_OFFICER, division="4203", park="车城示例工业园")
OWN = make_person(Role.ENTERPRISE, firm_id=1)
PASSWORD = "plain-test-password-1"
CLAIM = {
    "credit_code": CODES[0],
    "firm_name": "武汉示例光电有限公司",
    "contact_name": "王示例",
    "contact_phone": "13800000000",
    "proof": "本人为财务负责人，可提供营业执照",
}


@pytest.fixture(autouse=True)
def firm(session: Session) -> None:
    session.add(make_firm(id=1))
    session.flush()


def join(session: Session, key: str, name: str = "optics") -> None:
    invitations.join(session, key, name, PASSWORD, now=NOW)


def test_a_link_makes_one_account_of_the_firm(session: Session) -> None:
    key = invitations.invite(session, PARK, 1, now=NOW)
    join(session, key)
    account = session.exec(select(Account)).one()
    who = authenticate(session, "optics", PASSWORD, now=NOW).person
    assert who is not None
    assert (account.role, who.firm_id, account.must_change_password) == ("enterprise", 1, False)
    with pytest.raises(InvitationUsed, match="已经用过"):
        join(session, key, "second")


def test_only_the_hash_of_a_link_is_kept(session: Session) -> None:
    key = invitations.invite(session, PARK, 1, now=NOW)
    assert key not in repr(session.exec(select(Invitation)).one())
    with pytest.raises(NotFound):
        join(session, "guessed")


def test_a_link_expires(session: Session) -> None:
    key = invitations.invite(session, PARK, 1, now=NOW - invitations.VALID_FOR - timedelta(seconds=1))
    with pytest.raises(InvitationExpired, match="已过期"):
        join(session, key)


def test_a_newer_link_and_the_officer_make_older_ones_void(session: Session) -> None:
    first, second = (invitations.invite(session, PARK, 1, now=NOW) for _ in range(2))
    with pytest.raises(InvitationRevoked, match="已作废"):
        join(session, first)
    invitations.revoke(session, PARK, 1, now=NOW)
    with pytest.raises(InvitationRevoked):
        join(session, second)


def test_a_bad_name_or_password_leaves_the_link_usable(session: Session) -> None:
    key = invitations.invite(session, PARK, 1, now=NOW)
    with pytest.raises(InvalidInput, match="10 个字符"):
        invitations.join(session, key, "optics", "short", now=NOW)
    with pytest.raises(InvalidInput, match="必须填写"):
        invitations.join(session, key, "optics", "", now=NOW)
    session.add(Account(name="taken", display_name="x", role="bureau", password_hash="x", created_at=NOW))
    with pytest.raises(Conflict, match="已经存在"):
        join(session, key, "taken")
    join(session, key)


def test_officers_invite_and_close_accounts_of_their_own_firms_only(session: Session) -> None:
    join(session, invitations.invite(session, PARK, 1, now=NOW))
    account = invitations.accounts_of_firm(session, PARK, 1)[0]
    with pytest.raises(NotFound):
        invitations.invite(session, ELSEWHERE, 1, now=NOW)
    with pytest.raises(NotAllowed):
        invitations.invite(session, OWN, 1, now=NOW)
    with pytest.raises(NotFound):
        invitations.set_active(session, ELSEWHERE, 1, account.id or 0, False, now=NOW)
    invitations.set_active(session, PARK, 1, account.id or 0, False, now=NOW)
    assert find_person(session, account.id or 0) is None


def test_an_approved_claim_turns_its_own_link_into_an_invitation(session: Session) -> None:
    number, key = claims.claim(session, CLAIM, address="192.0.2.7", now=NOW)
    assert (claims.count_open(session, PARK), claims.count_open(session, ELSEWHERE)) == (1, 0)
    with pytest.raises(NotFound):
        join(session, key)
    claims.approve(session, PARK, number, now=NOW)
    assert claims.by_key(session, key).record.state == "approved"
    join(session, key)
    with pytest.raises(claims.ClaimDecided, match="已同意"):
        claims.refuse(session, PARK, number, "太晚", now=NOW)


def test_a_refused_claim_tells_why(session: Session) -> None:
    number, key = claims.claim(session, CLAIM, address="", now=NOW)
    with pytest.raises(InvalidInput, match="驳回理由"):
        claims.refuse(session, PARK, number, "", now=NOW)
    with pytest.raises(NotFound):
        claims.approve(session, ELSEWHERE, number, now=NOW)
    claims.refuse(session, PARK, number, "请附授权书", now=NOW)
    assert claims.by_key(session, key).record.answer == "请附授权书"


def test_a_newer_claim_takes_the_place_of_the_open_one(session: Session) -> None:
    _, key = claims.claim(session, CLAIM, address="", now=NOW)
    claims.claim(session, CLAIM, address="", now=NOW)
    assert (claims.by_key(session, key).record.state, claims.count_open(session, PARK)) == ("superseded", 1)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"credit_code": CODES[1]}, "没有代码和名称都相同的企业"),
        ({"firm_name": "别的名称有限公司"}, "没有代码和名称都相同的企业"),
        ({"proof": " "}, "「身份说明」必须填写"),
        ({"contact_name": "长" * 501}, "最多 500 个字"),
    ],
)
def test_a_claim_that_nobody_could_answer_says_why(session: Session, changed: dict[str, str], sentence: str) -> None:
    with pytest.raises(InvalidInput, match=sentence):
        claims.claim(session, CLAIM | changed, address="", now=NOW)


def test_a_flood_of_claims_is_refused(session: Session) -> None:
    for _ in range(claims.PER_ADDRESS):
        claims.claim(session, CLAIM, address="192.0.2.7", now=NOW)
    with pytest.raises(claims.TooManyClaims):
        claims.claim(session, CLAIM, address="192.0.2.7", now=NOW)
