"""The list of firms, and one firm."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from flask import Blueprint, render_template, request, send_file
from flask_babel import gettext

from registry.domain.access import Action
from registry.domain.outcomes import Case
from registry.services.firm_list_export import export_firm_list
from registry.services.pools.memberships import stays_of
from registry.services.standings import current_occasion
from registry.web.firms.listing import USUAL, asked_query, firm_list, offered_columns
from registry.web.firms.page import firm_page
from registry.web.languages import wording
from registry.web.long_lists import written_later
from registry.web.occasions import asked_occasion
from registry.web.pools.panel import entry_tiers
from registry.web.security import allowed, person, requires
from registry.web.shown_columns import shown_columns
from registry.web.site import browsing, site, writing

blueprint = Blueprint("firms", __name__, url_prefix="/firms")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get("")
@requires(Action.VIEW_FIRMS)
def index() -> Any:
    with browsing() as session:
        listed = firm_list(session, person())
    return render_template("firms/index.html", list=listed)


@blueprint.get("/list.xlsx")
@requires(Action.EXPORT_LISTS)
def download() -> Any:
    """The list as it is shown, all pages of it."""
    columns = [column.code for column in shown_columns(offered_columns(), USUAL) if column.is_shown]
    if job := written_later("firms", column=",".join(columns)):
        return job
    content, query = BytesIO(), asked_query()
    with writing() as session:
        export_firm_list(
            session, person(), site().catalogue, query, columns, content, now=site().now(), wording=wording()
        )
    content.seek(0)
    name = f"{gettext('企业列表')}-{site().today()}.xlsx"
    return send_file(content, mimetype=XLSX, as_attachment=True, download_name=name)


@blueprint.get("/<int:firm_id>")
@requires(Action.VIEW_FIRMS)
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
