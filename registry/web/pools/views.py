"""The list of pools, its file, and the report of what a bulk act left out."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from flask import Blueprint, render_template, send_file
from flask_babel import gettext

from registry.domain.access import Action
from registry.services.pools.export import export_pool
from registry.services.pools.reports import report_of
from registry.web.languages import wording
from registry.web.listing import asked_page, pages_of
from registry.web.long_lists import written_later
from registry.web.pools import words
from registry.web.pools.listing import USUAL, asked_pool, offered_columns, pool_list
from registry.web.security import person, requires
from registry.web.shown_columns import chosen, shown_columns
from registry.web.site import browsing, site, writing

blueprint = Blueprint("pools", __name__, url_prefix="/pools")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.app_context_processor
def _words() -> dict[str, Any]:
    return {"pool_words": words}


@blueprint.get("")
@requires(Action.KEEP_POOLS)
def index() -> Any:
    with browsing() as session:
        listed = pool_list(session, person())
    return render_template("pools/index.html", list=listed)


@blueprint.get("/list.xlsx")
@requires(Action.EXPORT_LISTS)
def export() -> Any:
    if job := written_later("pools"):
        return job
    content = BytesIO()
    facts: dict[str, Any] = {
        "columns": chosen(shown_columns(offered_columns(), USUAL), USUAL),
        "today": site().today(),
        "now": site().now(),
        "wording": wording(),
    }
    with writing() as session:
        export_pool(session, person(), site().catalogue, asked_pool(), content, **facts)
    content.seek(0)
    name = f"{gettext('培育库')}-{site().today()}.xlsx"
    return send_file(content, mimetype=XLSX, as_attachment=True, download_name=name)


@blueprint.get("/reports/<int:entry_id>")
@requires(Action.KEEP_POOLS)
def report(entry_id: int) -> Any:
    with browsing() as session:
        told = report_of(session, person(), entry_id, asked_page())
    return render_template("pools/report.html", report=told, pages=pages_of(told.page, told.pages))
