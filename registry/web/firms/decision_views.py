"""Deciding a condition that only a person can judge."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext

from registry.domain.access import Action
from registry.domain.errors import InvalidInput
from registry.services.decisions import Question
from registry.services.decisions import decide as record
from registry.web.firms.views import blueprint
from registry.web.languages import sentence
from registry.web.security import person, requires
from registry.web.site import site, writing


@blueprint.post("/<int:firm_id>/decisions")
@requires(Action.DECIDE_CONDITIONS)
def decide(firm_id: int) -> Any:
    sent = request.form
    try:
        with writing() as session:
            record(
                session,
                person(),
                site().catalogue,
                Question(firm_id, sent.get("rule_set", ""), sent.get("condition", ""), sent.get("data_year", 0, int)),
                met=sent.get("met") == "yes",
                note=sent.get("note", "")[:500],
                now=site().now(),
            )
        flash(gettext("判断已记录，评估结果已更新。"), "done")
    except InvalidInput as error:
        flash(sentence(error), "problem")
    tier = sent.get("tier", "")
    return redirect(url_for(".show", firm_id=firm_id, tier=tier, _anchor=f"tier-{tier}"), 303)
