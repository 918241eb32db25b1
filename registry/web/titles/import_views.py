"""Uploading an official list of recognised firms; from the preview on it is an import like every other."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template

from registry.domain.access import Action, require
from registry.domain.errors import UnusableFile
from registry.services.imports import source_code
from registry.web.errors_in_forms import Fault
from registry.web.imports.receiving import read_small, receive_large
from registry.web.imports.working import is_large_file
from registry.web.languages import sentence
from registry.web.security import person, requires
from registry.web.site import site
from registry.web.titles.attempting import attempt
from registry.web.titles.list_forms import ListForm
from registry.web.titles.views import blueprint


@blueprint.get("/import")
@requires(Action.USE_IMPORTS)
def upload() -> Any:
    require(person(), Action.KEEP_TITLES)
    return _page(ListForm(), [])


@blueprint.post("/import")
@requires(Action.USE_IMPORTS)
def stage() -> Any:
    require(person(), Action.KEEP_TITLES)
    form, kept = ListForm(), []

    def keep() -> None:
        content, filename = form.file.data.read(), form.file.data.filename or ""
        options = {"sheet": (form.sheet.data or "").strip() or None, "title": form.listed().as_options()}
        asked = {"options": options, "source": source_code(site().catalogue, "")}
        kept.append((receive_large if is_large_file(content) else read_small)(content, filename, asked))

    try:
        outcome = attempt(form, keep)
    except UnusableFile as error:
        return _page(form, [Fault("file", sentence(error))]), 422
    return redirect(kept[0], 303) if outcome.is_saved else (_page(form, outcome.faults), outcome.status)


def _page(form: ListForm, faults: list[Fault]) -> str:
    return render_template("titles/import.html", form=form, faults=faults, limit=site().settings.upload_megabytes)
