"""What administrators do with accounts: find them, change their scope, close and reopen them, help people back in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, col, or_, select

from registry.domain.access import Action, Person, Role, require
from registry.domain.errors import Conflict, InvalidInput, NotFound
from registry.domain.texts import mark
from registry.services import journal, second_factors, sign_ins
from registry.services.accounts import NewAccount, checked_role
from registry.services.passwords import hash_password, one_time_password
from registry.store.accounts import Account
from registry.store.firms import FirmRecord

PER_PAGE = 50
EDITED = ("display_name", "role", "division", "park")


class LastAdministrator(Conflict):
    """Without an administrator nobody could make another."""

    template = mark("这是最后一个可用的管理员账号，请先建立另一个管理员。")


@dataclass(frozen=True)
class AccountQuery:
    """Which accounts: a part of the name, a role, open or closed ones."""

    text: str = ""
    role: str = ""
    closed: bool = False
    page: int = 1


@dataclass(frozen=True)
class AccountRow:
    """An account as listed; `firm` is the firm of an enterprise."""

    account: Account
    firm: str | None
    last_sign_in: datetime | None


def find_accounts(session: Session, person: Person, query: AccountQuery) -> tuple[list[AccountRow], int]:
    """One page of accounts by name, and how many there are."""
    require(person, Action.MANAGE_ACCOUNTS)
    wanted = [col(Account.active).is_(not query.closed)]
    if query.text:
        wanted.append(
            or_(*(col(one).contains(query.text, autoescape=True) for one in (Account.name, Account.display_name)))
        )
    if query.role:
        wanted.append(col(Account.role) == query.role)
    latest = (
        select(func.max(sign_ins.SignInRecord.started_at))
        .where(col(sign_ins.SignInRecord.account_id) == col(Account.id))
        .scalar_subquery()
    )
    found = select(Account, FirmRecord.name, latest).outerjoin(FirmRecord, col(FirmRecord.id) == col(Account.firm_id))
    page = found.where(*wanted).order_by(col(Account.name)).limit(PER_PAGE).offset((query.page - 1) * PER_PAGE)
    total = session.exec(select(func.count()).select_from(Account).where(*wanted)).one()
    return [AccountRow(*row) for row in session.exec(page)], total


def get_account(session: Session, person: Person, account_id: int) -> Account:
    """The account; raises NotFound."""
    require(person, Action.MANAGE_ACCOUNTS)
    account = session.get(Account, account_id)
    if account is None:
        raise NotFound(what=mark("这个账号"))
    return account


def save_account(
    session: Session, person: Person, account_id: int, values: Mapping[str, str], *, now: datetime
) -> bool:
    """Change name, role and scope; True if anything differs. Whoever is signed in with it has to sign in again."""
    account = get_account(session, person, account_id)
    read = {code: values.get(code, "").strip() for code in EDITED}
    if not read["display_name"]:
        raise InvalidInput(field=mark("姓名"), reason=mark("请填写。"))
    checked_role(session, person, NewAccount(account.name, firm_id=account.firm_id, **read))
    if account.role == Role.ADMINISTRATOR.value != read["role"]:
        _refuse_last(session, account)
    changes = journal.differing({code: getattr(account, code) for code in EDITED}, read)
    for code, (_, new) in changes.items():
        setattr(account, code, new)
    if changes:
        sign_ins.end_others(session, account_id, 0, now=now, ending=sign_ins.ENDED)
        journal.note(session, person, "account.update", now=now, changes=changes, text=account.name)
    return bool(changes)


def close_account(session: Session, person: Person, account_id: int, *, now: datetime) -> None:
    """Keep anybody from using it, at once; what it did stays under its name."""
    account = get_account(session, person, account_id)
    if account.active:
        _refuse_last(session, account)
        account.active = False
        sign_ins.end_others(session, account_id, 0, now=now, ending=sign_ins.CLOSED)
        journal.note(session, person, "account.close", now=now, text=account.name)


def reopen_account(session: Session, person: Person, account_id: int, *, now: datetime) -> str:
    """Let it be used again, with a new one-time password, which is returned."""
    account = get_account(session, person, account_id)
    account.active = True
    return _renew_password(session, person, account, "account.reopen", now)


def renew_password(session: Session, person: Person, account_id: int, *, now: datetime) -> str:
    """A new one-time password for somebody who forgot theirs; ends a lock and every sign-in."""
    return _renew_password(session, person, get_account(session, person, account_id), "account.renew", now)


def reset_second_factor(session: Session, person: Person, account_id: int, *, now: datetime) -> None:
    """Take the second factor away from somebody who lost it."""
    second_factors.reset(session, person, get_account(session, person, account_id), now=now)


def _renew_password(session: Session, person: Person, account: Account, action: str, now: datetime) -> str:
    password = one_time_password()
    account.password_hash, account.must_change_password = hash_password(password), True
    account.failed_logins, account.locked_until = 0, None
    sign_ins.end_others(session, account.id or 0, 0, now=now, ending=sign_ins.NEW_PASSWORD)
    journal.note(session, person, action, now=now, text=account.name)
    return password


def _refuse_last(session: Session, account: Account) -> None:
    others = (col(Account.role) == Role.ADMINISTRATOR.value, col(Account.active), col(Account.id) != account.id)
    if account.role == Role.ADMINISTRATOR.value and session.exec(select(Account.id).where(*others)).first() is None:
        raise LastAdministrator()
