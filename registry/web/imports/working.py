"""What becomes a job instead of part of a request, and the jobs that wait or run for one's imports."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import request, url_for
from sqlmodel import Session

from registry.services import imports, jobs
from registry.services.importing.batches import STAGED, get_batch
from registry.store.imports import ImportBatch
from registry.web.jobs.page import JobPage, job_page
from registry.web.security import person
from registry.web.site import site, writing


def is_large_file(content: bytes) -> bool:
    """Whether reading the file would keep a page waiting."""
    return len(content) > site().settings.background_kilobytes * 1024


def is_long_commit(batch: ImportBatch) -> bool:
    """Whether writing the batch would."""
    return bool(batch.counts.get("read", 0) > site().settings.background_rows)


def is_long_preview(batch: ImportBatch) -> bool:
    """Whether planning the batch anew would keep a page waiting.

    Whoever comes from planning it (`planned` in the address) is shown the page in any case, be it slowly: in a busy
    register the plan may be out of date again.
    """
    return "planned" not in request.args and batch.status == STAGED and is_long_commit(batch)


def plan_again(batch_id: int) -> str:
    """Let a worker plan the batch anew; the address of that job."""
    with writing() as session:
        job_id = jobs.start(session, person(), "import.plan", batch_id=batch_id, now=site().now())
    return url_for("jobs.show", job_id=job_id)


def start_commit(session: Session, batch_id: int, **arguments: Any) -> int:
    """Let a worker commit the batch; what cannot be committed is refused now and not later."""
    batch = get_batch(session, person(), batch_id)
    if batch.status != STAGED:
        raise imports.NotStaged()
    return jobs.start(session, person(), "import.commit", batch_id=batch_id, arguments=arguments, now=site().now())


def working_on(session: Session, batches: Iterable[ImportBatch]) -> list[JobPage]:
    """The jobs that wait for or work on the batches, in the order of the list."""
    names = {batch.id: batch.filename for batch in batches if batch.id is not None}
    active = jobs.active_of_batches(session, names)
    return [job_page(active[batch_id], name) for batch_id, name in names.items() if batch_id in active]
