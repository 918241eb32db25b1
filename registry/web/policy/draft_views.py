"""Drafts: the list, a new one, its conditions, its document and days, its text down and up, undo and giving up."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from wtforms.fields import SelectChoice

from registry.domain.access import Action
from registry.services.policy import changing, drafts, inheriting, starting
from registry.services.policy.publications import find_rule_set
from registry.services.policy.reach import own_jurisdiction
from registry.web.choices import tier_choices
from registry.web.languages import translated
from registry.web.policy.attempts import attempt, read_day
from registry.web.policy.differences import change_groups
from registry.web.policy.draft_lines import draft_lines, left_out
from registry.web.policy.draft_page import draft_page
from registry.web.policy.draft_scores import part_lines
from registry.web.policy.forms import BeginningForm
from registry.web.policy.opened import opened
from registry.web.policy.places import place_text, read_place
from registry.web.policy.views import blueprint
from registry.web.policy.words import version_words
from registry.web.security import person, requires
from registry.web.site import browsing, site, writing
from registry.web.tracks import by_track


@blueprint.get("/drafts")
@requires(Action.MANAGE_RULES)
def drafts_index() -> Any:
    with browsing() as session:
        pages = [draft_page(draft) for draft in drafts.drafts_of(session, person(), site().catalogue)]
    return render_template("policy/drafts.html", drafts=pages)


@blueprint.route("/drafts/new", methods=["GET", "POST"])
@requires(Action.MANAGE_RULES)
def new_draft() -> Any:
    own = place_text(own_jurisdiction(person(), site().catalogue))
    source = request.args.get("source", "")
    form = BeginningForm(
        data={"source": source, "place": own, "is_overlay": "/CN/" in source and own != place_text("CN")}
    )
    form.source.choices = _sources()
    form.tier.choices = [SelectChoice(*choice) for choice in tier_choices()]
    made: list[int] = []

    def save() -> None:
        start = read_day(form.effective_from.data, "effective_from")
        assert start is not None
        wanted = starting.Beginning(
            form.name.data or "",
            form.source.data or "blank",
            form.tier.data or "",
            read_place(form.place.data or ""),
            start,
            bool(form.is_overlay.data),
        )
        with writing() as session:
            made.append(starting.start_draft(session, person(), site().catalogue, wanted, now=site().now()))

    faults = attempt(form, save) if request.method == "POST" else []
    if made:
        flash(gettext("草稿已建立。先填文件和日期，再逐条修改。"), "done")
        return redirect(url_for(".draft", draft_id=made[0]), 303)
    return render_template("policy/new_draft.html", form=form, faults=faults), 422 if faults else 200


def _sources() -> Any:
    """Templates and all versions as grouped choices."""
    groups: dict[str, list[SelectChoice]] = {
        gettext("模板"): [SelectChoice(code, translated(words)) for code, words in starting.TEMPLATES.items()]
    }
    for label, members in by_track(site().catalogue.rule_sets, lambda each: each.tier):
        groups[label] = [SelectChoice(each.id, version_words(each)) for each in members]
    return {label: [(choice.value, choice.label) for choice in choices] for label, choices in groups.items()}


@blueprint.get("/drafts/<int:draft_id>")
@requires(Action.MANAGE_RULES)
def draft(draft_id: int) -> Any:
    found = opened(draft_id)
    check = drafts.checked(found, site().catalogue)
    origins = inheriting.origins_of(found, check)
    return render_template(
        "policy/draft.html",
        draft=draft_page(found, check),
        lines=draft_lines(check, origins),
        left_out=left_out(origins),
        parts=part_lines(check),
        groups=_groups(check),
    )


def _groups(check: Any) -> list[tuple[str, str]]:
    """Groups that a condition may be added to."""
    return [("requires", gettext("最外层（须全部达到）"))] + [
        (line.code, f"{line.label}（{line.mode}）") for line in draft_lines(check) if line.mode
    ]


@blueprint.get("/drafts/<int:draft_id>/changes")
@requires(Action.MANAGE_RULES)
def draft_changes(draft_id: int) -> Any:
    with browsing() as session:
        found = drafts.get_draft(session, person(), site().catalogue, draft_id)
        base = find_rule_set(session, site().catalogue, found.base)
    rule_set = drafts.sound_rule(found, site().catalogue)
    groups = change_groups(base, rule_set)
    return render_template(
        "policy/draft_changes.html", draft=draft_page(found), base=version_words(base), base_id=base.id, groups=groups
    )


@blueprint.route("/drafts/<int:draft_id>/drop", methods=["GET", "POST"])
@requires(Action.MANAGE_RULES)
def drop_draft(draft_id: int) -> Any:
    if request.method == "POST":
        with writing() as session:
            changing.drop_draft(session, person(), site().catalogue, draft_id, now=site().now())
        flash(gettext("草稿已放弃。"), "done")
        return redirect(url_for(".drafts_index"), 303)
    found = opened(draft_id)
    return render_template("policy/drop_draft.html", draft=draft_page(found))
