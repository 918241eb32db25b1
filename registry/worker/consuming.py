"""A worker: takes messages from the queue one after the other, and looks around for what no message told it.

`python -m registry.worker.consuming PARENT` is the worker that `tidu serve` keeps: it needs no more of the program than
this, and ends when the process PARENT is gone.
"""

from __future__ import annotations

import logging
import os
import sys
import time
from typing import Any

from huey.consumer import Consumer
from sqlalchemy.exc import DBAPIError

from registry.config import Settings, read_settings
from registry.store import name_words
from registry.store.database import make_engine
from registry.worker.cleaning import Cleaning
from registry.worker.queue import Queue
from registry.worker.supervising import Supervisor
from registry.worker.turning import Turning

SECONDS_BETWEEN_LOOKS = 3.0
SECONDS_TO_STOP = 8.0
MANY_NAMES, PORTIONS_OF_NAMES = 500, 5  # names that wait for the index of searches; portions taken in at one look


class Worker(Consumer):
    """huey's consumer that ends with its parent, stops its work in order, and finds jobs nobody spoke of."""

    def __init__(self, queue: Queue, supervisor: Supervisor, parent: int | None) -> None:
        super().__init__(
            queue.open(),
            workers=1,
            periodic=False,
            max_delay=0.5,
            shutdown_timeout=SECONDS_TO_STOP,
            graceful_signal="TERM",
        )
        self.queue, self.supervisor, self.parent = queue, supervisor, parent
        self._looked = float("-inf")
        self._cleaning = Cleaning(supervisor.engine, queue.settings)
        self._turning = Turning(supervisor.engine, queue.settings)

    def loop(self, health_check_ts: float | None = None) -> Any:
        """One round of the main thread, ten times a second."""
        if self.parent is not None and os.getppid() != self.parent:
            self.stop()
        elif time.monotonic() - self._looked >= SECONDS_BETWEEN_LOOKS:
            self._looked = time.monotonic()
            self._look_around()
        return super().loop(health_check_ts)

    def stop(self, graceful: bool = False) -> None:
        """Give the running job back and stop, whichever signal it was."""
        self.supervisor.stop()
        super().stop(graceful=True)

    def _look_around(self) -> None:
        """Wake waiting jobs, among them those whose worker is dead, and tidy up. A busy database is asked again later."""
        try:
            self.supervisor.give_back_lost()
            if not self.huey.storage.queue_size():
                for job_id in self.supervisor.waiting():
                    self.queue.wake(job_id)
            self._turning.look()
            self._cleaning.tidy()
            name_words.fold(self.supervisor.engine, at_least=MANY_NAMES, portions=PORTIONS_OF_NAMES)
        except DBAPIError:
            self._logger.info("the database is busy", exc_info=True)


def work(settings: Settings, *, parent: int | None = None) -> None:
    """Do jobs until told to stop, or until the process `parent` is gone."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(name)s %(levelname)s %(message)s")
    supervisor = Supervisor(make_engine(settings.database_url), settings)
    Worker(Queue(settings, supervisor.take), supervisor, parent).run()


if __name__ == "__main__":
    work(read_settings(), parent=int(sys.argv[1]))
