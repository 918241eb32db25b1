"""The counts of the rate limits in a file of the data directory, so that the worker processes of one machine count together."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from urllib.parse import unquote, urlsplit

from limits.storage import Storage

SECONDS_TO_WAIT = 2
FORGOTTEN_AFTER = 1000  # one in so many increments sweeps out what has run out
TABLE = "CREATE TABLE IF NOT EXISTS count (key TEXT PRIMARY KEY, amount INTEGER NOT NULL, until REAL NOT NULL) WITHOUT ROWID"
ADD = """
INSERT INTO count (key, amount, until) VALUES (:key, :amount, :now + :expiry)
ON CONFLICT (key) DO UPDATE SET
  amount = CASE WHEN until <= :now THEN :amount ELSE amount + :amount END,
  until = CASE WHEN until <= :now THEN :now + :expiry ELSE until END
RETURNING amount
"""


class FileCounts(Storage):
    """Counts in windows of time, kept in the SQLite file that the address `tidu-counts:///path` names.

    A file of its own, since a count must neither wait for a long import nor be lost with a refused form. Where it cannot be
    written, sqlite3.Error reaches the limiter, which then counts in memory.
    """

    STORAGE_SCHEME = ["tidu-counts"]  # noqa: RUF012 - so the library declares it

    def __init__(self, uri: str, wrap_exceptions: bool = False, **options: float | str | bool) -> None:
        super().__init__(uri, wrap_exceptions, **options)
        self._file = unquote(urlsplit(uri).path)
        self._since_sweep = 0

    @property
    def base_exceptions(self) -> type[Exception]:
        """What a file can go wrong with."""
        return sqlite3.Error

    def _open(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._file, timeout=SECONDS_TO_WAIT, isolation_level=None)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = OFF")  # losing the last counts with the machine harms nobody
        connection.execute(TABLE)
        return connection

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Add to the count of `key` and return it; a window that has run out begins anew and lasts `expiry` seconds."""
        with closing(self._open()) as connection:
            values = {"key": key, "amount": amount, "expiry": expiry, "now": time.time()}
            (total,) = connection.execute(ADD, values).fetchone()
            self._since_sweep += 1
            if self._since_sweep >= FORGOTTEN_AFTER:
                self._since_sweep = 0
                connection.execute("DELETE FROM count WHERE until <= ?", (time.time(),))
        return int(total)

    def get(self, key: str) -> int:
        """The count of `key` in its present window; 0 without one."""
        return int(self._one("SELECT amount FROM count WHERE key = ? AND until > ?", key) or 0)

    def get_expiry(self, key: str) -> float:
        """When the window of `key` ends, in seconds since 1970; now where there is none."""
        return float(self._one("SELECT until FROM count WHERE key = ? AND until > ?", key) or time.time())

    def _one(self, query: str, key: str) -> int | float | None:
        with closing(self._open()) as connection:
            row = connection.execute(query, (key, time.time())).fetchone()
        return row[0] if row else None

    def check(self) -> bool:
        """Whether counts can be kept."""
        try:
            self.get("")
        except sqlite3.Error:
            return False
        return True

    def reset(self) -> int | None:
        """Forget all counts and say how many there were."""
        with closing(self._open()) as connection:
            return connection.execute("DELETE FROM count").rowcount

    def clear(self, key: str) -> None:
        """Forget the count of `key`."""
        with closing(self._open()) as connection:
            connection.execute("DELETE FROM count WHERE key = ?", (key,))
