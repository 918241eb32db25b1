"""python -m registry.worker JOB STARTED PARENT: the process that does one claimed job, started by a worker only."""

from __future__ import annotations

import logging
import signal
import sys
from datetime import UTC, datetime
from types import FrameType
from typing import NoReturn

from sqlalchemy.exc import DBAPIError

from registry.config import read_settings
from registry.services.jobs.claims import Claim
from registry.services.local_indicators import current_catalogue
from registry.store.database import make_engine
from registry.worker.parents import end_with
from registry.worker.running import carry_out

TRY_AGAIN = 75  # the usual exit code of a passing failure


def main(job_id: str, started_at: str, parent: str) -> int:
    """Do the job that the worker `parent` claimed at `started_at`."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(name)s %(levelname)s %(message)s")
    signal.signal(signal.SIGTERM, _stop)
    end_with(int(parent))
    settings = read_settings()
    engine = make_engine(settings.database_url)
    catalogue = current_catalogue(engine, settings.data_dir / "catalogue")
    try:
        carry_out(engine, settings, catalogue, Claim(int(job_id), datetime.fromisoformat(started_at).astimezone(UTC)))
    except DBAPIError:
        logging.getLogger("tidu.worker").exception("job %s could not use the database", job_id)
        return TRY_AGAIN
    return 0


def _stop(number: int, frame: FrameType | None) -> NoReturn:
    """Leave through whatever is open, so that the transaction rolls back and a reader's process ends."""
    sys.exit(TRY_AGAIN)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
