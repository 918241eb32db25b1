"""An overlay on its base: a condition inherited again, another base, or written out as a whole."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext

from registry.domain.access import Action
from registry.services.policy import bases, changing, inheriting
from registry.web.policy.attempts import posted_version
from registry.web.policy.views import blueprint
from registry.web.security import person, requires
from registry.web.site import site, writing


@blueprint.post("/drafts/<int:draft_id>/inherit/<code>")
@requires(Action.MANAGE_RULES)
def inherit_node(draft_id: int, code: str) -> Any:
    with writing() as session:
        asked = {"version": posted_version(), "now": site().now()}
        inheriting.inherit(session, person(), site().catalogue, draft_id, code, **asked)
    flash(gettext("已恢复沿用。"), "done")
    return redirect(url_for(".draft", draft_id=draft_id, _anchor=f"line-{code}"), 303)


@blueprint.post("/drafts/<int:draft_id>/base")
@requires(Action.MANAGE_RULES)
def rebase_draft(draft_id: int) -> Any:
    base_id = request.form.get("base", "")
    with writing() as session:
        asked = {"version": posted_version(), "now": site().now()}
        bases.rebase(session, person(), site().catalogue, draft_id, base_id, **asked)
    flash(gettext("已改为沿用 %(id)s，您的不同之处保留。请重新测算影响。", id=base_id), "done")
    return redirect(url_for(".draft", draft_id=draft_id), 303)


@blueprint.post("/drafts/<int:draft_id>/whole")
@requires(Action.MANAGE_RULES)
def make_whole(draft_id: int) -> Any:
    with writing() as session:
        changing.make_whole(session, person(), site().catalogue, draft_id, version=posted_version(), now=site().now())
    flash(gettext("草稿已改成整份，内容不变，以后与原版本无关。"), "done")
    return redirect(url_for(".draft", draft_id=draft_id), 303)
