"""The list of pools, and the report of what a bulk act left out."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template

from registry.domain.access import Action
from registry.services.pools.reports import report_of
from registry.web.kept_pages import kept_until_written
from registry.web.listing import asked_page, pages_of
from registry.web.pools import words
from registry.web.pools.listing import pool_list
from registry.web.rendering import templates_know
from registry.web.security import person, requires
from registry.web.site import browsing

blueprint = Blueprint("pools", __name__, url_prefix="/pools")


blueprint.record_once(templates_know(pool_words=words))


@blueprint.get("")
@requires(Action.KEEP_POOLS)
@kept_until_written
def index() -> Any:
    with browsing() as session:
        listed = pool_list(session, person())
    return render_template("pools/index.html", list=listed)


@blueprint.get("/reports/<int:entry_id>")
@requires(Action.KEEP_POOLS)
def report(entry_id: int) -> Any:
    with browsing() as session:
        told = report_of(session, person(), entry_id, asked_page())
    return render_template("pools/report.html", report=told, pages=pages_of(told.page, told.pages))
