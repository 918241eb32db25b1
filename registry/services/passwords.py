"""Passwords: hashing with argon2id, the rules for a new one, and the one-time first password."""

from __future__ import annotations

import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from registry.domain.errors import InvalidInput
from registry.domain.texts import mark

MINIMUM_LENGTH = 10
MAXIMUM_LENGTH = 200
_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"  # without l, o, 0 and 1, which are misread on paper
_HASHER = PasswordHasher()


class WeakPassword(InvalidInput):
    """A new password that is too easy; `reason` says what to change."""

    def __init__(self, reason: str) -> None:
        super().__init__(field=mark("新密码"), reason=reason)


def hash_password(password: str) -> str:
    """The argon2id hash to store."""
    return _HASHER.hash(password)


def matches(password_hash: str, password: str) -> bool:
    """Whether the password belongs to the hash; an unusable hash matches nothing."""
    try:
        return _HASHER.verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False


def needs_new_hash(password_hash: str) -> bool:
    """Whether the hash was made with other parameters than today's, so that the next sign-in should make it anew."""
    try:
        return _HASHER.check_needs_rehash(password_hash)
    except InvalidHashError:
        return False


def check_strength(password: str, name: str) -> None:
    """Raise WeakPassword unless it is long enough, of two kinds of characters, and not the account's name."""
    if len(password) < MINIMUM_LENGTH:
        raise WeakPassword(mark("至少需要 10 个字符。"))
    if len(password) > MAXIMUM_LENGTH:
        raise WeakPassword(mark("最多 200 个字符。"))
    if name.casefold() in password.casefold():
        raise WeakPassword(mark("不能包含账号名。"))
    if len({_kind(character) for character in password}) < 2:
        raise WeakPassword(mark("请至少使用字母、数字、符号中的两种。"))


def one_time_password() -> str:
    """A first password that is easy to read out: three groups of four, with letters and digits."""
    while True:
        groups = ["".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(3)]
        if any(character.isdigit() for character in "".join(groups)):
            return "-".join(groups)


def _kind(character: str) -> str:
    if character.isdigit():
        return "digit"
    return "letter" if character.isalpha() else "sign"
