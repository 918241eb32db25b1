"""The blueprint of titles, and the titles of one firm."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template

from registry.domain.access import Action
from registry.services.titles.history import titles_of
from registry.web.security import person, requires
from registry.web.site import browsing, site
from registry.web.titles.history import title_history

blueprint = Blueprint("titles", __name__, url_prefix="/titles")


@blueprint.get("/firms/<int:firm_id>")
@requires(Action.VIEW_FIRMS)
def of_firm(firm_id: int) -> Any:
    with browsing() as session:
        found = titles_of(session, person(), firm_id)
    return render_template("titles/of_firm.html", page=title_history(found, site().catalogue.ladder, site().today()))
