"""Rankings: the list, making one, looking at it, publishing, archiving, withdrawing."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

from flask import flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext, lazy_gettext
from sqlmodel import Session

from registry.domain.access import Action
from registry.domain.errors import InvalidInput
from registry.domain.indicators import Indicator, Level
from registry.services import journal
from registry.services.dashboards import rankings
from registry.services.dashboards.rankings import GROWTH, MEASURED, VALUE, Criteria
from registry.services.list_files import write_list
from registry.store.rankings import Ranking
from registry.web.choices import division_choices, industry_choices, park_choices, tier_choices
from registry.web.dashboards.views import TYPES, blueprint
from registry.web.errors_in_forms import Fault
from registry.web.languages import in_words, sentence, wording
from registry.web.listing import Choice
from registry.web.names import division_name, office_name, tier_label
from registry.web.security import allowed, person, requires
from registry.web.site import browsing, site, writing

STATES = {
    rankings.DRAFT: lazy_gettext("草稿"),
    rankings.PUBLISHED: lazy_gettext("已发布"),
    rankings.ARCHIVED: lazy_gettext("已归档"),
    rankings.WITHDRAWN: lazy_gettext("已撤回"),
}
WAYS = {VALUE: lazy_gettext("数值"), GROWTH: lazy_gettext("比上年增长")}
FIELD_OF = {"榜单名称": "name", "指标": "indicator", "排名依据": "by", "名次": "top", "原因": "reason"}
YEARS, USUAL_TOP = 5, 50


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
        return _form(sent, [])
    try:
        with writing() as session:
            criteria, name = _criteria(sent), sent.get("name", "")
            made = rankings.make_draft(session, person(), site().catalogue, name, criteria, now=site().now())
    except InvalidInput as error:
        return _form(sent, [Fault(FIELD_OF.get(str(error.facts["field"]), "name"), sentence(error))])
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
        heads += [(gettext("园区"), 24), (_measure(ranking), 20)]
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
        "measure": _measure(ranking),
        "is_share": ranking.criteria["by"] == GROWTH or _indicator(ranking).unit == "%",
        "among": _among(ranking),
        "may": rankings.may_keep(person(), ranking),
        "sources": {code: in_words(source.label) for code, source in site().catalogue.sources.items()},
    }
    page = render_template(
        "dashboards/ranking.html", ranking=ranking, faults=faults, division_name=division_name, **facts
    )
    return page, 422 if faults else 200


def _indicator(ranking: Ranking) -> Indicator:
    found: Indicator = site().catalogue.indicators[ranking.criteria["indicator"]]
    return found


def _measure(ranking: Ranking) -> str:
    known = _indicator(ranking)
    if ranking.criteria["by"] == GROWTH:
        return gettext("%(label)s比上年增长", label=in_words(known.label))
    return f"{in_words(known.label)}（{known.unit}）" if known.unit else in_words(known.label)


def _among(ranking: Ranking) -> str:
    """Who was ranked, in words."""
    criteria = ranking.criteria
    parts = [office_name(ranking.division, ranking.park)]
    if criteria["tier"]:
        parts.append(gettext("持有%(tier)s", tier=tier_label(criteria["tier"])))
    if criteria["industry"]:
        parts.append(gettext("行业 %(code)s", code=criteria["industry"]))
    if criteria["by"] == GROWTH and criteria["lowest_base"]:
        parts.append(gettext("上年不低于 %(base)s", base=f"{criteria['lowest_base']:g}"))
    return "，".join(parts)


def _criteria(sent: Any) -> Criteria:
    top = sent.get("top", "")
    if not top.isdecimal():
        raise InvalidInput(field="名次", reason="请填写 1 到 500 的整数。")
    base = sent.get("lowest_base", "").strip().replace(",", "")
    year = sent.get("year", "")
    return Criteria(
        sent.get("indicator", ""),
        sent.get("by", ""),
        int(year) if year.isdecimal() and len(year) == 4 else site().today().year - 1,
        int(top[:6]),
        sent.get("division", "")[:6],
        sent.get("park", "")[:100],
        sent.get("tier", "")[:40],
        sent.get("industry", "")[:4],
        float(base) if base.replace(".", "", 1).isdecimal() else 0.0,
    )


def _form(sent: Any, faults: list[Fault]) -> Any:
    with browsing() as session:
        offered = _offered(session)
    values = {"top": str(USUAL_TOP), "year": str(site().today().year - 1), **sent.to_dict()}
    return render_template(
        "dashboards/ranking_form.html", values=values, faults=faults, **offered
    ), 422 if faults else 200


def _offered(session: Session) -> dict[str, Any]:
    indicators: list[Choice] = [
        (one.code, f"{in_words(one.label)}{f'（{one.unit}）' if one.unit else ''}")
        for one in site().catalogue.indicators.at_level(Level.ANNUAL)
        if one.kind in MEASURED and not one.local
    ]
    last = site().today().year - 1
    return {
        "indicators": indicators,
        "ways": list(WAYS.items()),
        "years": [(str(year), str(year)) for year in range(last, last - YEARS, -1)],
        "divisions": division_choices(session, person()),
        "parks": park_choices(session, person()),
        "tiers": tier_choices(),
        "industries": industry_choices(),
    }
