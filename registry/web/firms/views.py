"""The list of firms, and one firm."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request

from registry.domain.access import Action
from registry.domain.outcomes import Case
from registry.services.pools.memberships import stays_of
from registry.services.standings import current_occasion
from registry.web.firms.listing import firm_list
from registry.web.firms.page import firm_page
from registry.web.kept_pages import kept_until_written
from registry.web.occasions import asked_occasion
from registry.web.pools.panel import entry_tiers
from registry.web.security import allowed, person, requires
from registry.web.site import browsing, site

blueprint = Blueprint("firms", __name__, url_prefix="/firms")


@blueprint.get("")
@requires(Action.VIEW_FIRMS)
@kept_until_written
def index() -> Any:
    with browsing() as session:
        listed = firm_list(session, person())
    return render_template("firms/index.html", list=listed)


@blueprint.get("/<int:firm_id>")
@requires(Action.VIEW_FIRMS)
@kept_until_written
def show(firm_id: int) -> Any:
    with browsing() as session:
        occasion = asked_occasion(current_occasion(session))
        firm = firm_page(session, person(), firm_id, occasion, request.args.get("tier", ""))
        pools = stays_of(session, person(), firm_id, today=site().today())
    return render_template(
        "firms/show.html",
        firm=firm,
        pools=pools,
        entry_tiers=entry_tiers(firm.tracks, pools),
        occasion=occasion,
        figures_known=occasion.data_year in firm.years,
        may_decide=allowed(Action.DECIDE_CONDITIONS) and occasion.case is Case.NEW,
    )
