"""The plan of a firm: seen by all who see the firm, kept by officers."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext
from sqlmodel import Session

from registry.domain.access import Action
from registry.domain.errors import InvalidInput
from registry.services.occasions import Occasion, make_occasion
from registry.services.plans import actions
from registry.services.plans.reading import usual_tier
from registry.services.standings import current_occasion
from registry.store.scope import get_firm_in_scope
from registry.web.errors_in_forms import Fault
from registry.web.languages import sentence
from registry.web.plans.page import plan_page
from registry.web.plans.sent import sent_draft
from registry.web.security import person, requires
from registry.web.site import browsing, site, writing

blueprint = Blueprint("plans", __name__, url_prefix="/firms/<int:firm_id>")


@blueprint.get("/plan")
@requires(Action.VIEW_FIRMS)
def show(firm_id: int) -> Any:
    with browsing() as session:
        get_firm_in_scope(session, person(), firm_id)
        tier = request.args.get("tier", "") or usual_tier(session, site().catalogue, firm_id)
    return _shown(firm_id, tier or next(iter(site().catalogue.ladder)))


@blueprint.post("/plan")
@requires(Action.KEEP_PLANS)
def propose(firm_id: int) -> Any:
    """Take the picked conditions into the plan."""
    tier, rule_set = request.form.get("tier", ""), request.form.get("rule_set", "")
    picked = [name.removeprefix("pick-") for name in request.form if name.startswith("pick-")]
    return _added(firm_id, tier, [(code, rule_set) for code in picked])


@blueprint.post("/plan/own")
@requires(Action.KEEP_PLANS)
def add_own(firm_id: int) -> Any:
    """Add an action that answers no condition."""
    return _added(firm_id, request.form.get("tier", ""), [("", "")])


def _added(firm_id: int, tier: str, wanted: list[tuple[str, str]]) -> Any:
    try:
        drafts = [sent_draft(*one) for one in wanted]
        with writing() as session:
            added = actions.add_actions(session, person(), site().catalogue, firm_id, tier, drafts, now=site().now())
    except InvalidInput as error:
        return _shown(firm_id, tier, [Fault("", sentence(error))]), 422
    if added:
        flash(ngettext("已加入 %(num)d 项措施。", "已加入 %(num)d 项措施。", added), "done")
    else:
        flash(gettext("没有新的措施：所选条件已有措施，或者没有选择条件。"), "note")
    return redirect(url_for(".show", firm_id=firm_id, tier=tier), 303)


def _shown(firm_id: int, tier: str, faults: list[Fault] | None = None) -> str:
    with browsing() as session:
        occasion = occasion_of(session)
        plan = plan_page(session, person(), firm_id, tier, occasion, request.form)
    return render_template(
        "plans/show.html", plan=plan, firm=plan.firm, occasion=occasion, faults=faults, sent=request.form
    )


def occasion_of(session: Session) -> Occasion:
    """That of the current evaluation, else today's."""
    return current_occasion(session) or make_occasion(site().catalogue, site().today())
