"""The candidates of a tier, and the same list as a file."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, url_for

from registry.domain.access import Action
from registry.domain.errors import NotFound
from registry.services.standings import current_occasion
from registry.web.candidates.listing import asked_candidates, candidate_list, rated_tiers
from registry.web.security import person, requires
from registry.web.site import browsing

blueprint = Blueprint("candidates", __name__, url_prefix="/candidates")


@blueprint.get("")
@requires(Action.VIEW_CANDIDATES)
def index() -> Any:
    with browsing() as session:
        tiers = rated_tiers(current_occasion(session))
    if not tiers:
        raise NotFound(what="适用的认定标准")
    return redirect(url_for(".show", tier=tiers[0][0]))


@blueprint.get("/<tier>")
@requires(Action.VIEW_CANDIDATES)
def show(tier: str) -> Any:
    with browsing() as session:
        tiers = rated_tiers(current_occasion(session))
        listed = candidate_list(session, person(), asked_candidates(tier))
    return render_template("candidates/show.html", tier=tier, tiers=tiers, list=listed)


@blueprint.get("/<tier>.<suffix>")
@requires(Action.EXPORT_CANDIDATES)
def download(tier: str, suffix: str) -> Any:
    raise NotFound(what=suffix)
