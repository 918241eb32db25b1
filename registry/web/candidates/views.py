"""The candidates of a tier, and the same list as a file."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from flask import Blueprint, redirect, render_template, send_file, url_for
from flask_babel import gettext
from sqlmodel import Session

from registry.domain.access import Action
from registry.domain.errors import NotFound
from registry.services.candidate_files import WRITERS
from registry.services.exports import note_export, write_candidates_of
from registry.services.occasions import Occasion, make_occasion
from registry.services.standings import current_occasion
from registry.web.candidates.listing import asked_candidates, candidate_list, rated_tiers, tier_tabs
from registry.web.file_types import TYPES
from registry.web.firms.elsewhere import no_standard
from registry.web.kept_pages import kept_until_written
from registry.web.languages import wording
from registry.web.long_lists import written_later
from registry.web.marks import marks_of_tier
from registry.web.names import tier_label
from registry.web.security import person, requires
from registry.web.site import browsing, site, writing

blueprint = Blueprint("candidates", __name__, url_prefix="/candidates")


@blueprint.get("")
@requires(Action.VIEW_CANDIDATES)
def index() -> Any:
    with browsing() as session:
        tiers = rated_tiers(_occasion(session))
    if not tiers:
        raise NotFound(what="适用的认定标准")
    return redirect(url_for(".show", tier=tiers[0]))


@blueprint.get("/<tier>")
@requires(Action.VIEW_CANDIDATES)
@kept_until_written
def show(tier: str) -> Any:
    with browsing() as session:
        occasion = _occasion(session)
        listed = candidate_list(session, person(), asked_candidates(tier), occasion)
    return render_template(
        "candidates/show.html",
        tier=tier,
        tabs=tier_tabs(occasion, tier),
        list=listed,
        tier_marks=marks_of_tier(tier, occasion),
        silence=no_standard(tier, occasion),
        day_of_law=occasion.as_of,
    )


@blueprint.get("/<tier>.<suffix>")
@requires(Action.EXPORT_CANDIDATES)
def download(tier: str, suffix: str) -> Any:
    of_type = f".{suffix}"
    if of_type not in WRITERS:
        raise NotFound(what=of_type)
    if job := written_later("candidates", of_type, tier=tier):
        return job
    content, query = BytesIO(), asked_candidates(tier)
    with browsing() as session:
        occasion = _occasion(session)
        table = write_candidates_of(
            session,
            person(),
            site().catalogue,
            query,
            content,
            suffix=of_type,
            as_of=occasion.as_of,
            data_year=occasion.data_year,
            wording=wording(),
        )
    with writing() as session:
        note_export(session, person(), query, table, suffix=of_type, now=site().now())
    content.seek(0)
    name = f"{tier_label(tier)}-{gettext('晋级候选')}-{occasion.as_of}.{suffix}"
    return send_file(content, mimetype=TYPES[of_type], as_attachment=True, download_name=name)


def _occasion(session: Session) -> Occasion:
    """That of the current evaluation, else today's."""
    return current_occasion(session) or make_occasion(site().catalogue, site().today())
