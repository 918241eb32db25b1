"""Keeping the financing rounds of a firm."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from sqlmodel import Session

from registry.domain.access import Action
from registry.services import financing
from registry.store.scope import get_firm_in_scope
from registry.web.errors_in_forms import Fault
from registry.web.institutions.views import Sent, attempt, blueprint, currencies, shown, tell_stored
from registry.web.languages import in_words
from registry.web.security import person, requires
from registry.web.site import browsing, site


@blueprint.post("/rounds")
@requires(Action.EDIT_FIRMS)
def add_round(firm_id: int) -> Any:
    kept: list[str] = []

    def save(session: Session) -> None:
        when = {"now": site().now(), "today": site().today()}
        sent = request.form.to_dict()
        kept.extend(financing.save_round(session, person(), site().catalogue, firm_id, sent, **when))

    faults = attempt(save, financing.FIELDS, "round")
    if faults:
        return shown(firm_id, faults, round_=request.form.to_dict()), 422
    return _saved(firm_id, kept)


@blueprint.route("/rounds/<int:round_id>", methods=["GET", "POST"])
@requires(Action.EDIT_FIRMS)
def edit_round(firm_id: int, round_id: int) -> Any:
    with browsing() as session:
        firm = get_firm_in_scope(session, person(), firm_id)
        row = financing.get_round(session, person(), firm_id, round_id)
    values: Sent = {code: _text(getattr(row, code)) for code in financing.FIELDS}
    tell_stored(firm_id, financing.FIELDS, stored := dict(values), row.version)
    faults: list[Fault] = []
    kept: list[str] = []
    if request.method == "POST":
        values = request.form.to_dict()
        faults = attempt(lambda session: _change(session, firm_id, round_id, kept), financing.FIELDS, "round")
        if not faults:
            return _saved(firm_id, kept)
    page = render_template(
        "institutions/edit_round.html",
        firm=firm,
        row=row,
        stored=stored,
        round=values,
        currencies=currencies(),
        faults=faults,
    )
    return page, 422 if faults else 200


def _change(session: Session, firm_id: int, round_id: int, kept: list[str]) -> None:
    sent, when = request.form.to_dict(), {"now": site().now(), "today": site().today()}
    if sent.get("remove") == "yes":
        kept.extend(financing.remove_round(session, person(), site().catalogue, firm_id, round_id, **when))
        return
    version = request.form.get("version", type=int)
    kept.extend(
        financing.save_round(
            session, person(), site().catalogue, firm_id, sent, round_id=round_id, version=version, **when
        )
    )


def _saved(firm_id: int, kept: list[str]) -> Any:
    flash(gettext("融资记录已保存，当年数据已随之更新。"), "done")
    if kept:
        labels = gettext("、").join(in_words(site().catalogue.indicators[code].label) for code in kept)
        flash(gettext("来源级别更高，没有改动：%(labels)s。", labels=labels), "note")
    return redirect(url_for(".show", firm_id=firm_id, _anchor="rounds"), 303)


def _text(value: Any) -> str:
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return "" if value is None else str(value)
