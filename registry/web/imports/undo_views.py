"""Taking a committed import back: what it would do is shown before it is asked for, and afterwards what it did."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for

from registry.domain.access import Action
from registry.services import jobs, undo
from registry.services.importing.batches import COMMITTED, UNDONE, get_batch
from registry.web.imports.undo_page import undo_page, undo_sentence
from registry.web.imports.views import blueprint
from registry.web.imports.working import is_long_commit
from registry.web.security import person, requires
from registry.web.site import browsing, site, writing


@blueprint.get("/<int:batch_id>/undo")
@requires(Action.USE_IMPORTS)
def ask_undo(batch_id: int) -> Any:
    with browsing() as session:
        batch = get_batch(session, person(), batch_id)
        if (job := jobs.active_of(session, batch_id)) is not None:
            return redirect(url_for("jobs.show", job_id=job.id), 303)
        page = undo_page(undo.preview(session, person(), site().catalogue, batch_id))
    return render_template("imports/undo.html", batch=batch, page=page, is_undone=batch.status == UNDONE)


@blueprint.post("/<int:batch_id>/undo")
@requires(Action.USE_IMPORTS)
def take_back(batch_id: int) -> Any:
    with writing() as session:
        batch = get_batch(session, person(), batch_id)
        if batch.status != COMMITTED:
            raise undo.NotCommitted()
        if is_long_commit(batch):
            job_id = jobs.start(session, person(), "import.undo", batch_id=batch_id, now=site().now())
            return redirect(url_for("jobs.show", job_id=job_id), 303)
        counts = undo.undo(session, person(), site().catalogue, batch_id, now=site().now())
    flash(undo_sentence(counts.numbers), "done")
    return redirect(url_for(".show", batch_id=batch_id), 303)
