"""Several hosts on one PostgreSQL: each job is taken by exactly one of them, however they race."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from registry.domain.access import SYSTEM
from registry.services import jobs
from registry.services.jobs import claims
from registry.store.database import make_engine, reading, transaction
from registry.store.jobs import Job
from tests.factories import NOW

pytestmark = pytest.mark.postgres
HOSTS, JOBS = 4, 24
T0 = datetime(2026, 6, 30, 8, 0, tzinfo=UTC)


def test_hosts_that_race_for_jobs_take_each_once(postgres: Engine) -> None:
    with transaction(postgres) as session:
        asked = [jobs.start(session, SYSTEM, "import.read", arguments={"number": n}, now=NOW) for n in range(JOBS)]
    taken: list[list[int]] = [[] for _ in range(HOSTS)]
    together = threading.Barrier(HOSTS)

    def host(number: int) -> None:
        engine = make_engine(postgres.url.render_as_string(hide_password=False))
        together.wait()
        for job_id in asked:  # all of them want every job, at the same time
            with transaction(engine) as session:
                if claims.claim(session, job_id, now=T0) is not None:
                    taken[number].append(job_id)
        engine.dispose()

    hosts = [threading.Thread(target=host, args=(number,)) for number in range(HOSTS)]
    for each in hosts:
        each.start()
    for each in hosts:
        each.join()
    assert sorted(job_id for of_host in taken for job_id in of_host) == sorted(asked)
    with reading(postgres) as session:
        assert {job.attempts for job in session.exec(select(Job))} == {1}
