"""What a worker notices by itself: that the day has come on which a rule set begins or ends."""

from __future__ import annotations

import time

from sqlalchemy import Engine

from registry.config import Settings
from registry.services.policy.turning import ask_if_due, is_due
from registry.store.database import reading, transaction

SECONDS_BETWEEN = 60.0


class Turning:
    """Asks for the evaluation of the day when it is due, and for the write lock only then."""

    def __init__(self, engine: Engine, settings: Settings) -> None:
        self.engine, self.settings = engine, settings
        self._looked = float("-inf")

    def look(self) -> int | None:
        """The job that was asked for, if a minute has gone since the last look and something turned."""
        if time.monotonic() - self._looked < SECONDS_BETWEEN:
            return None
        self._looked = time.monotonic()
        today = self.settings.current_day()
        with reading(self.engine) as session:
            due = is_due(session, today)
        if not due:
            return None
        with transaction(self.engine) as session:
            return ask_if_due(session, today=today, now=self.settings.current_moment())
