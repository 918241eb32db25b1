"""The page of a job, its cancelling, and starting a failed one again. Whoever may see a job may do this to it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext

from registry.services import jobs
from registry.store.imports import ImportBatch
from registry.web.jobs.page import job_page, next_url, part_of
from registry.web.security import person, signed_in
from registry.web.site import browsing, site, writing

FRAGMENT = "X-Fragment"  # asked for by static/js/jobs.js, which puts it in the place of the old one

blueprint = Blueprint("jobs", __name__, url_prefix="/jobs")


@blueprint.get("/<int:job_id>")
@signed_in
def show(job_id: int) -> Any:
    with browsing() as session:
        job = jobs.get(session, person(), job_id)
        batch = session.get(ImportBatch, job.batch_id) if job.batch_id else None
        page = job_page(job, batch.filename if batch else "", others_running=jobs.running(session))
    g.part = part_of(job)  # of the left bar
    if FRAGMENT in request.headers:
        return render_template("jobs/_progress.html", page=page)
    if job.status == jobs.DONE:
        return redirect(next_url(job), 303)
    return render_template("jobs/show.html", page=page)


@blueprint.post("/<int:job_id>/cancel")
@signed_in
def cancel(job_id: int) -> Any:
    with browsing() as session:
        jobs.require_cancellable(jobs.get(session, person(), job_id))  # else the lock would be waited for in vain
    with writing() as session:
        jobs.cancel(session, person(), job_id, now=site().now())
    return redirect(url_for(".show", job_id=job_id), 303)


@blueprint.post("/<int:job_id>/again")
@signed_in
def again(job_id: int) -> Any:
    with writing() as session:
        new_id = jobs.start_again(session, person(), job_id, now=site().now())
    flash(gettext("已重新开始。"), "done")
    return redirect(url_for(".show", job_id=new_id), 303)
