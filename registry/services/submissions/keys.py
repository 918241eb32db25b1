"""Keys of links that nobody can guess. Only their hashes are kept: whoever reads the database can open none of them."""

from __future__ import annotations

import secrets
from hashlib import sha256


def fresh_key() -> str:
    """A key of 192 bits that fits an address."""
    return secrets.token_urlsafe(24)


def hash_of(key: str) -> str:
    """What is stored of a key. A long random key needs no slow hash."""
    return sha256(key.encode()).hexdigest()
