"""Keeping targets: setting, changing, measuring, closing and opening again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_wtf import FlaskForm

from registry.domain.access import Action
from registry.domain.errors import ChangedSince, Conflict, InvalidInput
from registry.services.targets.editing import close_target, create_target, edit_target, fields_of, reopen_target
from registry.services.targets.places import get_own_target
from registry.services.targets.points import record_all, record_one
from registry.services.targets.refusals import TargetClosed
from registry.store.targets import Target
from registry.web.addresses import is_number
from registry.web.errors_in_forms import Fault, faults_of
from registry.web.languages import sentence, translated
from registry.web.meeting import meets
from registry.web.security import person, requires
from registry.web.site import browsing, site, writing
from registry.web.targets.form_values import sent_fields, shown_fields, with_office
from registry.web.targets.forms import ClosingForm, OfficeForm, TargetForm, offered
from registry.web.targets.views import blueprint
from registry.web.targets.words import place_words, target_label

FIELDS = {"holds": "holds", "test": "firms_1_indicator"}  # the form's field for what a service calls otherwise


@blueprint.route("/new", methods=["GET", "POST"])
@requires(Action.KEEP_TARGETS)
def create() -> Any:
    form = offered(TargetForm(data={"division": _place(), "park": person().park}))
    made: list[int] = []

    def save() -> None:
        with writing() as session:
            fields = sent_fields(form)
            made.append(
                create_target(session, person(), site().catalogue, fields, today=site().today(), now=site().now())
            )

    faults = attempt(form, save) if request.method == "POST" else []
    if made:
        flash(gettext("目标已设定，并记下了今天的数作为起点。"), "done")
        return redirect(url_for(".show", target_id=made[0]), 303)
    page = render_template("targets/edit.html", form=form, faults=faults, target=None, is_whole=True)
    return page, 422 if faults else 200


@blueprint.route("/<int:target_id>/edit", methods=["GET", "POST"])
@requires(Action.KEEP_TARGETS)
def edit(target_id: int) -> Any:
    with browsing() as session:
        target = _open(get_own_target(session, person(), target_id))
        held, version, label = fields_of(target), target.version, target_label(target)
        is_whole = target.code is None and target.parent_id is None
    values = shown_fields(held) | {"version": version}
    form = offered(TargetForm(data=values)) if is_whole else OfficeForm(data=values)

    meets(form, version, heading=label, back=url_for(".show", target_id=target_id))

    def save() -> None:
        fields = sent_fields(form) if isinstance(form, TargetForm) else with_office(form, held)
        with writing() as session:
            asked = {"version": _version(form), "now": site().now()}
            edit_target(session, person(), site().catalogue, target_id, fields, **asked)

    faults = attempt(form, save) if request.method == "POST" else []
    if request.method == "POST" and not faults:
        flash(gettext("目标已保存。"), "done")
        return redirect(url_for(".show", target_id=target_id), 303)
    page = render_template(
        "targets/edit.html", form=form, faults=faults, target={"id": target_id, "label": label}, is_whole=is_whole
    )
    return page, 422 if faults else 200


@blueprint.post("/record")
@requires(Action.KEEP_TARGETS)
def record_every() -> Any:
    with writing() as session:
        count = record_all(session, person(), site().catalogue, today=site().today(), now=site().now())
    if count:
        flash(gettext("已记录 %(count)s 个目标今天的数。", count=count), "done")
    else:
        flash(gettext("今天的数都已记录，没有新增。"), "note")
    return redirect(url_for(".index"), 303)


@blueprint.post("/<int:target_id>/record")
@requires(Action.KEEP_TARGETS)
def record(target_id: int) -> Any:
    with writing() as session:
        is_new = record_one(session, person(), site().catalogue, target_id, today=site().today(), now=site().now())
    if is_new:
        flash(gettext("已记录今天的数，以后不再改变。"), "done")
    else:
        flash(gettext("今天的数已经记录过，保持不变。"), "note")
    return redirect(url_for(".show", target_id=target_id), 303)


@blueprint.route("/<int:target_id>/close", methods=["GET", "POST"])
@requires(Action.KEEP_TARGETS)
def close(target_id: int) -> Any:
    with browsing() as session:
        target = _open(get_own_target(session, person(), target_id))
        form = ClosingForm(data={"version": target.version})
        label, place = target_label(target), place_words(target)

    def save() -> None:
        with writing() as session:
            close_target(
                session,
                person(),
                site().catalogue,
                target_id,
                outcome=form.outcome.data or "",
                note=form.note.data or "",
                version=_version(form),
                today=site().today(),
                now=site().now(),
            )

    faults = attempt(form, save) if request.method == "POST" else []
    if request.method == "POST" and not faults:
        flash(gettext("目标已结束；需要时可以重新打开。"), "done")
        return redirect(url_for(".show", target_id=target_id), 303)
    page = render_template(
        "targets/close.html", form=form, faults=faults, target_id=target_id, label=label, place=place
    )
    return page, 422 if faults else 200


@blueprint.post("/<int:target_id>/reopen")
@requires(Action.KEEP_TARGETS)
def reopen(target_id: int) -> Any:
    with writing() as session:
        reopen_target(session, person(), target_id, now=site().now())
    flash(gettext("目标已重新打开。"), "done")
    return redirect(url_for(".show", target_id=target_id), 303)


def attempt(form: FlaskForm, save: Callable[[], None]) -> list[Fault]:
    """Save, or say why not at the field that is meant."""
    if not form.validate():
        return faults_of(form)
    try:
        save()
    except InvalidInput as error:
        name = str(error.facts["field"])
        field = FIELDS.get(name, name)
        told = translated(str(error.facts["reason"]))
        if field in form:
            form[field].errors = [told]
        return [Fault(field if field in form else "", told)]
    except ChangedSince:
        raise
    except Conflict as error:
        return [Fault("", sentence(error))]
    return []


def _open(target: Target) -> Target:
    if target.status != "open":
        raise TargetClosed()
    return target


def _place() -> str:
    """The division one is responsible for, as its field shows it."""
    own = person().division
    return site().catalogue.divisions.full_name(own) if own else ""


def _version(form: Any) -> int:
    text = str(form.version.data or "")
    return int(text) if is_number(text) else 0
