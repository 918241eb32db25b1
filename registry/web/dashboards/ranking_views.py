"""Rankings: the list, making one, looking at it, publishing, archiving, withdrawing."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

from flask import flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext

from registry.domain.access import Action
from registry.domain.errors import InvalidInput
from registry.services import journal
from registry.services.dashboards import rankings
from registry.services.dashboards.ranking_places import GROWTH
from registry.services.list_files import write_list
from registry.store.rankings import Ranking
from registry.web.dashboards.ranking_form import criteria_sent, form_page
from registry.web.dashboards.ranking_words import STATES, among, indicator_of, measure_of
from registry.web.dashboards.views import TYPES, blueprint
from registry.web.errors_in_forms import Fault
from registry.web.languages import in_words, sentence, wording
from registry.web.names import division_name, office_name
from registry.web.security import allowed, person, requires
from registry.web.site import browsing, site, writing

FIELD_OF = {"榜单名称": "name", "指标": "indicator", "排名依据": "by", "名次": "top", "原因": "reason"}


@blueprint.get("/rankings")
@requires(Action.VIEW_DASHBOARDS)
def all_rankings() -> Any:
    with browsing() as session:
        rows = rankings.all_rankings(session, person())
    facts = {"tab": "rankings", "may": allowed(Action.PUBLISH_RANKINGS.value)}
    return render_template("dashboards/rankings.html", rows=rows, states=STATES, office_name=office_name, **facts)


@blueprint.route("/rankings/new", methods=["GET", "POST"])
@requires(Action.PUBLISH_RANKINGS)
def new_ranking() -> Any:
    sent = request.form if request.method == "POST" else request.args
    if request.method == "GET":
        return form_page(sent, [])
    try:
        with writing() as session:
            criteria, name = criteria_sent(sent), sent.get("name", "")
            made = rankings.make_draft(session, person(), site().catalogue, name, criteria, now=site().now())
    except InvalidInput as error:
        return form_page(sent, [Fault(FIELD_OF.get(str(error.facts["field"]), "name"), sentence(error))])
    return redirect(url_for(".show_ranking", ranking_id=made), 303)


@blueprint.get("/rankings/<int:ranking_id>")
@requires(Action.VIEW_DASHBOARDS)
def show_ranking(ranking_id: int) -> Any:
    with browsing() as session:
        ranking = rankings.get_ranking(session, person(), ranking_id)
    return _page(ranking, [])


@blueprint.get("/rankings/<int:ranking_id>.xlsx")
@requires(Action.EXPORT_LISTS)
def export_ranking(ranking_id: int) -> Any:
    stream = BytesIO()
    with writing() as session:
        ranking = rankings.get_ranking(session, person(), ranking_id)
        heads = [
            (gettext("名次"), 8),
            (gettext("企业名称"), 34),
            (gettext("统一社会信用代码"), 21),
            (gettext("地区"), 24),
        ]
        heads += [(gettext("园区"), 24), (measure_of(ranking), 20)]
        cells = ([row["place"], row["name"], row["credit_code"], division_name(row["division_code"]), row["park"],
                  row["measure"]] for row in ranking.rows)  # fmt: skip
        count = write_list(stream, gettext("榜单"), heads, cells, wording(), frozen=2)
        told = journal.said({"ranking": ranking_id, "name": ranking.name, "rows": count})
        journal.note(session, person(), "dashboards.export", now=site().now(), text=told)
    stream.seek(0)
    return send_file(stream, TYPES["xlsx"], as_attachment=True, download_name=f"{ranking.name}.xlsx")


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
        with browsing() as session:
            ranking = rankings.get_ranking(session, person(), ranking_id)
        return _page(ranking, [Fault("reason", sentence(error))])
    flash(gettext("榜单已撤回，原因写在榜单上方。"), "done")
    return redirect(url_for(".show_ranking", ranking_id=ranking_id), 303)


def _act(ranking_id: int, act: Callable[..., None], done: str) -> Any:
    with writing() as session:
        act(session, person(), ranking_id, now=site().now())
    flash(done, "done")
    return redirect(url_for(".show_ranking", ranking_id=ranking_id), 303)


def _page(ranking: Ranking, faults: list[Fault]) -> Any:
    facts = {
        "state": STATES[ranking.status],
        "measure": measure_of(ranking),
        "is_share": ranking.criteria["by"] == GROWTH or indicator_of(ranking).unit == "%",
        "among": among(ranking),
        "may": rankings.may_keep(person(), ranking),
        "sources": {code: in_words(source.label) for code, source in site().catalogue.sources.items()},
    }
    page = render_template(
        "dashboards/ranking.html", ranking=ranking, faults=faults, division_name=division_name, **facts
    )
    return page, 422 if faults else 200
