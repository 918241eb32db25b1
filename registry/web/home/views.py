"""The morning page, the ladder, and running the evaluation anew."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from sqlmodel import Session

from registry.domain.access import Action, Role
from registry.services.evaluations import run
from registry.services.ladder import overview
from registry.services.morning import mark_seen, mark_taken_back, morning
from registry.services.morning.fresh import seen as find_seen
from registry.services.morning.waiting import under_way
from registry.services.occasions import make_occasion
from registry.services.policy.moves import recent_moves
from registry.services.standings import current_occasion
from registry.web.enterprise.home import own_home
from registry.web.home.ladder import tracks_of
from registry.web.home.morning import morning_page
from registry.web.home.moves import move_line
from registry.web.kept_pages import keeping
from registry.web.occasions import asked_occasion
from registry.web.security import allowed, person, requires, signed_in
from registry.web.site import browsing, site, writing

blueprint = Blueprint("home", __name__)
TASK_DAYS = 30


def _under_way(session: Session) -> Hashable:
    """Of the morning page; that of a firm shows none of it."""
    return under_way(session, person()) if allowed(Action.VIEW_CANDIDATES) else None


@blueprint.get("/")
@signed_in
@keeping(_under_way)
def index() -> Any:
    who = person()
    if who.role is Role.ENTERPRISE:
        return own_home(who)
    today = site().today()
    with browsing() as session:
        found = morning(session, who, site().catalogue, today=today, now=site().now(), task_days=TASK_DAYS)
        moves = [move_line(tally) for tally in recent_moves(session, who, now=site().now())]
    page = morning_page(found, site().catalogue.ladder.expiring)
    return render_template("home/index.html", page=page, moves=moves, before=request.args.get("before", type=int))


@blueprint.get("/ladder")
@requires(Action.VIEW_CANDIDATES)
def ladder() -> Any:
    with browsing() as session:
        found = overview(session, person(), site().catalogue, today=site().today())
        occasion = current_occasion(session) or make_occasion(site().catalogue, site().today())
    tracks = tracks_of(found, occasion)
    unused = [label for track in tracks for label in track.unused]
    return render_template("home/ladder.html", ladder=found, tracks=tracks, unused=unused)


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
    return redirect(url_for(".ladder"), 303)


@blueprint.post("/morning/seen")
@requires(Action.VIEW_CANDIDATES)
def seen() -> Any:
    """Mark what is newly eligible as looked at, up to what the page showed."""
    with writing() as session:
        before = find_seen(session, person()).place
        mark_seen(session, person(), _place(), now=site().now())
    flash(gettext("已标为看过，今后只显示新增的达标企业。"), "done")
    return redirect(url_for(".index", before=before), 303)


@blueprint.post("/morning/unseen")
@requires(Action.VIEW_CANDIDATES)
def unseen() -> Any:
    with writing() as session:
        mark_taken_back(session, person(), _place(), now=site().now())
    flash(gettext("已撤回，这些企业重新显示为新达标。"), "done")
    return redirect(url_for(".index"), 303)


def _place() -> int:
    text = request.form.get("place", "")
    return int(text) if text.isdecimal() and len(text) < 10 else 0
