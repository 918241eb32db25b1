"""One's own exports in words: those that are still being written, and the files that can be fetched."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from flask_babel import gettext
from sqlmodel import Session

from registry.services.jobs import DONE
from registry.services.layouts.results import own_results, result_path
from registry.store.jobs import Job
from registry.web.formats import file_size
from registry.web.jobs.page import percent, step_words
from registry.web.names import tier_label
from registry.web.security import person
from registry.web.site import site


@dataclass(frozen=True)
class ResultLine:
    """One export: what it is called, where its page is, and how far it is or how large its file."""

    name: str
    url: str
    rows: int
    progress: str
    asked_at: datetime


def result_lines(session: Session) -> list[ResultLine]:
    """The exports of whoever asks, the newest first."""
    return [_line(job) for job in own_results(session, person(), site().settings)]


def _line(job: Job) -> ResultLine:
    tier = job.arguments["arguments"].get("tier", "")
    name = job.arguments["name"]
    if tier in site().catalogue.ladder:
        name = f"{name} · {tier_label(tier)}"
    endpoint = "layouts.result" if job.status == DONE else "jobs.show"
    return ResultLine(name, url_for(endpoint, job_id=job.id), job.arguments["rows"], _progress(job), job.created_at)


def _progress(job: Job) -> str:
    if job.status == DONE:
        size = result_path(site().settings, job.id or 0).stat().st_size
        return str(gettext("可以下载（%(size)s）", size=file_size(size)))
    done = percent(job)
    return step_words(job) if done is None else f"{step_words(job)} · {done} %"
