"""Accounts: making one, signing in, changing the password. Each has one role, one division prefix and one park."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import Row
from sqlmodel import Session, col, select

from registry.domain.access import Action, Person, Role, require
from registry.domain.errors import Conflict, InvalidInput, NotFound
from registry.domain.texts import mark
from registry.services import journal
from registry.services.passwords import check_strength, hash_password, matches, needs_new_hash, one_time_password
from registry.store.accounts import Account
from registry.store.scope import find_firm
from registry.store.sign_ins import PastPassword

FAILURES_BEFORE_LOCK = 5
REMEMBERED = 4  # besides the present one
LOCKED_FOR = timedelta(minutes=10)
WRONG = mark("账号或密码不正确。")
LOCKED = mark("输错次数过多，账号已锁定，请 10 分钟后再试。")


@dataclass(frozen=True)
class SignIn:
    """What came of trying to sign in: an account, or a sentence that says why not (the same for unknown and wrong)."""

    account: Account | None = None
    refusal: str = ""

    @property
    def person(self) -> Person | None:
        """Whoever signed in."""
        return as_person(self.account) if self.account else None


@dataclass(frozen=True)
class NewAccount:
    """What a new account is to be. Without a `password` a one-time password is made, to be changed at first sign-in."""

    name: str
    role: str
    division: str = ""
    park: str = ""
    firm_id: int | None = None
    display_name: str = ""
    password: str | None = None


def add_account(session: Session, person: Person, new: NewAccount, *, now: datetime) -> str:
    """Make the account and return its password; the clear text is kept nowhere."""
    require(person, Action.MANAGE_ACCOUNTS)
    role = checked_role(session, person, new)
    if session.exec(select(Account.id).where(Account.name == new.name)).first() is not None:
        raise Conflict(what=mark("这个账号名已经存在"))
    password = new.password or one_time_password()
    account = Account(
        name=new.name,
        display_name=new.display_name or new.name,
        role=role.value,
        division=new.division,
        park=new.park,
        firm_id=new.firm_id,
        password_hash=hash_password(password),
        must_change_password=new.password is None,
        created_at=now,
    )
    session.add(account)
    session.flush()
    journal.note(
        session, person, "account.create", now=now, text=f"{new.name} {role} {new.division} {new.park}".strip()
    )
    return password


def authenticate(session: Session, name: str, password: str, *, now: datetime, address: str = "") -> SignIn:
    """Try to sign in. Never raises, so that the count of failures is kept by the caller's transaction."""
    account = _named(session, name)
    if account is None or not account.active:
        matches(_hash_of_nobody(), password)  # the same time as for a real account
        _note_failure(session, None, now, address)
        return SignIn(refusal=WRONG)
    if is_locked(account, now):
        return SignIn(refusal=LOCKED)
    if not matches(account.password_hash, password):
        count_failure(session, account, now, address)
        return SignIn(refusal=WRONG)
    if needs_new_hash(account.password_hash):
        account.password_hash = hash_password(password)
    return SignIn(account)


def _named(session: Session, name: str) -> Account | None:
    """The account of that name; nobody's has a NUL, which PostgreSQL does not take even to look for."""
    return None if "\0" in name else session.exec(select(Account).where(Account.name == name)).first()


def is_locked(account: Account, now: datetime) -> bool:
    """Whether too many wrong attempts keep the account from signing in for now."""
    return account.locked_until is not None and now < account.locked_until


def count_failure(session: Session, account: Account, now: datetime, address: str = "") -> None:
    """Count a wrong password or code; the fifth in a row locks the account for a while."""
    if account.locked_until is not None:  # an old lock that has run out
        account.failed_logins, account.locked_until = 0, None
    account.failed_logins += 1
    if account.failed_logins >= FAILURES_BEFORE_LOCK:
        account.locked_until = now + LOCKED_FOR
    _note_failure(session, account, now, address)


def forget_failures(account: Account) -> None:
    """Begin to count anew: somebody has signed in."""
    account.failed_logins, account.locked_until = 0, None


