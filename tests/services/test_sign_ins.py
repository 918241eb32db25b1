"""Signed-in browsers, second factors and passwords that may not come back."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pyotp
import pytest
from sqlmodel import Session, select

from registry.domain.access import SYSTEM, Person
from registry.domain.errors import InvalidInput, NotAllowed, NotFound
from registry.services import accounts, second_factors, sign_ins
from registry.services.accounts import NewAccount, as_person
from registry.services.second_factors import WrongCode
from registry.services.sign_ins import Origin
from registry.store.accounts import Account
from registry.store.journal import JournalEntry
from tests.factories import NOW

LASTING, SECRET = timedelta(hours=12), "a secret that is not in the database"
PASSWORDS = [f"plain password {number}" for number in range(7)]


@pytest.fixture
def account(session: Session) -> Account:
    accounts.add_account(session, SYSTEM, NewAccount("zhang", "bureau", password=PASSWORDS[0]), now=NOW)
    return session.exec(select(Account).where(Account.name == "zhang")).one()


@pytest.fixture
def zhang(account: Account) -> Person:
    return as_person(account)


def found(session: Session, token: str, minutes: float = 0) -> int:
    held = sign_ins.find_open(session, token, now=NOW + timedelta(minutes=minutes), lasting=LASTING)
    return held.sign_in_id if held else 0


def test_a_sign_in_is_found_by_its_token_until_it_ends_or_lasted_too_long(
    session: Session, account: Account, zhang: Person
) -> None:
    token = sign_ins.begin(session, account, Origin("10.0.0.1", "Firefox"), now=NOW)
    number = found(session, token)
    assert number
    assert found(session, token, minutes=12 * 60) == 0
    assert found(session, f"{token}x") == 0
    sign_ins.end_own(session, zhang, number, now=NOW)
    assert found(session, token) == 0


def test_a_closed_account_is_signed_in_nowhere(session: Session, account: Account) -> None:
    token = sign_ins.begin(session, account, Origin(), now=NOW)
    account.active = False
    session.flush()
    assert found(session, token) == 0


def test_the_token_itself_is_not_stored(session: Session, account: Account) -> None:
    token = sign_ins.begin(session, account, Origin(), now=NOW)
    assert token not in str(session.exec(select(sign_ins.SignInRecord)).one())


def test_nobody_ends_the_sign_in_of_somebody_else(session: Session, account: Account) -> None:
    number = found(session, sign_ins.begin(session, account, Origin(), now=NOW))
    stranger = Person(999, "another", accounts.Role.BUREAU)
    with pytest.raises(NotFound):
        sign_ins.end_own(session, stranger, number, now=NOW)
    with pytest.raises(NotAllowed):
        sign_ins.of_account(session, stranger, account.id or 0)


def test_signing_in_and_failing_to_stand_in_the_journal(session: Session, account: Account) -> None:
    sign_ins.begin(session, account, Origin("10.0.0.1"), now=NOW)
    accounts.authenticate(session, "zhang", "wrong", now=NOW, address="10.0.0.2")
    accounts.authenticate(session, "my-password-typed-as-name", "wrong", now=NOW, address="10.0.0.3")
    told = [(entry.action, entry.actor_name, entry.note) for entry in session.exec(select(JournalEntry))][-3:]
    assert told == [
        ("account.sign_in", "zhang", "sign_in=1 method=password address=10.0.0.1"),
        ("account.refused", "zhang", "address=10.0.0.2"),
        ("account.refused", "", "address=10.0.0.3"),
    ]


def test_the_last_five_passwords_do_not_come_back(session: Session, account: Account) -> None:
    for old, new in pairwise(PASSWORDS[:6]):
        accounts.change_password(session, account.id or 0, old, new, now=NOW)
    for recent in PASSWORDS[1:5]:
        with pytest.raises(InvalidInput, match="最近用过"):
            accounts.change_password(session, account.id or 0, PASSWORDS[5], recent, now=NOW)
    accounts.change_password(session, account.id or 0, PASSWORDS[5], PASSWORDS[0], now=NOW)


def code_at(key: str, seconds: int = 0) -> str:
    return pyotp.TOTP(key).at(NOW + timedelta(seconds=seconds))


def set_up(session: Session, zhang: Person) -> tuple[str, list[str]]:
    key = second_factors.prepare(session, zhang, SECRET, now=NOW)
    return key, second_factors.confirm(session, zhang, code_at(key, -30), SECRET, now=NOW)


def test_a_factor_is_asked_for_once_its_first_code_was_right(session: Session, account: Account, zhang: Person) -> None:
    key = second_factors.prepare(session, zhang, SECRET, now=NOW)
    assert second_factors.prepare(session, zhang, SECRET, now=NOW) == key
    with pytest.raises(WrongCode):
        second_factors.confirm(session, zhang, "000000" if code_at(key) != "000000" else "111111", SECRET, now=NOW)
    assert not second_factors.is_set_up(session, account.id or 0)
    assert len(second_factors.confirm(session, zhang, code_at(key), SECRET, now=NOW)) == 8
    assert second_factors.is_set_up(session, account.id or 0)
    with pytest.raises(NotFound):
        second_factors.prepare(session, zhang, SECRET, now=NOW)


@pytest.mark.parametrize(("seconds", "right"), [(-60, False), (0, True), (30, True), (60, False), (90, False)])
def test_a_code_holds_half_a_minute_and_its_neighbours(
    session: Session, account: Account, zhang: Person, seconds: int, right: bool
) -> None:
    key, _ = set_up(session, zhang)
    assert second_factors.check(session, account, code_at(key, seconds), SECRET, now=NOW) is right


def test_a_code_and_a_recovery_code_count_once(session: Session, account: Account, zhang: Person) -> None:
    key, recovery = set_up(session, zhang)
    for code in (f"{code_at(key)[:3]} {code_at(key)[3:]}", recovery[3].upper()):
        assert second_factors.check(session, account, code, SECRET, now=NOW)
        assert not second_factors.check(session, account, code, SECRET, now=NOW)


@pytest.mark.parametrize("code", ["", "abcdef", "１２３４５６", "-1", "9" * 40])
def test_what_is_no_code_is_not_taken(session: Session, account: Account, zhang: Person, code: str) -> None:
    set_up(session, zhang)
    assert not second_factors.check(session, account, code, SECRET, now=NOW)


def test_the_key_is_of_no_use_without_the_secret(session: Session, account: Account, zhang: Person) -> None:
    key, _ = set_up(session, zhang)
    assert key not in str(session.get(second_factors.SecondFactor, account.id))
    assert not second_factors.check(session, account, code_at(key), "another secret", now=NOW)


def test_doing_without_asks_for_a_code_and_an_administrator_can_reset(
    session: Session, account: Account, zhang: Person
) -> None:
    key, _ = set_up(session, zhang)
    with pytest.raises(WrongCode):
        second_factors.drop(session, zhang, "wrong", SECRET, now=NOW)
    second_factors.drop(session, zhang, code_at(key), SECRET, now=NOW)
    set_up(session, zhang)
    with pytest.raises(NotAllowed):
        second_factors.reset(session, zhang, account, now=NOW)
    second_factors.reset(session, SYSTEM, account, now=NOW)
    assert not second_factors.is_set_up(session, account.id or 0)


def test_administrators_need_one_outside_the_demo(session: Session, zhang: Person) -> None:
    accounts.add_account(session, SYSTEM, NewAccount("admin", "administrator", password=PASSWORDS[1]), now=NOW)
    admin = as_person(session.exec(select(Account).where(Account.name == "admin")).one())
    due = [second_factors.is_due(session, who, demo=demo) for who in (admin, zhang, SYSTEM) for demo in (False, True)]
    assert due == [True, False, False, False, False, False]
