"""Deciding a condition that only a person can judge, and taking a decision back after being asked."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext

from registry.domain.access import Action
from registry.domain.errors import InvalidInput, NotFound
from registry.services.decisions import NothingToDecide, OtherStandard, Question, get_decision
from registry.services.decisions import decide as record
from registry.services.decisions import withdraw as take_back
from registry.services.firms import get_firm
from registry.services.occasions import Occasion
from registry.store.decisions import ManualDecision
from registry.store.scope import get_firm_in_scope
from registry.web.firms.decided import condition_label, decided
from registry.web.firms.views import blueprint
from registry.web.languages import sentence
from registry.web.occasions import asked_occasion
from registry.web.security import person, requires
from registry.web.site import browsing, site, writing

ANSWERS = {"yes": True, "no": False}
LONGEST = 500


@blueprint.post("/<int:firm_id>/decisions")
@requires(Action.DECIDE_CONDITIONS)
def decide(firm_id: int) -> Any:
    sent, occasion = request.form, asked_occasion()
    asked = Question(
        firm_id, sent.get("rule_set", ""), sent.get("condition", ""), occasion.data_year, as_of=occasion.as_of
    )
    with browsing() as session:
        get_firm_in_scope(session, person(), firm_id)
    try:
        if sent.get("met") not in ANSWERS:
            raise InvalidInput(field=gettext("判断"), reason=gettext("请选“符合”或“不符合”。"))
        with writing() as session:
            record(
                session,
                person(),
                site().catalogue,
                asked,
                met=ANSWERS[sent["met"]],
                note=sent.get("note", "")[:LONGEST],
                now=site().now(),
            )
        flash(gettext("判断已记录，评估结果已更新。"), "done")
    except (InvalidInput, NothingToDecide, OtherStandard) as error:
        flash(sentence(error), "problem")
    return redirect(_back(firm_id, sent.get("tier", ""), occasion), 303)


@blueprint.route("/<int:firm_id>/decisions/<int:decision_id>/withdraw", methods=["GET", "POST"])
@requires(Action.DECIDE_CONDITIONS)
def withdraw(firm_id: int, decision_id: int) -> Any:
    occasion = asked_occasion()
    if request.method == "POST":
        with writing() as session:
            tier = _of_firm(get_decision(session, person(), decision_id), firm_id).tier
            take_back(session, person(), site().catalogue, decision_id, now=site().now())
        flash(gettext("判断已撤回，这一条重新待人工判断。"), "done")
        return redirect(_back(firm_id, tier, occasion), 303)
    with browsing() as session:
        decision = _of_firm(get_decision(session, person(), decision_id), firm_id)
        firm = get_firm(session, person(), site().catalogue, firm_id).firm
        rule_set = site().catalogue.rule_set(decision.rule_set)
        return render_template(
            "firms/withdraw.html",
            firm=firm,
            tier=decision.tier,
            rule_set=rule_set,
            label=condition_label(rule_set, decision.condition),
            decision=decided(decision),
            data_year=decision.data_year,
            back=_back(firm_id, decision.tier, occasion),
        )


def _of_firm(decision: ManualDecision, firm_id: int) -> ManualDecision:
    if decision.firm_id != firm_id:
        raise NotFound(what=gettext("这项判断"))
    return decision


def _back(firm_id: int, tier: str, occasion: Occasion) -> str:
    """The firm's page as it was: on the same day and for the same data year."""
    when = {"as_of": occasion.as_of.isoformat(), "data_year": occasion.data_year}
    return url_for(".show", firm_id=firm_id, tier=tier, **when, _anchor=f"tier-{tier}")
