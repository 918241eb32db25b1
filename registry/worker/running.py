"""One job from its claim to its end: the function of its kind, and a sentence for whatever goes wrong."""

from __future__ import annotations

import logging
from datetime import UTC, datetime

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from registry.catalogue.reader import Catalogue
from registry.config import Settings
from registry.domain.errors import RegistryError
from registry.services.jobs import claims, ending
from registry.services.jobs.claims import Claim
from registry.services.jobs.kinds import kind_of
from registry.services.jobs.states import DONE, Cancelled, Superseded, Unforeseen
from registry.services.jobs.working import Work
from registry.services.troubles import trouble_of
from registry.store.database import reading, transaction

logger = logging.getLogger("tidu.worker")


def carry_out(engine: Engine, settings: Settings, catalogue: Catalogue, held: Claim) -> None:
    """Do the job and keep how it ended. Raises only what a later try may overcome: the database's own errors."""
    try:
        _work(engine, settings, catalogue, held)
    except Superseded:
        logger.warning("job %s was given to another worker", held.job_id)
    except Cancelled:
        with transaction(engine) as session:
            ending.end_cancelled(session, held, now=datetime.now(UTC))
    except DBAPIError:
        raise
    except RegistryError as error:
        _fail(engine, held, error)
    except Exception as error:
        if (trouble := trouble_of(error)) is not None:
            return _fail(engine, held, trouble)
        logger.exception("job %s failed", held.job_id)
        _fail(engine, held, Unforeseen(number=held.job_id))


def _work(engine: Engine, settings: Settings, catalogue: Catalogue, held: Claim) -> None:
    with reading(engine) as session:
        job = claims.held_job(session, held)
        if job is None:
            raise Superseded()
        person = ending.worker_for(session, job)
    work = Work(engine, settings, catalogue, person, held, job.batch_id, dict(job.arguments))
    kind_of(job.kind).run(work)
    with transaction(engine) as session:  # for work that had nothing to write
        claims.change(session, held, status=DONE, finished_at=datetime.now(UTC))


def _fail(engine: Engine, held: Claim, error: RegistryError) -> None:
    with transaction(engine) as session:
        ending.fail(session, held, error, now=datetime.now(UTC))
