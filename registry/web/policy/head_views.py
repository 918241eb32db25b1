"""The head of a draft: where, when and from which document it shall hold."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext

from registry.domain.access import Action
from registry.services.policy import drafts
from registry.services.policy.heads import Head, head_of, save_head
from registry.web.meeting import meets
from registry.web.policy.attempts import attempt, read_day, sent_version
from registry.web.policy.draft_page import draft_page
from registry.web.policy.forms import HeadForm
from registry.web.policy.opened import opened
from registry.web.policy.places import place_text, read_place
from registry.web.policy.views import blueprint
from registry.web.security import person, requires
from registry.web.site import site, writing


@blueprint.route("/drafts/<int:draft_id>/head", methods=["GET", "POST"])
@requires(Action.MANAGE_RULES)
def draft_head(draft_id: int) -> Any:
    found = opened(draft_id)
    held = head_of(found, site().catalogue)
    form = HeadForm(data=held.shown() | {"place": place_text(held.jurisdiction), "version": found.version})
    meets(form, found.version, heading=found.name, back=url_for(".draft", draft_id=draft_id))

    def save() -> None:
        with writing() as session:
            drafts.open_draft(session, person(), site().catalogue, draft_id, sent_version(form))
            save_head(session, person(), site().catalogue, draft_id, _sent_head(form), now=site().now())

    faults = attempt(form, save) if request.method == "POST" else []
    if request.method == "POST" and not faults:
        flash(gettext("文件和日期已保存。"), "done")
        return redirect(url_for(".draft", draft_id=draft_id), 303)
    page = render_template("policy/draft_head.html", draft=draft_page(found), form=form, faults=faults)
    return page, 422 if faults else 200


def _sent_head(form: HeadForm) -> Head:
    return Head(
        name=form.name.data or "",
        jurisdiction=read_place(form.place.data or ""),
        cases=[form.cases.data] if form.cases.data else ["new", "review"],
        effective_from=read_day(form.effective_from.data, "effective_from"),
        effective_to=read_day(form.effective_to.data, "effective_to", needed=False),
        number=form.number.data or "",
        title=form.title.data or "",
        issuer=form.issuer.data or "",
        issued_on=read_day(form.issued_on.data, "issued_on", needed=False),
        url=form.url.data or "",
        checked_on=read_day(form.checked_on.data, "checked_on"),
        notes=[line.strip() for line in (form.notes.data or "").splitlines() if line.strip()],
    )
