"""The R&D institutions and financing rounds of one firm on one page, and keeping the institutions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from sqlmodel import Session

from registry.domain.access import Action
from registry.domain.errors import ChangedSince, Conflict, InvalidInput
from registry.services import financing, institutions
from registry.services.financing import CURRENCIES
from registry.store.scope import get_firm_in_scope
from registry.web.errors_in_forms import Fault
from registry.web.languages import sentence, translated
from registry.web.meeting import meets, plain
from registry.web.security import person, requires
from registry.web.site import browsing, site, writing

blueprint = Blueprint("institutions", __name__, url_prefix="/firms/<int:firm_id>/institutions")
Sent = dict[str, str]


@blueprint.get("")
@requires(Action.VIEW_FIRMS)
def show(firm_id: int) -> Any:
    return shown(firm_id)


@blueprint.post("")
@requires(Action.EDIT_FIRMS)
def add(firm_id: int) -> Any:
    def save(session: Session) -> None:
        when = {"now": site().now(), "today": site().today()}
        institutions.save_institution(session, person(), site().catalogue, firm_id, request.form.to_dict(), **when)

    faults = attempt(save, institutions.FIELDS, "institution")
    if faults:
        return shown(firm_id, faults, institution=request.form.to_dict()), 422
    flash(gettext("已登记研发机构，企业的研发机构级别已随之核对。"), "done")
    return redirect(url_for(".show", firm_id=firm_id), 303)


@blueprint.route("/<int:institution_id>", methods=["GET", "POST"])
@requires(Action.EDIT_FIRMS)
def edit(firm_id: int, institution_id: int) -> Any:
    with browsing() as session:
        firm = get_firm_in_scope(session, person(), firm_id)
        row = institutions.get_institution(session, person(), firm_id, institution_id)
    values: Sent = {code: str(getattr(row, code) or "") for code in institutions.FIELDS}
    tell_stored(firm_id, institutions.FIELDS, stored := dict(values), row.version)
    faults: list[Fault] = []
    if request.method == "POST":
        values = request.form.to_dict()
        faults = attempt(lambda session: _change(session, firm_id, institution_id), institutions.FIELDS, "institution")
        if not faults:
            flash(gettext("已保存。"), "done")
            return redirect(url_for(".show", firm_id=firm_id), 303)
    facts: dict[str, Any] = {"stored": stored, "levels": institutions.levels(site().catalogue), "faults": faults}
    page = render_template("institutions/edit.html", firm=firm, row=row, institution=values, **facts)
    return page, 422 if faults else 200


def _change(session: Session, firm_id: int, institution_id: int) -> None:
    sent, when = request.form.to_dict(), {"now": site().now(), "today": site().today()}
    if sent.get("remove") == "yes":
        institutions.remove_institution(session, person(), site().catalogue, firm_id, institution_id, **when)
        return
    version = request.form.get("version", type=int)
    institutions.save_institution(
        session, person(), site().catalogue, firm_id, sent, institution_id=institution_id, version=version, **when
    )


@blueprint.post("/level")
@requires(Action.EDIT_FIRMS)
def write_level(firm_id: int) -> Any:
    """Bring the firm's level up to date by the institutions that are valid today."""
    with writing() as session:
        institutions.write_level(session, person(), site().catalogue, firm_id, now=site().now(), today=site().today())
    flash(gettext("研发机构级别已按有效机构核对；来源级别更高的值保持不变。"), "done")
    return redirect(url_for(".show", firm_id=firm_id), 303)


def shown(
    firm_id: int, faults: list[Fault] | None = None, institution: Sent | None = None, round_: Sent | None = None
) -> str:
    """The page, with a form that could not be taken as it was sent."""
    catalogue, today = site().catalogue, site().today()
    with browsing() as session:
        firm = get_firm_in_scope(session, person(), firm_id)
        found = institutions.institutions_of(session, person(), catalogue, firm_id, today)
        rounds = financing.rounds_of(session, person(), firm_id)
    return render_template(
        "institutions/show.html",
        firm=firm,
        found=found,
        is_valid=lambda row: institutions.is_valid(row, today),
        rounds=[(row, financing.left_out(catalogue, row)) for row in rounds],
        levels=institutions.levels(catalogue),
        currencies=currencies(),
        faults=faults or [],
        institution=institution or {},
        round=round_ or {},
    )


def currencies() -> list[tuple[str, str]]:
    """Codes with their names."""
    return [(code, f"{code} {translated(name)}") for code, name in CURRENCIES.items()]


def tell_stored(firm_id: int, labels: Mapping[str, str], stored: Sent, version: int) -> None:
    """What is stored now, in case that somebody else was faster."""
    fields = {code: plain(translated(label), stored[code]) for code, label in labels.items()}
    meets(fields, version, heading=gettext("研发机构与融资"), back=url_for("institutions.show", firm_id=firm_id))


def attempt(save: Callable[[Session], None], fields: Any, prefix: str) -> list[Fault]:
    """Save in one transaction, or say why not at the field."""
    try:
        with writing() as session:
            save(session)
    except InvalidInput as error:
        codes = {label: code for code, label in fields.items()}
        code = codes.get(str(error.facts["field"]))
        return [Fault(f"{prefix}-{code}" if code else "", sentence(error))]
    except ChangedSince:
        raise
    except Conflict as error:
        return [Fault("", sentence(error))]
    return []
