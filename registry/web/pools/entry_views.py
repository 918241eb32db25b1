"""Entering firms into a pool: first asked with the number of firms, then done, then told row by row what was left out."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext
from sqlalchemy import select
from sqlmodel import Session

from registry.domain.access import Action
from registry.domain.errors import InvalidInput, NotFound
from registry.services.occasions import make_occasion
from registry.services.plans.people import officers_in_scope
from registry.services.pools import entering
from registry.services.pools.own_fields import fields_of_tier
from registry.services.pools.refusals import Outcome
from registry.store.firms import FirmRecord
from registry.store.membership import is_one_of
from registry.store.scope import firms_in_scope
from registry.web.candidates.listing import asked_candidates
from registry.web.errors_in_forms import Fault
from registry.web.languages import sentence
from registry.web.pools.forms import EntryForm, placed, shape_faults
from registry.web.pools.views import blueprint
from registry.web.security import person, requires
from registry.web.site import browsing, site, writing

MOST_PICKED = 200
NAMED = 10


@blueprint.route("/enter/<tier>", methods=["GET", "POST"])
@requires(Action.KEEP_POOLS)
def enter(tier: str) -> Any:
    make_occasion(site().catalogue, site().today(), tiers=(tier,))
    picked = asked_firms()
    with browsing() as session:
        form = _form(session, tier)
    faults: list[Fault] = shape_faults(form) if request.method == "POST" else []
    if request.method == "POST" and not faults:
        try:
            return _told(tier, _entered(tier, picked, form))
        except InvalidInput as error:
            faults = [placed(form, error)]
        except NotFound as error:
            faults = [Fault("officer", sentence(error))]
    with browsing() as session:
        names = _names(session, picked)
        total = _total(session, tier) if picked is None else len(names)
    if picked is not None and not names:
        flash(gettext("请先勾选要纳入培育库的企业。"), "note")
        return redirect(url_for("candidates.show", tier=tier), 303)
    facts = {"names": names[:NAMED], "total": total, "picked": picked, "own_fields": fields_of_tier(tier)}
    page = render_template("pools/enter.html", tier=tier, form=form, faults=faults, **facts)
    return page, 422 if faults else 200


def asked_firms() -> list[int] | None:
    """The firms picked in the address; None where all of the filter are meant."""
    if request.args.get("all") == "1":
        return None
    sent = [one for one in request.args.getlist("firm") if one.isdecimal() and len(one) < 10]
    return [int(one) for one in dict.fromkeys(sent)][:MOST_PICKED]


def _form(session: Session, tier: str) -> EntryForm:
    officers = officers_in_scope(session, person())
    own = person().account_id
    usual = {"entered_on": site().today(), "officer": str(own) if own in {one.id for one in officers} else ""}
    form = EntryForm(data=usual)
    form.keep_own(tier)
    return form.offer(officers)


def _entered(tier: str, picked: list[int] | None, form: EntryForm) -> Outcome:
    entry = form.entry()
    facts: dict[str, Any] = {"today": site().today(), "now": site().now()}
    with writing() as session:
        if picked is None:
            query = asked_candidates(tier)
            return entering.enter_candidates(session, person(), site().catalogue, query, entry, **facts)
        return entering.enter(session, person(), site().catalogue, tier, picked, entry, **facts)


def _told(tier: str, outcome: Outcome) -> Any:
    if outcome.done:
        said = ngettext("%(num)d 家企业已纳入培育库。", "%(num)d 家企业已纳入培育库。", outcome.done)
        flash(said, "done")
    if outcome.left_out:
        told = ngettext("%(num)d 家没有纳入，原因见下。", "%(num)d 家没有纳入，原因见下。", outcome.left_out)
        flash(told, "note")
        return redirect(url_for(".report", entry_id=outcome.report), 303)
    return redirect(url_for(".index", tier=tier), 303)


def _names(session: Session, picked: list[int] | None) -> list[str]:
    if not picked:
        return []
    wanted = is_one_of(session, FirmRecord.__table__.c.id, picked)  # type: ignore[attr-defined]
    statement = select(FirmRecord.name).where(wanted, firms_in_scope(person()))  # type: ignore[call-overload]
    return list(session.execute(statement.order_by(FirmRecord.name_key)).scalars())


def _total(session: Session, tier: str) -> int:
    return entering.count_candidates(session, person(), asked_candidates(tier))
