"""How fresh the numbers are, recording a check, and the yearly checklist of each programme."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import BooleanField, SelectMultipleField

from registry.domain.access import Action
from registry.services.policy import checklist, freshness
from registry.services.policy.reach import may_rule
from registry.web.addresses import is_number
from registry.web.languages import translated
from registry.web.names import tier_label
from registry.web.policy.attempts import attempt, read_day
from registry.web.policy.forms import day_field, text_field
from registry.web.policy.lines import requirement
from registry.web.policy.views import blueprint
from registry.web.policy.words import version_words
from registry.web.security import person, requires
from registry.web.site import browsing, site, writing
from registry.web.tracks import by_track


class CheckForm(FlaskForm):
    """Which numbers were held against the text, by whom, until when that holds."""

    conditions = SelectMultipleField(lazy_gettext("核对过的条件"), validate_choice=False)
    every = BooleanField(lazy_gettext("全部条件都核对过"))
    checked_on = day_field(lazy_gettext("核对日期"))
    owner = text_field(lazy_gettext("负责人"))
    next_review = day_field(lazy_gettext("下次核对"))
    note = text_field(lazy_gettext("说明"))


@blueprint.get("/freshness")
@requires(Action.MANAGE_RULES)
def fresh() -> Any:
    with browsing() as session:
        found = freshness.fresh_versions(session, site().catalogue, site().today())
    tracks = by_track(found, lambda each: each.rule_set.tier)
    late = sum(version.late for version in found)
    return render_template("policy/freshness.html", tracks=tracks, late=late, version_words=version_words)


@blueprint.route("/freshness/<path:rule_set_id>", methods=["GET", "POST"])
@requires(Action.MANAGE_RULES)
def fresh_version(rule_set_id: str) -> Any:
    today = site().today()
    rule_set = site().catalogue.rule_set(rule_set_id)
    form = CheckForm(data={"checked_on": str(today), "next_review": str(freshness.a_year_after(today))})

    def save() -> None:
        checked_on = read_day(form.checked_on.data, "checked_on") or today
        next_review = read_day(form.next_review.data, "next_review") or today
        said = {"owner": form.owner.data or "", "note": form.note.data or "", "now": site().now()}
        days = {"checked_on": checked_on, "next_review": next_review}
        with writing() as session:
            every = [leaf.code for leaf in rule_set.conditions() if leaf.threshold is not None]
            chosen = every if form.every.data else form.conditions.data or []
            freshness.record_check(session, person(), site().catalogue, rule_set_id, chosen, **days, **said)

    faults = attempt(form, save) if request.method == "POST" else []
    if request.method == "POST" and not faults:
        flash(gettext("已记下核对。"), "done")
        return redirect(url_for(".fresh_version", rule_set_id=rule_set_id), 303)
    with browsing() as session:
        found = freshness.fresh_version(rule_set, freshness.checks(session), today)
    page = render_template(
        "policy/fresh_version.html",
        version=found,
        heading=version_words(rule_set),
        form=form,
        faults=faults,
        requirement=requirement,
        may_check=may_rule(person(), rule_set.jurisdiction, site().catalogue),
    )
    return page, 422 if faults else 200


@blueprint.get("/checklist")
@requires(Action.MANAGE_RULES)
def yearly() -> Any:
    year = _year()
    with browsing() as session:
        done = checklist.marks_of_year(session, year)
    items = {code: translated(words) for code, words in checklist.ITEMS.items()}
    rows = [
        (
            tier,
            tier_label(tier),
            checklist.may_mark(person(), site().catalogue, tier),
            [done.get((tier, item)) for item in items],
        )
        for tier in checklist.programmes(site().catalogue)
    ]
    return render_template("policy/checklist.html", year=year, items=items, rows=rows)


@blueprint.post("/checklist")
@requires(Action.MANAGE_RULES)
def tick() -> Any:
    tier, item = (request.form.get(name, "") for name in ("tier", "item"))
    with writing() as session:
        checklist.set_mark(session, person(), site().catalogue, tier, _year(), item, note="", now=site().now())
    return redirect(url_for(".yearly", year=_year()), 303)


def _year() -> int:
    text = request.values.get("year", "")
    return int(text) if is_number(text) and 1990 <= int(text) <= 2200 else site().today().year
