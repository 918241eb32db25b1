"""The list of titles, the same list as a file, and the batches."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from flask import render_template, send_file
from flask_babel import gettext

from registry.domain.access import Action
from registry.services.titles.exporting import export_titles
from registry.web.languages import wording
from registry.web.long_lists import written_later
from registry.web.security import person, requires
from registry.web.shown_columns import chosen, shown_columns
from registry.web.site import browsing, site, writing
from registry.web.titles.listing import USUAL, asked_titles, batch_list, offered_columns, title_list
from registry.web.titles.views import blueprint

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get("")
@requires(Action.VIEW_FIRMS)
def index() -> Any:
    with browsing() as session:
        listed = title_list(session, person())
    return render_template("titles/index.html", list=listed)


@blueprint.get("/list.xlsx")
@requires(Action.EXPORT_LISTS)
def export() -> Any:
    if job := written_later("titles"):
        return job
    content = BytesIO()
    with writing() as session:
        export_titles(
            session,
            person(),
            site().catalogue,
            asked_titles(),
            content,
            columns=chosen(shown_columns(offered_columns(), USUAL), USUAL),
            now=site().now(),
            wording=wording(),
        )
    content.seek(0)
    name = f"{gettext('称号')}-{site().today()}.xlsx"
    return send_file(content, mimetype=XLSX, as_attachment=True, download_name=name)


@blueprint.get("/batches")
@requires(Action.VIEW_FIRMS)
def batches() -> Any:
    with browsing() as session:
        listed = batch_list(session, person(), site().today())
    return render_template("titles/batches.html", list=listed)
