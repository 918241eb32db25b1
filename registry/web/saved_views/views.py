"""Saving the list that is shown, and the page where saved views are renamed, shared and deleted."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.exceptions import HTTPException

from registry.domain.access import Action
from registry.domain.errors import InvalidInput
from registry.domain.texts import mark
from registry.services import saved_views
from registry.services.saved_views import NameTaken, TooManyViews, View
from registry.web.errors_in_forms import Fault
from registry.web.languages import sentence
from registry.web.names import office_name
from registry.web.rendering import templates_know
from registry.web.saved_views.here import query_here, views_here
from registry.web.security import person, requires
from registry.web.site import browsing, site, writing

blueprint = Blueprint("saved_views", __name__, url_prefix="/views")
REFUSALS = (InvalidInput, NameTaken, TooManyViews)


blueprint.record_once(templates_know(views_here=views_here, view_query_here=query_here))


@blueprint.get("")
@requires(Action.SAVE_VIEWS)
def index() -> Any:
    with browsing() as session:
        found = saved_views.views_of(session, person())
    return render_template("saved_views/index.html", views=found, office=_office)


@blueprint.post("")
@requires(Action.SAVE_VIEWS)
def save() -> Any:
    page, query, name = (request.form.get(field, "") for field in ("page", "query", "name"))
    is_shared = request.form.get("shared") == "yes"
    try:
        page = _known_list(page)
        with writing() as session:
            saved_views.save_view(session, person(), page, name, query, is_shared=is_shared, now=site().now())
    except REFUSALS as error:
        sent = {"page": page, "query": query, "name": name, "is_shared": is_shared}
        return render_template("saved_views/save.html", sent=sent, faults=[Fault("name", sentence(error))]), 422
    flash(gettext("已保存视图“%(name)s”。", name=" ".join(name.split())), "done")
    kept = saved_views.kept_query(query)
    return redirect(f"{page}?{kept}" if kept else page, 303)


@blueprint.get("/<int:view_id>/edit")
@requires(Action.SAVE_VIEWS)
def edit(view_id: int) -> Any:
    with browsing() as session:
        view = saved_views.own_view(session, person(), view_id)
    return render_template(
        "saved_views/edit.html", view=view, name=view.name, is_shared=view.is_shared, faults=[], office=_own_office()
    )


@blueprint.post("/<int:view_id>/edit")
@requires(Action.SAVE_VIEWS)
def change(view_id: int) -> Any:
    name, is_shared = request.form.get("name", ""), request.form.get("shared") == "yes"
    try:
        with writing() as session:
            saved_views.change_view(session, person(), view_id, name, is_shared=is_shared, now=site().now())
    except REFUSALS as error:
        with browsing() as session:
            view = saved_views.own_view(session, person(), view_id)
        facts = {"view": view, "name": name, "is_shared": is_shared, "office": _own_office()}
        return render_template("saved_views/edit.html", faults=[Fault("name", sentence(error))], **facts), 422
    flash(gettext("视图已修改。"), "done")
    return redirect(url_for(".index"), 303)


@blueprint.get("/<int:view_id>/delete")
@requires(Action.SAVE_VIEWS)
def ask_to_delete(view_id: int) -> Any:
    with browsing() as session:
        view = saved_views.own_view(session, person(), view_id)
    return render_template("saved_views/delete.html", view=view)


@blueprint.post("/<int:view_id>/delete")
@requires(Action.SAVE_VIEWS)
def delete(view_id: int) -> Any:
    with writing() as session:
        saved_views.delete_view(session, person(), view_id, now=site().now())
    flash(gettext("视图已删除。"), "done")
    return redirect(url_for(".index"), 303)


def _known_list(page: str) -> str:
    """The path, where a page of this site answers it. Raises InvalidInput."""
    try:
        endpoint, _ = current_app.url_map.bind("").match(page, method="GET")
    except HTTPException:
        endpoint = ""
    if not endpoint or endpoint.endswith("static"):
        raise InvalidInput(field=mark("列表"), reason=mark("只能保存本系统的列表。"))
    return page


def _office(view: View) -> str:
    return office_name(view.division, view.park)


def _own_office() -> str:
    return office_name(person().division, person().park)
