"""The ladder with all versions, one version in words, and any two versions held against each other."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request

from registry.domain.access import Action
from registry.services.policy import bases, publications
from registry.services.policy.published import damaged_versions
from registry.services.policy.reach import may_rule
from registry.services.policy.tiers import own_tiers
from registry.web.firms.notes import cited
from registry.web.marks import marks_of
from registry.web.policy.base_notes import version_note, version_origins
from registry.web.policy.differences import change_groups
from registry.web.policy.draft_page import draft_tabs
from registry.web.policy.lines import rule_lines
from registry.web.policy.listing import confidence_words, predecessor, tier_blocks
from registry.web.policy.score_lines import score_lines
from registry.web.policy.words import (
    STATE_STATUS,
    STATE_WORDS,
    cases_words,
    days_words,
    place_words,
    state_of,
    version_words,
)
from registry.web.security import person, requires
from registry.web.site import browsing, site
from registry.web.tracks import by_track

blueprint = Blueprint("policy", __name__, url_prefix="/policy")
blueprint.app_template_global("policy_state_word")(lambda state: STATE_WORDS[state])
blueprint.app_template_global("policy_state_status")(lambda state: STATE_STATUS[state])
blueprint.app_template_global("cited_words")(cited)


@blueprint.app_template_global("draft_tabs")
def _draft_tabs() -> Any:
    return draft_tabs()


@blueprint.get("")
@requires(Action.VIEW_RULES)
def index() -> Any:
    with browsing() as session:
        gone = [(each.rule_set, each.withdrawn_at, each.reason) for each in publications.withdrawn(session)]
        damaged = [
            (each, may_rule(person(), each.jurisdiction, site().catalogue))
            for each in damaged_versions(session, site().catalogue)
        ]
        own = own_tiers(session, person(), site().catalogue)
    return render_template("policy/index.html", tracks=tier_blocks(own), withdrawn=gone, damaged=damaged)


@blueprint.get("/versions/<path:rule_set_id>")
@requires(Action.VIEW_RULES)
def version(rule_set_id: str) -> Any:
    with browsing() as session:
        rule_set = publications.find_rule_set(session, site().catalogue, rule_set_id)
        publication = publications.publication_of(session, rule_set_id)
        document = publication is not None and publications.has_file(session, publication.draft_id)
        evaluating = publication is not None and publications.is_evaluating(session, publication)
    is_gone = publication is not None and publication.withdrawn_at is not None
    before = None if is_gone else predecessor(rule_set)
    resting = [(each.id, version_words(each)) for each in bases.resting_on(site().catalogue, rule_set_id)]
    return render_template(
        "policy/version.html",
        rule_set=rule_set,
        heading=version_words(rule_set),
        facts=version_facts(rule_set),
        state="withdrawn" if is_gone else state_of(rule_set, site().today()),
        publication=publication,
        document=document,
        evaluating=evaluating,
        may_withdraw=publication is not None
        and not is_gone
        and may_rule(person(), publication.jurisdiction, site().catalogue),
        lines=rule_lines(rule_set),
        scores=score_lines(rule_set),
        marks=marks_of(rule_set),
        before=before,
        rests_on=version_note(rule_set),
        origins=version_origins(rule_set),
        resting=resting,
    )


def version_facts(rule_set: Any) -> dict[str, str]:
    """What the head of a version says, by name."""
    return {
        "place": place_words(rule_set.jurisdiction),
        "cases": cases_words(rule_set),
        "days": days_words(rule_set),
        "confidence": confidence_words(rule_set),
    }


@blueprint.get("/compare")
@requires(Action.VIEW_RULES)
def compare() -> Any:
    catalogue, asked = site().catalogue, (request.args.get("before", ""), request.args.get("after", ""))
    chosen = [catalogue.rule_set(each) if each else None for each in asked]
    before, after = chosen
    groups = change_groups(before, after) if before and after else []
    choices = [
        (label, [(each.id, version_words(each)) for each in members])
        for label, members in by_track(catalogue.rule_sets, lambda each: each.tier)
    ]
    return render_template(
        "policy/compare.html",
        before=before,
        after=after,
        asked=asked,
        choices=choices,
        groups=groups,
        total=sum(len(rows) for _, rows in groups),
        version_words=version_words,
    )
