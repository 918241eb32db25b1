"""What a kind of work is given: the installation, its own job, and ways to report, to read and to write.

Progress goes into short transactions of its own. `writing()` is the last step: one transaction in which the result is
stored and the job is done, both or neither.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from registry.catalogue.reader import Catalogue
from registry.config import CHINA, Settings
from registry.domain.access import Person
from registry.services.jobs import claims
from registry.services.jobs.claims import Claim
from registry.services.jobs.states import DONE, Cancelled, Superseded
from registry.store.database import reading, transaction

SECONDS_BETWEEN_REPORTS = 0.5


@dataclass
class Work:
    """One job while it is being done. `arguments` are those it was started with."""

    engine: Engine
    settings: Settings
    catalogue: Catalogue
    person: Person
    held: Claim
    batch_id: int | None
    arguments: dict[str, Any]
    clock: Callable[[], float] = time.monotonic
    _step: str = ""
    _reported: float = field(default=float("-inf"))

    def today(self) -> date:
        """The day in China, or the fixed day of the installation."""
        return self.settings.current_day()

    def now(self) -> datetime:
        """This moment; on a fixed day that day at the present time."""
        return datetime.combine(self.today(), datetime.now(CHINA).timetz())

    def report(self, step: str, done: int = 0, total: int = 0) -> None:
        """Say how far the work is; a total of 0 means that nobody knows. Cheap enough to be called often.

        Nothing is said while somebody else keeps the database for long. Raises Cancelled when the work is no longer wanted
        and Superseded when another worker has it.
        """
        due = self.clock() - self._reported >= SECONDS_BETWEEN_REPORTS
        if step == self._step and not due:
            return
        with suppress(OperationalError):
            self._tell(step, done, total)
        self._step, self._reported = step, self.clock()

    def _tell(self, step: str, done: int, total: int) -> None:
        with transaction(self.engine) as session:
            is_held = claims.change(session, self.held, step=step, done=done, total=total)
            job = claims.held_job(session, self.held)
        if not is_held or job is None:
            raise Superseded()
        if job.cancel_requested:
            raise Cancelled()

    def reading(self) -> AbstractContextManager[Session]:
        """One snapshot of the database; nothing that happens inside is kept."""
        return reading(self.engine)

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """The one transaction that stores the result and ends the job. Nothing can cancel it any more."""
        with transaction(self.engine) as session:
            may_write = claims.enter_writing(session, self.held)
            job = claims.held_job(session, self.held)
        if not may_write:
            raise Cancelled() if job is not None else Superseded()
        with transaction(self.engine) as session:
            yield session
            if not claims.change(session, self.held, status=DONE, finished_at=datetime.now(UTC)):
                raise Superseded()
