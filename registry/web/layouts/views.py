"""Keeping layouts: the list, a blank workbook taken in, its columns, a column set by hand, out of use and back."""

from __future__ import annotations

from io import BytesIO
from pathlib import PurePath
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext

from registry.domain.access import Action
from registry.domain.errors import InvalidInput, NotFound, UnusableFile
from registry.services import layouts
from registry.services.layouts.columns import FillColumn, unpacked
from registry.services.layouts.keeping import may_change
from registry.services.ledger_reading import limits_of
from registry.web.addresses import is_number
from registry.web.errors_in_forms import Fault, faults_of
from registry.web.file_types import XLSX
from registry.web.languages import sentence
from registry.web.layouts.choices import meaning_groups
from registry.web.layouts.forms import BlankForm
from registry.web.layouts.lines import ColumnLine, blanks, column_line, layout_line
from registry.web.layouts.result_lines import result_lines
from registry.web.layouts.sent import changed_columns, chosen_columns
from registry.web.layouts.stored import stored_layout
from registry.web.meeting import meets
from registry.web.security import person, requires
from registry.web.site import browsing, site, writing

blueprint = Blueprint("layouts", __name__, url_prefix="/layouts")
EMPTY_LINES = 8


@blueprint.get("")
@requires(Action.EXPORT_LISTS)
def index() -> Any:
    return _index(BlankForm(), [])


@blueprint.post("")
@requires(Action.KEEP_LAYOUTS)
def add() -> Any:
    """Recognised without a transaction, kept in a short one."""
    form, here = BlankForm(), site()
    if not form.validate_on_submit():
        return _index(form, faults_of(form)), 422
    content, filename = form.file.data.read(), form.file.data.filename or ""
    sheet = (form.sheet.data or "").strip() or None
    try:
        recognised = layouts.recognise(here.catalogue, content, filename, sheet=sheet, limits=limits_of(here.settings))
    except UnusableFile as error:
        return _index(form, [Fault("file", sentence(error))]), 422
    name = (form.name.data or "").strip() or PurePath(filename).stem[:60]
    with writing() as session:
        added = layouts.add_workbook(
            session,
            person(),
            name=name,
            filename=filename,
            content=content,
            recognised=recognised,
            now=here.now(),
        )
        layout_id = added.id
    flash(gettext("已收下“%(name)s”。请核对每一列由什么填写。", name=name), "done")
    return redirect(url_for(".show", layout_id=layout_id), 303)


@blueprint.get("/new")
@requires(Action.KEEP_LAYOUTS)
def create() -> Any:
    return _set_page("", [], [])


@blueprint.post("/new")
@requires(Action.KEEP_LAYOUTS)
def add_set() -> Any:
    columns, name = chosen_columns(), request.form.get("name", "")
    if "more" in request.form:
        return _set_page(name, columns, [])
    try:
        with writing() as session:
            added = layouts.add_columns(
                session, person(), site().catalogue, name=name, columns=columns, now=site().now()
            )
            layout_id = added.id
    except InvalidInput as error:
        return _set_page(name, columns, [Fault("", sentence(error))]), 422
    flash(gettext("已保存。年度和单位可以在这里再改。"), "done")
    return redirect(url_for(".show", layout_id=layout_id), 303)


@blueprint.get("/<int:layout_id>")
@requires(Action.EXPORT_LISTS)
def show(layout_id: int) -> Any:
    return _layout_page(layout_id, [])


@blueprint.post("/<int:layout_id>")
@requires(Action.KEEP_LAYOUTS)
def save(layout_id: int) -> Any:
    version = request.form.get("version", "")
    _say_what_is_stored(layout_id)
    try:
        with writing() as session:
            layout = layouts.get_layout(session, person(), layout_id)
            before = unpacked(layout.columns)
            columns = changed_columns(before) if layout.workbook else chosen_columns(before)
            layouts.change(
                session,
                person(),
                site().catalogue,
                layout_id,
                name=request.form.get("name", ""),
                columns=columns,
                version=int(version) if is_number(version) else 0,
                now=site().now(),
            )
    except InvalidInput as error:
        return _layout_page(layout_id, [Fault("", sentence(error))]), 422
    flash(gettext("已保存。"), "done")
    return redirect(url_for(".show", layout_id=layout_id), 303)


