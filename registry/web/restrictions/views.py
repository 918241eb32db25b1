"""The restrictions of one firm: entering, changing, lifting and taking a lifting back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext
from flask_wtf import FlaskForm
from sqlmodel import Session

from registry.domain.access import Action
from registry.services.restrictions import keeping
from registry.store.firms import FirmRecord
from registry.store.restrictions import Restriction
from registry.web.meeting import meets
from registry.web.restrictions.forms import LiftForm, RestrictionForm
from registry.web.restrictions.lines import restriction_lines
from registry.web.security import person, requires
from registry.web.site import browsing, site, writing
from registry.web.titles.attempting import attempt

blueprint = Blueprint("restrictions", __name__, url_prefix="/firms/<int:firm_id>/restrictions")
Save = Callable[[Session], object]


@blueprint.get("")
@requires(Action.VIEW_FIRMS)
def show(firm_id: int) -> Any:
    with browsing() as session:
        firm, rows = keeping.restrictions_of(session, person(), firm_id)
    return render_template("restrictions/show.html", firm=firm, lines=restriction_lines(rows, site().today()))


@blueprint.route("/new", methods=["GET", "POST"])
@requires(Action.KEEP_TITLES)
def create(firm_id: int) -> Any:
    with browsing() as session:
        firm, _ = keeping.restrictions_of(session, person(), firm_id)
    form = RestrictionForm()

    def save(session: Session) -> object:
        return keeping.add_restriction(session, person(), site().catalogue, firm_id, form.fields(), now=site().now())

    facts = {"firm": firm, "heading": gettext("登记限制申报")}
    return _kept("restrictions/edit.html", form, save, gettext("限制申报已登记。"), facts)


@blueprint.route("/<int:restriction_id>/edit", methods=["GET", "POST"])
@requires(Action.KEEP_TITLES)
def edit(firm_id: int, restriction_id: int) -> Any:
    firm, row = _standing(firm_id, restriction_id)
    form = RestrictionForm(data=asdict(keeping.fields_of(row)) | {"version": row.version})

    def save(session: Session) -> object:
        when: dict[str, Any] = {"version": _version(form), "now": site().now()}
        here = (session, person(), site().catalogue, firm_id, restriction_id)
        return keeping.save_restriction(*here, form.fields(), **when)

    facts = {"firm": firm, "heading": gettext("修改限制申报")}
    _meets(form, firm, row)
    return _kept("restrictions/edit.html", form, save, gettext("限制申报已修改。"), facts)


@blueprint.route("/<int:restriction_id>/lift", methods=["GET", "POST"])
@requires(Action.KEEP_TITLES)
def lift(firm_id: int, restriction_id: int) -> Any:
    firm, row = _standing(firm_id, restriction_id)
    form = LiftForm(version=row.version, lifted_on=site().today())

    def save(session: Session) -> object:
        told = (firm_id, restriction_id, form.lifted_on.data, form.lift_reason.data or "")
        return keeping.lift_restriction(session, person(), *told, version=_version(form), now=site().now())

    facts = {"firm": firm, "line": restriction_lines([row], site().today())[0]}
    return _kept("restrictions/lift.html", form, save, gettext("限制已解除。解除错了可以恢复限制。"), facts)


@blueprint.post("/<int:restriction_id>/restore")
@requires(Action.KEEP_TITLES)
def restore(firm_id: int, restriction_id: int) -> Any:
    with writing() as session:
        keeping.restore_restriction(session, person(), firm_id, restriction_id, now=site().now())
    flash(gettext("解除已撤回，限制恢复原状。"), "done")
    return redirect(url_for(".show", firm_id=firm_id), 303)


def _standing(firm_id: int, restriction_id: int) -> tuple[FirmRecord, Restriction]:
    with browsing() as session:
        row = keeping.get_restriction(session, person(), firm_id, restriction_id)
        firm, _ = keeping.restrictions_of(session, person(), firm_id)
    if row.lifted_on is not None:
        raise keeping.RestrictionLifted()
    return firm, row


def _version(form: FlaskForm) -> int | None:
    text = form["version"].data or ""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None


def _meets(form: FlaskForm, firm: FirmRecord, row: Restriction) -> None:
    back = url_for(".show", firm_id=firm.id)
    meets(form, row.version, heading=gettext("修改限制申报"), back=back)


def _kept(template: str, form: FlaskForm, save: Save, told: str, facts: dict[str, Any]) -> Any:
    """The form, the firm's restrictions after saving, or the form again with what is to be mended."""

    def write() -> None:
        with writing() as session:
            save(session)

    outcome = attempt(form, write) if form.is_submitted() else None
    if outcome and outcome.is_saved:
        flash(told, "done")
        return redirect(url_for(".show", firm_id=facts["firm"].id), 303)
    faults = outcome.faults if outcome else []
    return render_template(template, form=form, faults=faults, **facts), outcome.status if outcome else 200
