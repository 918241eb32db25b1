"""The list of titles, and the batches."""

from __future__ import annotations

from typing import Any

from flask import render_template

from registry.domain.access import Action
from registry.web.kept_pages import kept_until_written
from registry.web.security import person, requires
from registry.web.site import browsing, site
from registry.web.titles.listing import batch_list, title_list
from registry.web.titles.views import blueprint


@blueprint.get("")
@requires(Action.VIEW_FIRMS)
@kept_until_written
def index() -> Any:
    with browsing() as session:
        listed = title_list(session, person())
    return render_template("titles/index.html", list=listed)


@blueprint.get("/batches")
@requires(Action.VIEW_FIRMS)
def batches() -> Any:
    with browsing() as session:
        listed = batch_list(session, person(), site().today())
    return render_template("titles/batches.html", list=listed)