@blueprint.get("/<int:layout_id>/workbook")
@requires(Action.EXPORT_LISTS)
def workbook(layout_id: int) -> Any:
    with browsing() as session:
        layout = layouts.get_layout(session, person(), layout_id)
        content, filename = layout.workbook, layout.filename
    if content is None:
        raise NotFound(what=gettext("这份空白表"))
    return send_file(BytesIO(content), mimetype=XLSX, as_attachment=True, download_name=filename)


@blueprint.get("/<int:layout_id>/retire")
@requires(Action.KEEP_LAYOUTS)
def ask_retire(layout_id: int) -> Any:
    with browsing() as session:
        line = layout_line(layouts.get_layout(session, person(), layout_id))
    return render_template("layouts/retire.html", line=line)


@blueprint.post("/<int:layout_id>/retire")
@requires(Action.KEEP_LAYOUTS)
def retire(layout_id: int) -> Any:
    version = request.form.get("version", "")
    with writing() as session:
        number = int(version) if is_number(version) else 0
        name = layouts.retire(session, person(), layout_id, version=number, now=site().now()).name
    flash(gettext("已停用“%(name)s”，需要时可以恢复。", name=name), "done")
    return redirect(url_for(".index"), 303)


@blueprint.post("/<int:layout_id>/back")
@requires(Action.KEEP_LAYOUTS)
def put_back(layout_id: int) -> Any:
    with writing() as session:
        name = layouts.put_back(session, person(), layout_id, now=site().now()).name
    flash(gettext("已恢复“%(name)s”。", name=name), "done")
    return redirect(url_for(".index"), 303)


def _index(form: BlankForm, faults: list[Fault]) -> str:
    with browsing() as session:
        lines = [layout_line(layout) for layout in layouts.layouts(session, person())]
        gone = [layout_line(layout) for layout in layouts.layouts(session, person(), retired=True)]
        results = result_lines(session)
    own = {line.id for line in [*lines, *gone] if may_change(person(), line.layout)}
    shown = {"lines": lines, "gone": gone, "own": own, "results": results}
    return render_template("layouts/index.html", form=form, faults=faults, **shown)


def _layout_page(layout_id: int, faults: list[Fault]) -> str:
    with browsing() as session:
        layout = layouts.get_layout(session, person(), layout_id)
        line, columns = layout_line(layout), list(unpacked(layout.columns))
        may = may_change(person(), layout) and layout.retired_at is None
    shown = _shown(columns, line.is_workbook, may)
    stored = stored_layout(line.name, shown, by_hand=not line.is_workbook)
    return render_template(
        "layouts/show.html",
        line=line,
        layout=layout,
        may_change=may,
        columns=shown,
        held={name: one.sent for name, one in stored.items()},
        blank=blanks(columns),
        meanings=meaning_groups(),
        faults=faults,
    )


def _say_what_is_stored(layout_id: int) -> None:
    """For the page that answers if somebody else has saved the layout meanwhile."""
    with browsing() as session:
        layout = layouts.get_layout(session, person(), layout_id)
        is_workbook, name, version = layout.workbook is not None, layout.name, layout.version
        lines = _shown(list(unpacked(layout.columns)), is_workbook, True)
    stored = stored_layout(name, lines, by_hand=not is_workbook)
    meets(stored, version, heading=name, back=url_for(".show", layout_id=layout_id))


def _shown(columns: list[FillColumn], is_workbook: bool, may_change: bool) -> list[ColumnLine]:
    """The lines of the page; those of one's own set end with some empty ones."""
    spare = [FillColumn("", "")] * 3 if may_change and not is_workbook else []
    return _lines([*columns, *spare])


def _set_page(name: str, columns: list[FillColumn], faults: list[Fault]) -> str:
    spare = [FillColumn("", "")] * EMPTY_LINES
    return render_template(
        "layouts/create.html", name=name, columns=_lines([*columns, *spare]), meanings=meaning_groups(), faults=faults
    )


def _lines(columns: list[FillColumn]) -> list[ColumnLine]:
    return [column_line(number, column, site().today().year - 1) for number, column in enumerate(columns)]
