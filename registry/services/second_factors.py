"""One-time codes as a second factor: setting them up, checking a code, doing without them again.

A code counts once, half a minute early or late included. Where the telephone is lost one of eight recovery codes helps, each
once; where those are lost too, an administrator takes the factor away.
"""

from __future__ import annotations

import secrets
from base64 import urlsafe_b64encode
from datetime import datetime
from hashlib import sha256

import pyotp
from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlmodel import Session

from registry.domain.access import Action, Person, Role, require
from registry.domain.errors import InvalidInput, NotFound
from registry.domain.texts import mark
from registry.services import journal
from registry.store.accounts import Account
from registry.store.second_factors import SecondFactor

SECONDS = 30
RECOVERY_CODES = 8
ISSUER = "Tidu"


class WrongCode(InvalidInput):
    """The code is not the one that holds now, or was used already."""

    def __init__(self) -> None:
        super().__init__(field=mark("验证码"), reason=mark("不正确或已经用过，请等下一个验证码再试。"))


def is_set_up(session: Session, account_id: int) -> bool:
    """Whether a code is asked at sign-in."""
    held = session.get(SecondFactor, account_id)
    return held is not None and held.confirmed_at is not None


def is_due(session: Session, person: Person, *, demo: bool) -> bool:
    """Whether the person has to set one up before anything else: administrators, outside the demo."""
    wanted = person.role is Role.ADMINISTRATOR and not demo and person.account_id is not None
    return wanted and not is_set_up(session, person.account_id or 0)


def prepare(session: Session, person: Person, secret: str, *, now: datetime) -> str:
    """The key to be put into an authenticator; the same until it is confirmed. One in use already is a NotFound."""
    account_id = person.account_id or 0
    held = session.get(SecondFactor, account_id)
    if held is not None and held.confirmed_at is not None:
        raise NotFound(what=mark("等待设置的两步验证"))
    known = _opened(held, secret) if held is not None else None
    if known is not None:
        return known
    key = pyotp.random_base32()
    sealed = _box(secret).encrypt(key.encode()).decode()
    session.merge(SecondFactor(account_id=account_id, sealed_key=sealed, recovery=[], created_at=now))
    return key


def address(key: str, name: str) -> str:
    """What an authenticator reads from the square code."""
    return pyotp.TOTP(key).provisioning_uri(name=name, issuer_name=ISSUER)


def confirm(session: Session, person: Person, code: str, secret: str, *, now: datetime) -> list[str]:
    """Begin to ask for codes, once a first one was right; the recovery codes, which are shown this once."""
    held = _get(session, person)
    if held.confirmed_at is not None or not _spend_code(held, code, secret, now):
        raise WrongCode()
    codes = [f"{secrets.token_hex(4)}-{secrets.token_hex(4)}" for _ in range(RECOVERY_CODES)]
    held.recovery, held.confirmed_at = [_hashed(one) for one in codes], now
    journal.note(session, person, "account.second_factor", now=now)
    return codes


def check(session: Session, account: Account, code: str, secret: str, *, now: datetime) -> bool:
    """Whether the code, or a recovery code, is right; either is spent by it."""
    held = session.get(SecondFactor, account.id)
    if held is None:
        return False
    if _spend_code(held, code, secret, now):
        return True
    wanted = _hashed(code.strip().lower())
    if wanted not in held.recovery:
        return False
    held.recovery = [one for one in held.recovery if one != wanted]
    return True


def drop(session: Session, person: Person, code: str, secret: str, *, now: datetime) -> None:
    """Do without from now on; a right code is asked once more."""
    held = _get(session, person)
    if not _spend_code(held, code, secret, now):
        raise WrongCode()
    session.delete(held)
    session.flush()
    journal.note(session, person, "account.second_factor_off", now=now)


def reset(session: Session, person: Person, account: Account, *, now: datetime) -> None:
    """Take it away from somebody who lost telephone and recovery codes."""
    require(person, Action.MANAGE_ACCOUNTS)
    held = session.get(SecondFactor, account.id)
    if held is None:
        raise NotFound(what=mark("这个账号的两步验证"))
    session.delete(held)
    session.flush()
    journal.note(session, person, "account.second_factor_off", now=now, text=account.name)


def _get(session: Session, person: Person) -> SecondFactor:
    held = session.get(SecondFactor, person.account_id or 0)
    if held is None:
        raise NotFound(what=mark("等待设置的两步验证"))
    return held


def _spend_code(held: SecondFactor, code: str, secret: str, now: datetime) -> bool:
    """Whether it is a code of this half minute or a neighbour, newer than the last one used; remembers it if so."""
    key = _opened(held, secret)
    digits = "".join(code.split())
    if key is None or not digits.isascii() or not digits.isdecimal():
        return False
    present = int(now.timestamp()) // SECONDS
    for step in (present - 1, present, present + 1):
        if step > held.last_step and secrets.compare_digest(pyotp.TOTP(key).at(step * SECONDS), digits):
            held.last_step = step
            return True
    return False


def _opened(held: SecondFactor, secret: str) -> str | None:
    """The key in clear; None where TIDU_SECRET_KEY is no longer the one it was sealed with."""
    try:
        return _box(secret).decrypt(held.sealed_key.encode()).decode()
    except InvalidToken:
        return None


def _box(secret: str) -> Fernet:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"tidu second factor").derive(secret.encode())
    return Fernet(urlsafe_b64encode(derived))


def _hashed(code: str) -> str:
    return sha256(code.encode()).hexdigest()
