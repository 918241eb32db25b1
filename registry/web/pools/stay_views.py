"""One stay: corrected, its exit undone, its entry undone."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from sqlmodel import Session

from registry.domain.access import Action
from registry.domain.errors import ChangedSince, Conflict, InvalidInput, NotFound
from registry.services.plans.people import officers_in_scope
from registry.services.pools import correcting
from registry.services.pools.correcting import FoundStay
from registry.services.pools.own_fields import fields_of_tier
from registry.store.accounts import Account
from registry.web.errors_in_forms import Fault
from registry.web.languages import sentence
from registry.web.meeting import meets
from registry.web.pools.forms import StayForm, placed, shape_faults, values_of
from registry.web.pools.views import blueprint
from registry.web.security import person, requires
from registry.web.site import browsing, site, writing


@blueprint.route("/stays/<int:stay_id>", methods=["GET", "POST"])
@requires(Action.KEEP_POOLS)
def stay(stay_id: int) -> Any:
    with browsing() as session:
        found = correcting.get_stay(session, person(), stay_id)
        form = _form(session, found)
    meets(
        form,
        found.stay.version,
        heading=found.firm.name,
        back=url_for("firms.show", firm_id=found.firm.id, _anchor="pools"),
    )
    faults, status = (shape_faults(form), 422) if request.method == "POST" else ([], 200)
    if request.method == "POST" and not faults:
        try:
            _save(stay_id, form, is_out=found.stay.exited_on is not None)
            flash(gettext("入库记录已更正。"), "done")
            return redirect(url_for("firms.show", firm_id=found.firm.id, _anchor="pools"), 303)
        except InvalidInput as error:
            faults = [placed(form, error)]
        except NotFound as error:
            faults = [Fault("officer", sentence(error))]
        except ChangedSince:
            raise
        except Conflict as error:
            faults, status = [Fault("", sentence(error))], 409
    facts = {"stay": found.stay, "firm": found.firm, "own_fields": fields_of_tier(found.stay.tier)}
    page = render_template("pools/stay.html", form=form, faults=faults, **facts)
    return page, status if faults else 200


@blueprint.get("/stays/<int:stay_id>/remove")
@requires(Action.KEEP_POOLS)
def ask_remove(stay_id: int) -> Any:
    with browsing() as session:
        found = correcting.get_stay(session, person(), stay_id)
    return render_template("pools/remove.html", stay=found.stay, firm=found.firm)


@blueprint.post("/stays/<int:stay_id>/remove")
@requires(Action.KEEP_POOLS)
def remove(stay_id: int) -> Any:
    return _undone(stay_id, correcting.remove, gettext("入库已撤销，原来的内容保留在企业的变更记录里。"))


@blueprint.post("/stays/<int:stay_id>/reopen")
@requires(Action.KEEP_POOLS)
def reopen(stay_id: int) -> Any:
    return _undone(stay_id, correcting.reopen, gettext("出库已撤销，企业仍在库内。"))


def _undone(stay_id: int, act: Any, said: str) -> Any:
    with browsing() as session:
        firm_id = correcting.get_stay(session, person(), stay_id).firm.id
    try:
        with writing() as session:
            act(session, person(), stay_id, _version(request.form.get("version")), now=site().now())
        flash(said, "done")
    except Conflict as error:
        flash(sentence(error), "problem")
    return redirect(url_for("firms.show", firm_id=firm_id, _anchor="pools"), 303)


def _form(session: Session, found: FoundStay) -> StayForm:
    former = session.get(Account, found.stay.officer_id) if found.stay.officer_id else None
    named = (former.id or 0, former.display_name) if former else None
    form = StayForm(data=values_of(found.stay)).offer_all(officers_in_scope(session, person()), named)
    form.keep_own(found.stay.tier)
    if found.stay.exited_on is None:
        for name in ("exited_on", "exit_kind", "exit_reason"):
            del form[name]
    return form


def _save(stay_id: int, form: StayForm, *, is_out: bool) -> None:
    entry, exit_ = form.entry(), form.exit() if is_out else None
    facts: dict[str, Any] = {"today": site().today(), "now": site().now()}
    with writing() as session:
        correcting.correct(session, person(), stay_id, _version(form.version.data), entry, exit_, **facts)


def _version(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 10 else 0
