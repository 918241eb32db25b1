"""Upload, preview, commit or discard, and the list of past imports. What takes long becomes a job."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext

from registry.domain.access import Action
from registry.domain.errors import UnusableFile
from registry.services import imports, jobs
from registry.services.importing.batches import COMMITTED, DISCARDED, UNDONE, get_batch
from registry.services.marked_ledgers import extract_remark
from registry.web.errors_in_forms import Fault, faults_of
from registry.web.imports.forms import UploadForm, acceptance
from registry.web.imports.page import import_page, issues_page, tally
from registry.web.imports.past import past_imports
from registry.web.imports.receiving import asked_of, read_small, receive_large
from registry.web.imports.working import (
    is_large_file,
    is_long_commit,
    is_long_preview,
    plan_again,
    start_commit,
    working_on,
)
from registry.web.languages import sentence, wording
from registry.web.security import person, requires
from registry.web.site import browsing, site, writing

blueprint = Blueprint("imports", __name__, url_prefix="/imports")


@blueprint.get("")
@requires(Action.USE_IMPORTS)
def index() -> Any:
    return _upload_page(UploadForm(), [])


@blueprint.post("")
@requires(Action.USE_IMPORTS)
def stage() -> Any:
    form = UploadForm()
    if not form.validate_on_submit():
        return _upload_page(form, faults_of(form)), 422
    content, filename = form.file.data.read(), form.file.data.filename or ""
    keep = receive_large if is_large_file(content) else read_small
    try:
        return redirect(keep(content, filename, asked_of(form)), 303)
    except UnusableFile as error:
        return _upload_page(form, [Fault("file", sentence(error))]), 422


def _upload_page(form: UploadForm, faults: list[Fault]) -> str:
    with browsing() as session:
        listed = past_imports(session, person())
        working = working_on(session, imports.recent(session, person()))
    lists = {"list": listed, "working": working}
    return render_template(
        "imports/index.html", form=form, faults=faults, limit=site().settings.upload_megabytes, **lists
    )


@blueprint.get("/<int:batch_id>")
@requires(Action.USE_IMPORTS)
def show(batch_id: int) -> Any:
    with browsing() as session:
        batch = get_batch(session, person(), batch_id)
        if batch.status == DISCARDED:
            return render_template("imports/discarded.html", batch=batch)
        if (job := jobs.active_of(session, batch_id)) is not None:
            return redirect(url_for("jobs.show", job_id=job.id), 303)
        found = imports.find_preview(session, person(), site().catalogue, batch_id)
        if found is None and is_long_preview(batch):
            return redirect(plan_again(batch_id), 303)
        found = found or imports.preview(session, person(), site().catalogue, batch_id)
    if not found.is_kept:
        with writing() as session:
            imports.keep_preview(session, person(), found)
    remark = extract_remark(found, batch.filename, site().settings, wording())
    if batch.status in (COMMITTED, UNDONE):
        page = issues_page(found)
        shown = {"page": page, "tally": tally(batch.counts)}
        return render_template(
            "imports/done.html", batch=batch, remark=remark, marks_later=is_long_commit(batch), **shown
        )
    later = is_long_commit(batch)
    return render_template(
        "imports/preview.html", batch=batch, page=import_page(found), remark=remark, marks_later=later
    )


@blueprint.post("/<int:batch_id>/commit")
@requires(Action.USE_IMPORTS)
def commit(batch_id: int) -> Any:
    wanted = acceptance()
    with writing() as session:
        if is_long_commit(get_batch(session, person(), batch_id)):
            job_id = start_commit(session, batch_id, **wanted)
            return redirect(url_for("jobs.show", job_id=job_id), 303)
        counts = imports.commit(session, person(), site().catalogue, batch_id, **wanted, now=site().now())
    flash(
        gettext(
            "已入库：新增 %(new)s 行，变更 %(changed)s 行。评估结果已更新。", new=counts.new, changed=counts.changed
        ),
        "done",
    )
    return redirect(url_for(".show", batch_id=batch_id), 303)


@blueprint.post("/<int:batch_id>/discard")
@requires(Action.USE_IMPORTS)
def discard(batch_id: int) -> Any:
    with writing() as session:
        imports.discard(session, person(), batch_id, now=site().now())
    flash(gettext("已放弃这次导入，没有写入任何内容。"), "done")
    return redirect(url_for(".index"), 303)
