"""The text of a draft: edited, downloaded, uploaded, taken back, and every earlier one."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext

from registry.domain.access import Action
from registry.services.policy import changing, drafts, history
from registry.web.meeting import meets
from registry.web.policy.attempts import attempt, posted_version, sent_version
from registry.web.policy.draft_page import draft_page
from registry.web.policy.forms import TextForm
from registry.web.policy.opened import opened, yaml_file
from registry.web.policy.uploads import sent_text
from registry.web.policy.views import blueprint
from registry.web.security import person, requires
from registry.web.site import browsing, site, writing


@blueprint.route("/drafts/<int:draft_id>/text", methods=["GET", "POST"])
@requires(Action.MANAGE_RULES)
def draft_text(draft_id: int) -> Any:
    found = opened(draft_id)
    form = TextForm(data={"text": found.text, "version": found.version})
    if not form.file.data:  # an uploaded file cannot be carried to another page
        meets(form, found.version, heading=found.name, back=url_for(".draft", draft_id=draft_id))

    def save() -> None:
        with writing() as session:
            asked = {"version": sent_version(form), "now": site().now()}
            changing.upload_text(
                session, person(), site().catalogue, draft_id, sent_text(form.file.data, form.text.data), **asked
            )

    faults = attempt(form, save) if request.method == "POST" else []
    if request.method == "POST" and not faults:
        flash(gettext("文本已保存。"), "done")
        return redirect(url_for(".draft", draft_id=draft_id), 303)
    page = render_template("policy/draft_text.html", draft=draft_page(found), form=form, faults=faults)
    return page, 422 if faults else 200


@blueprint.get("/drafts/<int:draft_id>/rule.yaml")
@requires(Action.MANAGE_RULES)
def draft_yaml(draft_id: int) -> Any:
    return yaml_file(opened(draft_id).text, f"draft-{draft_id}.yaml")


@blueprint.post("/drafts/<int:draft_id>/undo")
@requires(Action.MANAGE_RULES)
def undo_draft(draft_id: int) -> Any:
    with writing() as session:
        changing.undo_change(session, person(), site().catalogue, draft_id, now=site().now())
    flash(gettext("已撤回上一次修改；再按一次可恢复。"), "done")
    return redirect(url_for(".draft", draft_id=draft_id), 303)


@blueprint.get("/drafts/<int:draft_id>/history")
@requires(Action.MANAGE_RULES)
def draft_history(draft_id: int) -> Any:
    with browsing() as session:
        found = drafts.get_draft(session, person(), site().catalogue, draft_id)
        saved = history.history(session, person(), site().catalogue, draft_id)
    return render_template("policy/draft_history.html", draft=draft_page(found), saved=saved)


@blueprint.get("/drafts/<int:draft_id>/history/<int:number>.yaml")
@requires(Action.MANAGE_RULES)
def earlier_text(draft_id: int, number: int) -> Any:
    with browsing() as session:
        text = history.saved_text(session, person(), site().catalogue, draft_id, number)
    return yaml_file(text, f"draft-{draft_id}-{number}.yaml")


@blueprint.post("/drafts/<int:draft_id>/history/<int:number>")
@requires(Action.MANAGE_RULES)
def restore_draft(draft_id: int, number: int) -> Any:
    with writing() as session:
        asked = {"version": posted_version(), "now": site().now()}
        history.restore(session, person(), site().catalogue, draft_id, number, **asked)
    flash(gettext("已回到第 %(number)d 次保存的内容。", number=number), "done")
    return redirect(url_for(".draft", draft_id=draft_id), 303)
