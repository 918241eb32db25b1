"""Rankings: the list, making one, looking at it, publishing, archiving, withdrawing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Any

from flask import flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext

from registry.domain.access import Action
from registry.domain.errors import InvalidInput
from registry.services import journal
from registry.services.dashboards import rankings
from registry.services.dashboards.area_criteria import COVERED, LADDER_WAYS
from registry.services.dashboards.ranking_drafts import make_draft
from registry.web.dashboards.ranking_area_form import FIELDS as AREA_FIELDS
from registry.web.dashboards.ranking_area_form import area_criteria_sent, area_form_page
from registry.web.dashboards.ranking_files import write_ranking
from registry.web.dashboards.ranking_form import FIELDS, criteria_sent, form_page
from registry.web.dashboards.ranking_rows import as_of, lines_apart, lines_of
from registry.web.dashboards.ranking_words import STATES, among, measure_of, of_areas, units_of
from registry.web.dashboards.views import blueprint
from registry.web.errors_in_forms import Fault
from registry.web.file_types import XLSX
from registry.web.languages import in_words, sentence
from registry.web.names import office_name
from registry.web.security import allowed, person, requires
from registry.web.site import browsing, site, writing

FORMS: Mapping[str, tuple[Callable[..., Any], Callable[..., Any], Mapping[str, str]]] = {
    "firms": (criteria_sent, form_page, FIELDS),
    "areas": (area_criteria_sent, area_form_page, AREA_FIELDS),
}


@blueprint.get("/rankings")
@requires(Action.VIEW_DASHBOARDS)
def all_rankings() -> Any:
    with browsing() as session:
        rows = rankings.all_rankings(session, person())
    facts = {"tab": "rankings", "may": allowed(Action.PUBLISH_RANKINGS.value), "units_of": units_of}
    return render_template("dashboards/rankings.html", rows=rows, states=STATES, office_name=office_name, **facts)


@blueprint.route("/rankings/new", methods=["GET", "POST"])
@requires(Action.PUBLISH_RANKINGS)
def new_ranking() -> Any:
    sent = request.form if request.method == "POST" else request.args
    reading, page, fields = FORMS["areas" if sent.get("of") == "areas" else "firms"]
    if request.method == "GET":
        return page(sent, [])
    words = {name: sent.get(name, "") for name in ("document", "note")}
    try:
        with writing() as session:
            criteria, name = reading(sent), sent.get("name", "")
            made = make_draft(session, person(), site().catalogue, name, criteria, now=site().now(), **words)
    except InvalidInput as error:
        return page(sent, [Fault(fields.get(str(error.facts["field"]), "name"), sentence(error))])
    return redirect(url_for(".show_ranking", ranking_id=made), 303)


@blueprint.get("/rankings/<int:ranking_id>")
@requires(Action.VIEW_DASHBOARDS)
def show_ranking(ranking_id: int) -> Any:
    return _page(ranking_id, [])


@blueprint.get("/rankings/<int:ranking_id>.xlsx")
@requires(Action.EXPORT_LISTS)
def export_ranking(ranking_id: int) -> Any:
    stream = BytesIO()
    with writing() as session:
        ranking = rankings.get_ranking(session, person(), ranking_id)
        count = write_ranking(stream, ranking)
        told = journal.said({"ranking": ranking_id, "name": ranking.name, "rows": count})
        journal.note(session, person(), "dashboards.export", now=site().now(), text=told)
    stream.seek(0)
    return send_file(stream, XLSX, as_attachment=True, download_name=f"{ranking.name}.xlsx")


@blueprint.post("/rankings/<int:ranking_id>/publish")
@requires(Action.PUBLISH_RANKINGS)
def publish_ranking(ranking_id: int) -> Any:
    return _act(ranking_id, rankings.publish, gettext("榜单已发布，所属地区的部门和园区都能看到；数据不再改变。"))


@blueprint.post("/rankings/<int:ranking_id>/archive")
@requires(Action.PUBLISH_RANKINGS)
def archive_ranking(ranking_id: int) -> Any:
    return _act(ranking_id, rankings.archive, gettext("榜单已归档，仍可查看。"))


@blueprint.post("/rankings/<int:ranking_id>/remove")
@requires(Action.PUBLISH_RANKINGS)
def remove_ranking(ranking_id: int) -> Any:
    with writing() as session:
        rankings.remove_draft(session, person(), ranking_id, now=site().now())
    flash(gettext("草稿已删除。"), "done")
    return redirect(url_for(".all_rankings"), 303)


@blueprint.post("/rankings/<int:ranking_id>/withdraw")
@requires(Action.PUBLISH_RANKINGS)
def withdraw_ranking(ranking_id: int) -> Any:
    try:
        with writing() as session:
            rankings.withdraw(session, person(), ranking_id, request.form.get("reason", ""), now=site().now())
    except InvalidInput as error:
        return _page(ranking_id, [Fault("reason", sentence(error))])
    flash(gettext("榜单已撤回，原因写在榜单上方。"), "done")
    return redirect(url_for(".show_ranking", ranking_id=ranking_id), 303)


def _act(ranking_id: int, act: Callable[..., None], done: str) -> Any:
    with writing() as session:
        act(session, person(), ranking_id, now=site().now())
    flash(done, "done")
    return redirect(url_for(".show_ranking", ranking_id=ranking_id), 303)


def _page(ranking_id: int, faults: list[Fault]) -> Any:
    with browsing() as session:
        ranking = rankings.get_ranking(session, person(), ranking_id)
        lines = lines_of(session, person(), ranking)
    facts = {
        "state": STATES[ranking.status],
        "measure": measure_of(ranking),
        "of_areas": of_areas(ranking),
        "covered": ranking.criteria["by"] in COVERED,
        "counts_firms": ranking.criteria["by"] in LADDER_WAYS,
        "units": units_of(ranking.criteria),
        "among": among(ranking),
        "apart": lines_apart(ranking),
        "as_of": as_of(ranking),
        "may": rankings.may_keep(person(), ranking),
        "sources": {code: in_words(source.label) for code, source in site().catalogue.sources.items()},
    }
    page = render_template("dashboards/ranking.html", ranking=ranking, lines=lines, faults=faults, **facts)
    return page, 422 if faults else 200
