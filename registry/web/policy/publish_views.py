"""Publishing: handing a draft in, the second person's word, the document's file, and who moved."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from flask import flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import HiddenField

from registry.domain.access import Action
from registry.services.policy import (
    drafts,
    impacts,
    moves,
    outlooks,
    publications,
    publishing,
    submitting,
)
from registry.services.policy.impact_export import EFFECT_LABELS
from registry.services.policy.refusals import DraftHasFaults
from registry.web.languages import sentence, translated
from registry.web.listing import address, asked, asked_page, pages_of
from registry.web.policy.attempts import attempt, sent_version
from registry.web.policy.draft_page import draft_page
from registry.web.policy.views import blueprint
from registry.web.policy.words import days_words, version_words
from registry.web.security import person, requires
from registry.web.site import browsing, site, writing


class SubmitForm(FlaskForm):
    """The document's file, where there is one."""

    version = HiddenField()
    file = FileField(lazy_gettext("文件扫描件或原文"), description=lazy_gettext("可以不传；最大 20 MB"))


@blueprint.route("/drafts/<int:draft_id>/publish", methods=["GET", "POST"])
@requires(Action.MANAGE_RULES)
def draft_publish(draft_id: int) -> Any:
    with browsing() as session:
        found = drafts.get_draft(session, person(), site().catalogue, draft_id)
        measured = impacts.latest(session, person(), draft_id)
    form = SubmitForm(data={"version": found.version})

    def save() -> None:
        upload = form.file.data
        with writing() as session:
            submitting.submit(
                session,
                person(),
                site().catalogue,
                draft_id,
                version=sent_version(form),
                now=site().now(),
                filename=upload.filename if upload else "",
                file=upload.read() if upload else None,
            )

    faults = attempt(form, save) if request.method == "POST" else []
    if request.method == "POST" and not faults:
        flash(gettext("已提交，等另一人发布。"), "done")
        return redirect(url_for(".draft_publish", draft_id=draft_id), 303)
    outlook, refusals = _outlook(found)
    is_author = person().account_id in {*found.authors, found.submitted_id}
    page = render_template(
        "policy/draft_publish.html",
        draft=draft_page(found),
        record=found,
        form=form,
        faults=faults,
        outlook=outlook,
        refusals=refusals,
        ending=[version_words(each) for each in outlook.ending] if outlook else [],
        days=days_words(outlook.rule_set) if outlook else "",
        is_measured=measured is not None and measured.draft_version == found.version,
        may_publish=site().settings.single_publisher or not is_author,
    )
    return page, 422 if faults else 200


def _outlook(draft: Any) -> tuple[outlooks.Outlook | None, list[str]]:
    try:
        found = outlooks.outlook(draft, site().catalogue)
    except DraftHasFaults as error:
        return None, [sentence(error)]
    if draft.status in (drafts.PUBLISHED, drafts.DROPPED):
        return found, []
    return found, [sentence(each) for each in found.obstacles]


@blueprint.post("/drafts/<int:draft_id>/release")
@requires(Action.MANAGE_RULES)
def release_draft(draft_id: int) -> Any:
    with writing() as session:
        alone = {"single_person": site().settings.single_publisher, "now": site().now()}
        rule_set_id = publishing.publish(session, person(), site().catalogue, draft_id, **alone)
    flash(gettext("已发布。现行的版本在后台重新评估，今日页面会说明哪些企业有变化。"), "done")
    site().fresh_catalogue()
    return redirect(url_for(".version", rule_set_id=rule_set_id), 303)


@blueprint.post("/drafts/<int:draft_id>/return")
@requires(Action.MANAGE_RULES)
def return_draft(draft_id: int) -> Any:
    with writing() as session:
        remark = request.form.get("remark", "")
        submitting.give_back(session, person(), site().catalogue, draft_id, remark, now=site().now())
    flash(gettext("草稿已退回，可以继续修改。"), "done")
    return redirect(url_for(".draft", draft_id=draft_id), 303)


@blueprint.get("/documents/<int:draft_id>")
@requires(Action.VIEW_RULES)
def document(draft_id: int) -> Any:
    with browsing() as session:
        name, content = publications.document_file(session, draft_id)
    return send_file(BytesIO(content), mimetype="application/octet-stream", as_attachment=True, download_name=name)


@blueprint.get("/moved/<path:rule_set_id>")
@requires(Action.VIEW_CANDIDATES)
def moved(rule_set_id: str) -> Any:
    effect = asked("effect", 20)
    with browsing() as session:
        rule_set = publications.find_rule_set(session, site().catalogue, rule_set_id)
        found = moves.moves_of(session, person(), rule_set_id, effect=effect, page=asked_page())
    links = [("", gettext("全部"))] + [(code, translated(label)) for code, label in EFFECT_LABELS.items()]
    return render_template(
        "policy/moved.html",
        rule_set=rule_set,
        heading=version_words(rule_set),
        found=found,
        links=[(label, address(effect=code or None), code == effect) for code, label in links if code != "unchanged"],
        labels={code: translated(label) for code, label in EFFECT_LABELS.items()},
        pages=pages_of(found.page, found.pages),
    )
