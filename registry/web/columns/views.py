"""The mapping page of a staged file: look, change, read again, and add an indicator for a column that means none."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext

from registry.domain.access import Action
from registry.domain.errors import InvalidInput, UnusableFile
from registry.services import imports
from registry.services.columns.remapping import Decision, remap, require_fitting, start_remapping
from registry.web.columns.choices import meaning_choices, unit_choices
from registry.web.columns.head_rows import head_blocks
from registry.web.columns.lines import is_year
from registry.web.columns.page import open_questions
from registry.web.columns.sent import Opened, file_and_hints, open_page
from registry.web.errors_in_forms import Fault, faults_of
from registry.web.languages import sentence
from registry.web.security import person, requires
from registry.web.site import browsing, site, writing

blueprint = Blueprint("columns", __name__, url_prefix="/imports")


@blueprint.get("/<int:batch_id>/columns")
@requires(Action.USE_IMPORTS)
def show(batch_id: int) -> Any:
    return page_of(open_page(batch_id), [])


@blueprint.post("/<int:batch_id>/columns")
@requires(Action.USE_IMPORTS)
def save(batch_id: int) -> Any:
    opened = open_page(batch_id)
    if "stay" in request.form:  # back from the page for a new indicator
        return page_of(opened, [])
    page = (
        "columns.show" if opened.names_header else "imports.show"
    )  # by another header there are other columns to look at
    return decide(opened, url_for(page, batch_id=batch_id))


def page_of(opened: Opened, faults: list[Fault]) -> str:
    """The page as it stands, with what is to be mended in it."""
    return render_template(
        "columns/show.html",
        batch=opened.batch,
        form=opened.form,
        blocks=opened.blocks,
        heads=head_blocks(opened.batch, opened.heads),
        questions=open_questions(opened.blocks),
        meanings=meaning_choices(),
        units=unit_choices(),
        faults=faults,
    )


def decide(opened: Opened, target: str) -> Any:
    """Read the file again by what the page says and remember it; on to `target`, or to the job that reads a large file."""
    faults = _faults(opened)
    if faults:
        return page_of(opened, faults), 422
    decision = opened.decision()
    if opened.batch.size > site().settings.background_kilobytes * 1024:
        return redirect(url_for("jobs.show", job_id=_start(opened, decision)), 303)
    try:
        _read_again(opened, decision)
    except UnusableFile as error:
        return page_of(opened, [Fault("sheet", sentence(error))]), 422
    if opened.names_header:
        flash(gettext("已按指出的表头重新识别，请对照各列。"), "done")
    elif opened.is_final:
        flash(gettext("已按新的列对照重新识别。列名对照已记住，下次同样的表不再询问。"), "done")
    return redirect(target, 303)


def _faults(opened: Opened) -> list[Fault]:
    if not opened.form.validate():
        return faults_of(opened.form)
    if unfit := [row for block in opened.blocks for row in block.rows if not is_year(row.given_year)]:
        return [
            Fault(row.year_field, gettext("“%(head)s”列的年份请填四位数字，例如 2025。", head=row.header))
            for row in unfit
        ]
    try:
        require_fitting(opened.decision(), site().catalogue.indicators)
    except InvalidInput as error:
        field = next((row.unit_field for block in opened.blocks for row in block.rows if _is_of(row, error)), "")
        return [Fault(field, sentence(error))]
    return []


def _is_of(row: Any, error: InvalidInput) -> bool:
    return row.header == error.facts["field"] and row.unit == error.facts["unit"]


def _read_again(opened: Opened, decision: Decision) -> None:
    """Read and plan first, which may take a while, and write only then."""
    here, batch_id = site(), opened.batch.id or 0
    with browsing() as session:
        content, hints = file_and_hints(session, opened, decision.source)
    readout = imports.read(
        here.catalogue,
        content,
        opened.batch.filename,
        hints=hints,
        today=here.today(),
        settings=here.settings,
        ask_head="title" not in opened.batch.options,
        **decision.options_for(opened.batch),
    )
    with browsing() as session:
        prepared = imports.prepare(session, person(), here.catalogue, readout, source=decision.source)
    with writing() as session:
        remap(session, person(), here.catalogue, batch_id, decision, readout, prepared=prepared, now=here.now())


def _start(opened: Opened, decision: Decision) -> int:
    here, batch_id = site(), opened.batch.id or 0
    with writing() as session:
        return start_remapping(session, person(), here.catalogue, batch_id, decision, now=here.now())
