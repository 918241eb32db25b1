"""What the import pages give away: an example ledger, and the user's own file with its marks."""

from __future__ import annotations

from io import BytesIO
from pathlib import PurePath
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, send_file, url_for
from flask_babel import gettext

from registry.domain.access import Action
from registry.services import marked_later
from registry.services.demo.ledger import FILE_NAME, example_ledger
from registry.services.importing.batches import get_batch
from registry.services.layouts.results import KEPT, sweep
from registry.services.marked_ledgers import note_download, original_of
from registry.web.file_types import TYPES
from registry.web.imports.working import is_long_commit
from registry.web.languages import wording
from registry.web.security import person, requires
from registry.web.site import browsing, site, writing

blueprint = Blueprint("downloads", __name__, url_prefix="/imports")


@blueprint.get("/example")
@requires(Action.USE_IMPORTS)
def example() -> Response:
    return _file(example_ledger(division=person().division, park=person().park), FILE_NAME)


@blueprint.get("/<int:batch_id>/marked")
@requires(Action.USE_IMPORTS)
def marked(batch_id: int) -> Any:
    """The remark on what did not survive comes with the next page, since a download has no room for it."""
    here = site()
    with browsing() as session:
        if is_long_commit(get_batch(session, person(), batch_id)):
            return redirect(url_for("imports.show", batch_id=batch_id), 303)  # where a worker can be asked for it
        original = original_of(session, person(), here.catalogue, batch_id)
    made = original.marked(here.settings, wording())
    with writing() as session:
        note_download(session, person(), batch_id, made.filename, now=here.now())
    if remark := made.remark(wording().translate):
        flash(remark, "note")
    return _file(made.content, _marked_name(made.filename) if made.is_original else made.filename)


@blueprint.post("/<int:batch_id>/marked")
@requires(Action.USE_IMPORTS)
def mark_later(batch_id: int) -> Any:
    """Marking a large workbook keeps a page waiting for minutes, so a worker does it."""
    with writing() as session:
        job_id = marked_later.start(session, person(), batch_id, language=wording().language, now=site().now())
    return redirect(url_for("jobs.show", job_id=job_id), 303)


@blueprint.get("/marked/<int:job_id>")
@requires(Action.USE_IMPORTS)
def show_marked(job_id: int) -> Any:
    sweep(site().settings)
    with browsing() as session:
        found = marked_later.get_marked(session, person(), site().settings, job_id)
    facts = {"name": _given_name(found), "size": found.path.stat().st_size, "kept_days": KEPT.days}
    return render_template("imports/marked.html", job_id=job_id, marked=found, **facts)


@blueprint.get("/marked/<int:job_id>/file")
@requires(Action.USE_IMPORTS)
def fetch_marked(job_id: int) -> Response:
    with browsing() as session:
        found = marked_later.get_marked(session, person(), site().settings, job_id)
    kind = TYPES[PurePath(found.filename).suffix.lower()]
    return send_file(found.path, mimetype=kind, as_attachment=True, download_name=_given_name(found))


def _given_name(found: marked_later.Marked) -> str:
    return _marked_name(found.filename) if found.is_original else found.filename


def _marked_name(filename: str) -> str:
    """A name of its own, so that the marked file does not lie beside the original as its second copy."""
    path, tail = PurePath(filename), "-" + gettext("已标注")
    return f"{path.stem.removesuffix(tail)}{tail}{path.suffix}"


def _file(content: bytes, name: str) -> Response:
    kind = TYPES[PurePath(name).suffix.lower()]
    return send_file(BytesIO(content), mimetype=kind, as_attachment=True, download_name=name)
