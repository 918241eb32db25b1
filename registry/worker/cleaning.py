"""What a worker tidies up once an hour: drafts of self-assessments whose thirty days are over."""

from __future__ import annotations

import time

from sqlalchemy import Engine

from registry.config import Settings
from registry.services.assessing.drafts import forget_expired, has_expired
from registry.store.database import reading, transaction

SECONDS_BETWEEN = 3600.0


class Cleaning:
    """Tidies when it is due, and asks for the write lock only where there is something to do."""

    def __init__(self, engine: Engine, settings: Settings) -> None:
        self.engine, self.settings = engine, settings
        self._done = float("-inf")

    def tidy(self) -> int:
        """Delete what has expired, if an hour has gone since the last time; how many drafts it were."""
        if time.monotonic() - self._done < SECONDS_BETWEEN:
            return 0
        now = self.settings.current_moment()
        with reading(self.engine) as session:
            due = has_expired(session, now)
        gone = 0
        if due:
            with transaction(self.engine) as session:
                gone = forget_expired(session, now)
        self._done = time.monotonic()
        return gone
