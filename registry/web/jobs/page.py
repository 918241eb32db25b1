"""A job in words: what it is, how far it is, how long it takes, and what to do where it failed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from flask import url_for
from flask_babel import gettext

from registry.domain.errors import RegistryError
from registry.services import jobs
from registry.services.dashboards.job_kind import KIND as COUNTING
from registry.services.jobs.kinds import kind_of
from registry.services.jobs.steps import WORDS, WRITING
from registry.services.layouts.results import KIND as EXPORT
from registry.services.layouts.results import LONG_LIST
from registry.services.marked_later import KIND as MARKED
from registry.services.policy.measuring import KIND as IMPACT
from registry.services.policy.turning import REEVALUATE
from registry.store.jobs import Job
from registry.web.languages import translated, wording
from registry.web.places import place_of
from registry.web.site import site

EXPORTS = (EXPORT, LONG_LIST)
PARTS = {
    COUNTING: "dashboards",
    IMPACT: "policy",
    REEVALUATE: "policy",
    **dict.fromkeys(EXPORTS, "layouts"),
}  # where a job is found again, other than among imports
LONG_WAIT = timedelta(seconds=30)  # for a job that nobody takes although nothing else is running


@dataclass(frozen=True)
class StepLine:
    """One step of the work."""

    label: str
    is_done: bool
    is_current: bool


@dataclass(frozen=True)
class JobPage:
    """Everything the page of a job shows. `percent` is None where nobody knows; `state` changes where more than figures do."""

    id: int
    label: str
    subject: str
    status: str
    state: str
    step: str
    steps: list[StepLine]
    percent: int | None
    elapsed: str
    is_active: bool
    is_waiting_long: bool
    is_writing: bool
    can_cancel: bool
    failure: str
    may_repeat: bool
    next_url: str
    part: tuple[str, str]
    is_import: bool


def job_page(job: Job, subject: str, *, others_running: int = 0) -> JobPage:
    """The job for its page; `subject` is what it works on, `others_running` how many jobs workers have at the moment."""
    assert job.id is not None
    is_active, is_writing = job.status in jobs.ACTIVE, job.step == WRITING
    is_alone = job.status == jobs.QUEUED and not others_running
    is_waiting_long = is_alone and site().now() - job.created_at > LONG_WAIT
    can_cancel = is_active and not job.cancel_requested and not is_writing
    return JobPage(
        id=job.id,
        label=translated(kind_of(job.kind).label),
        subject=subject,
        status=job.status,
        state=f"{job.status} {is_waiting_long} {is_writing} {can_cancel}",
        step=step_words(job),
        steps=_steps(job),
        percent=percent(job),
        elapsed=_elapsed(job),
        is_active=is_active,
        is_waiting_long=is_waiting_long,
        is_writing=is_writing,
        can_cancel=can_cancel,
        failure=_failure(job),
        may_repeat=kind_of(job.kind).may_repeat,
        next_url=next_url(job),
        part=_part(job),
        is_import=bool(job.batch_id),
    )


def next_url(job: Job) -> str:
    """Where a finished job leads: its file, its import, its draft, its version, its dashboard, else the list of imports."""
    if job.kind == COUNTING:
        return url_for("dashboards.show", code=job.arguments.get("board", "ladder"))
    if job.kind in EXPORTS:
        return _export_url(job)
    if job.kind == IMPACT:
        return url_for("policy.draft_impact", draft_id=job.arguments["draft_id"])
    if job.kind == MARKED:
        return url_for("downloads.show_marked", job_id=job.id)
    if job.kind == REEVALUATE:
        version = job.arguments.get("rule_set")
        return url_for("policy.version", rule_set_id=version) if version else url_for("policy.index")
    if not job.batch_id:
        return url_for("imports.index")
    asked = {"planned": 1} if job.kind == "import.plan" else {}
    return url_for("imports.show", batch_id=job.batch_id, **asked)


def _export_url(job: Job) -> str:
    """The file; where none was made, to where it can be asked for again."""
    if job.status not in (jobs.FAILED, jobs.CANCELLED):
        return url_for("layouts.result", job_id=job.id)
    if job.kind == EXPORT:
        return url_for("layouts.choose", list=job.arguments["list"], **job.arguments["arguments"])
    return url_for("layouts.index")


def _part(job: Job) -> tuple[str, str]:
    """The part of the program that the work belongs to, in words, and its address."""
    place = place_of(part_of(job))
    return str(place.label), url_for(place.endpoint)


def part_of(job: Job) -> str:
    """The blueprint of that part."""
    return PARTS.get(job.kind, "imports")


def step_words(job: Job) -> str:
    """What the job is doing at the moment, in words."""
    if job.status == jobs.QUEUED:
        return gettext("排队等待")
    if job.cancel_requested:
        return gettext("正在取消")
    return translated(WORDS[job.step]) if job.step in WORDS else gettext("正在准备")


def percent(job: Job) -> int | None:
    """How much of all steps is done, each counting the same; None while it waits, writes, or is in a step nobody knows."""
    steps = kind_of(job.kind).steps
    if job.status == jobs.QUEUED or job.step not in steps or job.step == WRITING:
        return None
    part = job.done / job.total if job.total else 0
    return int(100 * (steps.index(job.step) + min(part, 1)) / len(steps))


def duration(seconds: float) -> str:
    """A span of time in words: 48 秒, 2 分 5 秒."""
    whole = max(0, int(seconds))
    if whole < 60:
        return gettext("%(seconds)s 秒", seconds=whole)
    return gettext("%(minutes)s 分 %(seconds)s 秒", minutes=whole // 60, seconds=whole % 60)


def _steps(job: Job) -> list[StepLine]:
    steps = kind_of(job.kind).steps
    at = steps.index(job.step) if job.step in steps else -1
    return [StepLine(translated(WORDS[code]), number < at, number == at) for number, code in enumerate(steps)]


def _elapsed(job: Job) -> str:
    if job.started_at is None:
        return ""
    return duration(((job.finished_at or datetime.now(UTC)) - job.started_at).total_seconds())


def _failure(job: Job) -> str:
    return wording().say(job.message or RegistryError.template, **job.facts) if job.status == jobs.FAILED else ""
