"""Accounts: one-time passwords, sign-in, lockout, rules for passwords."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta

import pytest
from argon2 import Type, extract_parameters
from sqlmodel import Session, select

from registry.domain.access import SYSTEM, Role
from registry.domain.errors import Conflict, InvalidInput, NotAllowed, NotFound
from registry.services import accounts
from registry.services.accounts import NewAccount
from registry.services.password_age import ask_if_outworn
from registry.services.passwords import WeakPassword, check_strength, one_time_password
from registry.store.accounts import Account
from registry.store.journal import JournalEntry
from tests.factories import NOW, make_firm, make_person


@pytest.fixture
def password(session: Session) -> str:
    new = NewAccount("zhang", "park_officer", division="4203", park="东风示例园区", display_name="张示例")
    return accounts.add_account(session, SYSTEM, new, now=NOW)


def sign_in(session: Session, password: str, minutes: int = 0) -> accounts.SignIn:
    return accounts.authenticate(session, "zhang", password, now=NOW + timedelta(minutes=minutes))


def test_the_one_time_password_signs_in_and_must_be_changed(session: Session, password: str) -> None:
    signed = sign_in(session, password)
    assert signed.account.must_change_password
    assert signed.person is not None
    assert (signed.person.role, signed.person.division, signed.person.park) == (
        Role.PARK_OFFICER,
        "4203",
        "东风示例园区",
    )


def test_a_changed_password_replaces_the_old_one(session: Session, password: str) -> None:
    account_id = sign_in(session, password).person.account_id
    accounts.change_password(session, account_id, password, "correct horse 7", now=NOW)
    assert sign_in(session, password).person is None
    signed = sign_in(session, "correct horse 7")
    assert signed.person is not None
    assert not signed.account.must_change_password
    assert not accounts.must_change_password(session, account_id)


def test_the_old_password_is_asked_again(session: Session, password: str) -> None:
    account_id = sign_in(session, password).person.account_id
    with pytest.raises(InvalidInput, match="当前密码"):
        accounts.change_password(session, account_id, "wrong", "correct horse 7", now=NOW)
    with pytest.raises(InvalidInput, match="相同"):
        accounts.change_password(session, account_id, password, password, now=NOW)


def test_only_hashes_of_argon2id_are_stored(session: Session, password: str) -> None:
    account = session.exec(select(Account)).one()
    assert account.password_hash.startswith("$argon2id$")
    assert password not in account.password_hash


def test_a_hash_costs_a_guesser_what_rfc_9106_asks_for() -> None:
    """The suite itself hashes cheaply; this is the hasher of the product, in a process that has read no conftest."""
    program = "from registry.services.passwords import hash_password; print(hash_password('correct horse 7'))"
    made = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    cost = extract_parameters(made.strip())
    assert (cost.type, cost.time_cost, cost.memory_cost, cost.parallelism) == (Type.ID, 3, 65536, 4)


def test_five_failures_lock_the_account_for_ten_minutes(session: Session, password: str) -> None:
    for _ in range(5):
        assert sign_in(session, "wrong").person is None
    assert "锁定" in sign_in(session, password).refusal
    assert "锁定" in sign_in(session, password, minutes=9).refusal
    assert sign_in(session, password, minutes=10).person is not None


def test_one_failure_after_a_lock_does_not_lock_again(session: Session, password: str) -> None:
    for _ in range(5):
        sign_in(session, "wrong")
    sign_in(session, "wrong", minutes=11)
    assert sign_in(session, password, minutes=11).person is not None


def test_unknown_closed_and_wrong_read_the_same(session: Session, password: str) -> None:
    wrong = sign_in(session, "wrong").refusal
    assert accounts.authenticate(session, "nobody", password, now=NOW).refusal == wrong
    session.exec(select(Account)).one().active = False
    closed = sign_in(session, password)
    assert (closed.person, closed.refusal) == (None, wrong)


@pytest.mark.parametrize(("days", "later", "due"), [(0, 4000, False), (90, 90, False), (90, 91, True)])
def test_a_password_is_changed_after_so_many_days(
    session: Session, password: str, days: int, later: int, due: bool
) -> None:
    account = session.exec(select(Account)).one()
    accounts.change_password(session, account.id or 0, password, "another 1 sentence", now=NOW + timedelta(days=100))
    ask_if_outworn(session, account, days, now=NOW + timedelta(days=100 + later))
    assert account.must_change_password is due


def test_a_closed_account_is_nobody(session: Session, password: str) -> None:
    account = session.exec(select(Account)).one()
    assert accounts.find_person(session, account.id).name == "张示例"
    account.active = False
    assert accounts.find_person(session, account.id) is None
    assert accounts.find_person(session, 404) is None


def test_a_name_is_given_once(session: Session, password: str) -> None:
    with pytest.raises(Conflict, match="已经存在"):
        accounts.add_account(session, SYSTEM, NewAccount("zhang", "bureau"), now=NOW)


@pytest.mark.parametrize(
    ("new", "fault"),
    [
        (NewAccount("li", "boss"), "角色"),
        (NewAccount("l i", "bureau"), "账号名"),
        (NewAccount("li", "bureau", division="4x"), "行政区划"),
        (NewAccount("li", "bureau", division="420"), "行政区划"),
        (NewAccount("li", "park_officer"), "园区"),
        (NewAccount("li", "enterprise"), "企业"),
        (NewAccount("li", "bureau", password="short"), "新密码"),
    ],
)
def test_an_account_that_cannot_be_is_refused(session: Session, new: NewAccount, fault: str) -> None:
    with pytest.raises(InvalidInput, match=fault):
        accounts.add_account(session, SYSTEM, new, now=NOW)


def test_a_firm_account_belongs_to_a_known_firm(session: Session) -> None:
    with pytest.raises(NotFound):
        accounts.add_account(session, SYSTEM, NewAccount("li", "enterprise", firm_id=404), now=NOW)
    session.add(make_firm(id=7))
    accounts.add_account(session, SYSTEM, NewAccount("li", "enterprise", firm_id=7), now=NOW)
    assert session.exec(select(Account.firm_id)).one() == 7


def test_only_administrators_make_accounts(session: Session) -> None:
    with pytest.raises(NotAllowed, match="管理账号"):
        accounts.add_account(session, make_person(Role.BUREAU), NewAccount("li", "bureau"), now=NOW)
    with pytest.raises(NotAllowed):
        accounts.all_accounts(session, make_person(Role.PARK_OFFICER))


def test_a_new_account_is_in_the_journal_without_its_password(session: Session, password: str) -> None:
    entry = session.exec(select(JournalEntry)).one()
    assert (entry.action, entry.door, entry.actor_name) == ("account.create", "command", "tidu")
    assert "zhang" in entry.note
    assert password not in entry.note


@pytest.mark.parametrize(
    ("password", "fault"),
    [
        ("abc123", "10"),
        ("x1" * 101, "200"),
        ("my-ZHANG-password", "账号名"),
        ("onlyletters", "两种"),
        ("1234567890", "两种"),
    ],
)
def test_weak_passwords_are_refused_with_the_reason(password: str, fault: str) -> None:
    with pytest.raises(WeakPassword, match=fault):
        check_strength(password, "zhang")


def test_one_time_passwords_differ_and_are_strong() -> None:
    made = {one_time_password() for _ in range(200)}
    assert len(made) == 200
    for password in made:
        check_strength(password, "zhang")
