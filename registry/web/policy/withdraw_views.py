"""Taking a version out of force, and evaluating everybody by one anew."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length

from registry.domain.access import Action
from registry.services.policy import bases, publications, withdrawing
from registry.services.policy.reach import may_rule
from registry.web.errors_in_forms import Fault
from registry.web.policy.attempts import attempt
from registry.web.policy.views import blueprint
from registry.web.policy.words import version_words
from registry.web.security import person, requires
from registry.web.site import browsing, site, writing


class ReasonForm(FlaskForm):
    """Why a version is withdrawn."""

    reason = TextAreaField(
        lazy_gettext("撤回原因"),
        [InputRequired(lazy_gettext("请写明撤回的原因。")), Length(max=500)],
        render_kw={"rows": 3},
    )


@blueprint.route("/withdraw/<path:rule_set_id>", methods=["GET", "POST"])
@requires(Action.MANAGE_RULES)
def withdraw(rule_set_id: str) -> Any:
    with browsing() as session:
        publication = publications.publication_of(session, rule_set_id)
        rounds = withdrawing.rounds_on(session, rule_set_id)
    allowed_here = publication is not None and may_rule(person(), publication.jurisdiction, site().catalogue)
    if publication is None or publication.withdrawn_at is not None or not allowed_here:
        raise withdrawing.NotPublishedHere()
    form = ReasonForm()

    def save() -> None:
        with writing() as session:
            reason = form.reason.data or ""
            withdrawing.withdraw(session, person(), site().catalogue, rule_set_id, reason, now=site().now())

    faults: list[Fault] = attempt(form, save) if request.method == "POST" else []
    if request.method == "POST" and not faults:
        flash(gettext("版本已撤回，此前的版本恢复有效。"), "done")
        site().fresh_catalogue()
        return redirect(url_for(".index"), 303)
    known = next((each for each in site().catalogue.rule_sets if each.id == rule_set_id), None)
    page = render_template(
        "policy/withdraw.html",
        form=form,
        faults=faults,
        rule_set_id=rule_set_id,
        heading=version_words(known) if known else rule_set_id,
        rounds=rounds,
        resting=[version_words(each) for each in bases.resting_on(site().catalogue, rule_set_id)],
    )
    return page, 422 if faults else 200


@blueprint.post("/evaluate/<path:rule_set_id>")
@requires(Action.MANAGE_RULES)
def evaluate_version(rule_set_id: str) -> Any:
    with writing() as session:
        job_id = withdrawing.start_evaluation(session, person(), site().catalogue, rule_set_id, now=site().now())
    return redirect(url_for("jobs.show", job_id=job_id), 303)
