"""The first page after signing in, and running the evaluation anew."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext

from registry.domain.access import Action, Role
from registry.services.evaluations import run
from registry.services.ladder import overview
from registry.services.occasions import make_occasion
from registry.services.standings import current_occasion
from registry.web.home.ladder import tracks_of
from registry.web.occasions import asked_occasion
from registry.web.security import person, requires, signed_in
from registry.web.site import browsing, site, writing

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
@signed_in
def index() -> Any:
    who = person()
    if who.role is Role.ENTERPRISE:
        return redirect(url_for("firms.show", firm_id=who.firm_id))
    with browsing() as session:
        ladder = overview(session, who, site().catalogue, today=site().today())
        occasion = current_occasion(session) or make_occasion(site().catalogue, site().today())
    tracks = tracks_of(ladder, occasion)
    unused = [label for track in tracks for label in track.unused]
    return render_template("home/index.html", ladder=ladder, tracks=tracks, unused=unused)


@blueprint.post("/evaluate")
@requires(Action.RUN_EVALUATIONS)
def evaluate() -> Any:
    occasion = asked_occasion()
    with writing() as session:
        summary = run(
            session,
            person(),
            site().catalogue,
            as_of=occasion.as_of,
            data_year=occasion.data_year,
            now=site().now(),
        )
    flash(
        gettext(
            "已按截止日 %(day)s、数据年 %(year)s 重新评估 %(firms)s 家企业。",
            day=summary.as_of,
            year=summary.data_year,
            firms=f"{summary.firms:,}",
        ),
        "done",
    )
    return redirect(url_for(".index"), 303)
