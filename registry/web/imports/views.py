"""Upload, preview, commit or discard, and the list of past imports."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.datastructures import FileStorage

from registry.domain.access import Action
from registry.domain.errors import UnusableFile
from registry.services import imports
from registry.services.importing.batches import COMMITTED, DISCARDED, get_batch
from registry.services.marked_ledgers import extract_remark
from registry.web.errors_in_forms import Fault, faults_of
from registry.web.imports.forms import UploadForm
from registry.web.imports.page import import_page, issues_page, tally
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
    try:
        batch_id = _stage(form, form.file.data)
    except UnusableFile as error:
        return _upload_page(form, [Fault("file", sentence(error))]), 422
    return redirect(url_for(".show", batch_id=batch_id), 303)


def _stage(form: UploadForm, upload: FileStorage) -> int:
    """Read the file first, which may take a while, and write only then."""
    content, filename = upload.read(), upload.filename or ""
    options = {"sheet": (form.sheet.data or "").strip() or None, "year": form.year.data}
    here = site()
    readout = imports.read(here.catalogue, content, filename, today=here.today(), settings=here.settings, **options)
    with writing() as session:
        return imports.store(session, person(), content, filename, readout, options=options, now=here.now())


def _upload_page(form: UploadForm, faults: list[Fault]) -> str:
    with browsing() as session:
        recent = imports.recent(session, person())
    limit = site().settings.upload_megabytes
    return render_template("imports/index.html", form=form, faults=faults, recent=recent, limit=limit)


@blueprint.get("/<int:batch_id>")
@requires(Action.USE_IMPORTS)
def show(batch_id: int) -> Any:
    with browsing() as session:
        batch = get_batch(session, person(), batch_id)
        if batch.status == DISCARDED:
            return render_template("imports/discarded.html", batch=batch)
        found = imports.preview(session, person(), site().catalogue, batch_id)
    remark = extract_remark(found, batch.filename, site().settings, wording())
    if batch.status == COMMITTED:
        page = issues_page(found)
        return render_template("imports/done.html", batch=batch, page=page, tally=tally(batch.counts), remark=remark)
    return render_template("imports/preview.html", batch=batch, page=import_page(found), remark=remark)


@blueprint.post("/<int:batch_id>/commit")
@requires(Action.USE_IMPORTS)
def commit(batch_id: int) -> Any:
    accept = "all-or-nothing" if request.form.get("accept") == "all-or-nothing" else "valid"
    with writing() as session:
        counts = imports.commit(session, person(), site().catalogue, batch_id, accept=accept, now=site().now())
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