def _note_failure(session: Session, account: Account | None, now: datetime, address: str) -> None:
    """Keep that somebody tried. An unknown name is not kept: people type their password into the wrong field."""
    who = as_person(account) if account else Person(None, "", Role.ENTERPRISE)
    journal.note(session, who, "account.refused", now=now, text=journal.said({"address": address}), door="form")


def change_password(session: Session, account_id: int, old: str, new: str, *, now: datetime) -> None:
    """Replace the password; the old one is asked again, the new one must be strong and different."""
    account = session.get_one(Account, account_id)
    if not matches(account.password_hash, old):
        raise InvalidInput(field=mark("当前密码"), reason=mark("不正确。"))
    if old == new:
        raise InvalidInput(field=mark("新密码"), reason=mark("不能与当前密码相同。"))
    check_strength(new, account.name)
    _replace_password(session, account, new, now)
    journal.note(session, as_person(account), "account.password", now=now)


def _replace_password(session: Session, account: Account, new: str, now: datetime) -> None:
    """Keep the new one, and the old one among those that may not come back."""
    past = select(PastPassword).where(PastPassword.account_id == account.id).order_by(col(PastPassword.id).desc())
    if any(matches(one.password_hash, new) for one in session.exec(past.limit(REMEMBERED))):
        raise InvalidInput(field=mark("新密码"), reason=mark("最近用过，请换一个。"))
    session.add(PastPassword(account_id=account.id or 0, password_hash=account.password_hash, replaced_at=now))
    account.password_hash, account.must_change_password = hash_password(new), False


def find_person_called(session: Session, name: str) -> Person | None:
    """Whoever has the account of that name; None where there is none or it is closed."""
    account = _named(session, name)
    return as_person(account) if account is not None and account.active else None


def find_person(session: Session, account_id: int) -> Person | None:
    """Whoever is signed in under that id; None once the account is closed."""
    account = session.get(Account, account_id)
    return as_person(account) if account is not None and account.active else None


def must_change_password(session: Session, account_id: int) -> bool:
    """Whether the one-time password is still in use."""
    return session.get_one(Account, account_id).must_change_password


def all_accounts(session: Session, person: Person) -> list[Account]:
    """Every account by name."""
    require(person, Action.MANAGE_ACCOUNTS)
    return list(session.exec(select(Account).order_by(col(Account.name))))


def as_person(account: Account | Row[Any]) -> Person:
    """The account as the domain sees it."""
    return Person(account.id, account.display_name, Role(account.role), account.division, account.park, account.firm_id)


def checked_role(session: Session, person: Person, new: NewAccount) -> Role:
    """The role of a new account; raises InvalidInput or NotFound for the first thing about it that cannot be."""
    if new.role not in list(Role):
        raise InvalidInput(
            field=mark("角色"), reason=mark("只能是 administrator、bureau、park_officer 或 enterprise。")
        )
    if not re.fullmatch(r"\S{2,60}", new.name):
        raise InvalidInput(field=mark("账号名"), reason=mark("需要 2 到 60 个字符，不能有空格。"))
    if not re.fullmatch(r"(\d{2}){0,3}", new.division):
        raise InvalidInput(field=mark("行政区划"), reason=mark("请填写 2、4 或 6 位区划代码，例如 42、4203、420302。"))
    if new.password is not None:
        check_strength(new.password, new.name)
    role = Role(new.role)
    if role is Role.PARK_OFFICER and not (new.park or new.division):
        raise InvalidInput(field=mark("园区"), reason=mark("园区专员需要指定园区或行政区划。"))
    if role is Role.ENTERPRISE and new.firm_id is None:
        raise InvalidInput(field=mark("企业"), reason=mark("企业账号需要指定所属企业。"))
    if new.firm_id is not None and find_firm(session, person, new.firm_id) is None:
        raise NotFound(what=mark("这家企业"))
    return role


@lru_cache(maxsize=1)
def _hash_of_nobody() -> str:
    return hash_password("nobody has this password")
