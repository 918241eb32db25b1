"""Trying a draft: its cases, one firm side by side with the version in force, a firm of the register as a case."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import HiddenField, TextAreaField

from registry.domain.access import Action
from registry.domain.errors import InvalidRule
from registry.services.firm_search import FirmQuery, search
from registry.services.policy import drafts, firm_cases, trials
from registry.services.policy.refusals import DraftHasFaults
from registry.store.scope import get_firm_in_scope
from registry.web.languages import sentence
from registry.web.listing import asked
from registry.web.occasions import asked_occasion
from registry.web.policy.attempts import attempt, sent_version
from registry.web.policy.draft_page import draft_page
from registry.web.policy.opened import opened, yaml_file
from registry.web.policy.trial_lines import result_lines, trial_lines
from registry.web.policy.uploads import sent_text
from registry.web.policy.views import blueprint
from registry.web.security import person, requires
from registry.web.site import browsing, site, writing


class CasesForm(FlaskForm):
    """The cases of a draft as text."""

    version = HiddenField()
    text = TextAreaField(lazy_gettext("案例（YAML）"), render_kw={"rows": 18, "spellcheck": "false", "wrap": "off"})
    file = FileField(lazy_gettext("或上传案例文件"))


@blueprint.route("/drafts/<int:draft_id>/try", methods=["GET", "POST"])
@requires(Action.MANAGE_RULES)
def draft_try(draft_id: int) -> Any:
    with browsing() as session:
        found = drafts.get_draft(session, person(), site().catalogue, draft_id)
        text = asked("firm")
        firms = search(session, person(), FirmQuery(text=text, per_page=8)).rows if text else []
    form = CasesForm(data={"text": found.cases, "version": found.version})

    def save() -> None:
        with writing() as session:
            sent = {"version": sent_version(form), "now": site().now()}
            trials.save_cases(
                session, person(), site().catalogue, draft_id, sent_text(form.file.data, form.text.data), **sent
            )

    faults = attempt(form, save) if request.method == "POST" else []
    if request.method == "POST" and not faults:
        flash(gettext("案例已保存。"), "done")
        return redirect(url_for(".draft_try", draft_id=draft_id), 303)
    results, refusal = _run(found)
    page = render_template(
        "policy/draft_try.html",
        draft=draft_page(found),
        form=form,
        faults=faults,
        results=result_lines(results),
        failed=sum(bool(result.differences) for result in results),
        refusal=refusal,
        firm_text=text,
        firms=firms,
    )
    return page, 422 if faults else 200


def _run(draft: Any) -> tuple[list[Any], str]:
    """The results of the cases, or why they cannot be run."""
    try:
        return trials.run_own_cases(draft, site().catalogue), ""
    except (DraftHasFaults, InvalidRule) as error:
        return [], sentence(error)


@blueprint.get("/drafts/<int:draft_id>/cases.yaml")
@requires(Action.MANAGE_RULES)
def draft_cases(draft_id: int) -> Any:
    return yaml_file(opened(draft_id).cases, f"draft-{draft_id}-cases.yaml")


@blueprint.get("/drafts/<int:draft_id>/firms/<int:firm_id>")
@requires(Action.MANAGE_RULES)
def draft_firm(draft_id: int, firm_id: int) -> Any:
    occasion = asked_occasion()
    with browsing() as session:
        found = drafts.get_draft(session, person(), site().catalogue, draft_id)
        firm = get_firm_in_scope(session, person(), firm_id)
        days = {"as_of": occasion.as_of, "data_year": occasion.data_year}
        trial = trials.try_firm(session, person(), site().catalogue, found, firm_id, **days)
    return render_template(
        "policy/draft_firm.html",
        draft=draft_page(found),
        firm={"id": firm_id, "name": firm.name},
        occasion=occasion,
        trial=trial,
        lines=trial_lines(trial),
    )


@blueprint.post("/drafts/<int:draft_id>/firms/<int:firm_id>/case")
@requires(Action.MANAGE_RULES)
def add_firm_case(draft_id: int, firm_id: int) -> Any:
    occasion = asked_occasion()
    with writing() as session:
        days = {"as_of": occasion.as_of, "data_year": occasion.data_year}
        name = firm_cases.add_firm_case(
            session, person(), site().catalogue, draft_id, firm_id, now=site().now(), **days
        )
    flash(gettext("已加入案例“%(name)s”，不含企业名称和信用代码；请核对它期望的结论。", name=name), "done")
    return redirect(url_for(".draft_try", draft_id=draft_id), 303)
