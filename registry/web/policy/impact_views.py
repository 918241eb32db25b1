"""The impact of a draft: measured for a day, by place and condition, with names, as a workbook; and one threshold as a curve."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from flask import redirect, render_template, send_file, url_for
from flask_babel import gettext

from registry.domain.access import Action
from registry.domain.errors import InvalidInput
from registry.services import jobs
from registry.services.policy import drafts, impacts, measuring, sensitivity
from registry.services.policy.impact_export import EFFECT_LABELS, export_impact
from registry.services.policy.moved_firms import ONLY_BY_DRAFT, MovedQuery, moved_firms
from registry.web.addresses import carried
from registry.web.errors_in_forms import Fault
from registry.web.file_types import XLSX
from registry.web.languages import in_words, translated, wording
from registry.web.listing import asked, asked_page, pages_of
from registry.web.names import tier_label
from registry.web.occasions import asked_occasion
from registry.web.policy.curve import asked_span, curve_chart, curve_rows
from registry.web.policy.draft_page import draft_page
from registry.web.policy.impact_page import impact_page
from registry.web.policy.views import blueprint
from registry.web.quantities import unit_name
from registry.web.security import person, requires
from registry.web.site import browsing, site, writing


@blueprint.get("/drafts/<int:draft_id>/impact")
@requires(Action.MANAGE_RULES)
def draft_impact(draft_id: int) -> Any:
    with browsing() as session:
        found = drafts.get_draft(session, person(), site().catalogue, draft_id)
        newest = impacts.latest(session, person(), draft_id)
        rule_set = impacts.rule_of(session, person(), site().catalogue, newest) if newest else None
    return render_template(
        "policy/draft_impact.html",
        draft=draft_page(found),
        found=impact_page(newest, rule_set) if newest else None,
        is_stale=newest is not None and newest.draft_version != found.version,
    )


@blueprint.post("/drafts/<int:draft_id>/impact")
@requires(Action.MANAGE_RULES)
def measure_impact(draft_id: int) -> Any:
    occasion = asked_occasion()
    days = {"as_of": occasion.as_of, "data_year": occasion.data_year}
    with browsing() as session:
        drafts.sound_rule(drafts.get_draft(session, person(), site().catalogue, draft_id), site().catalogue)
        is_long = measuring.is_long(session, person())
        measured = (
            None
            if is_long
            else measuring.measure(session, person(), site().catalogue, draft_id, settings=site().settings, **days)
        )
    with writing() as session:
        if measured is not None:
            measuring.keep(session, person(), measured, now=site().now())
            return redirect(url_for(".draft_impact", draft_id=draft_id), 303)
        arguments = {"draft_id": draft_id, "as_of": str(occasion.as_of), "data_year": occasion.data_year}
        job_id = jobs.start(session, person(), measuring.KIND, arguments=arguments, now=site().now())
    return redirect(url_for("jobs.show", job_id=job_id), 303)


@blueprint.get("/impacts/<int:impact_id>/firms")
@requires(Action.MANAGE_RULES)
def impact_firms(impact_id: int) -> Any:
    query = _asked_query()
    with browsing() as session:
        found = impacts.get_impact(session, person(), site().catalogue, impact_id)
        draft = drafts.get_draft(session, person(), site().catalogue, found.draft_id)
        rule_set = impacts.rule_of(session, person(), site().catalogue, found)
        moved = moved_firms(session, found, query, page=asked_page())
    labels = {leaf.code: in_words(leaf.label) for leaf in rule_set.conditions()} if rule_set else {}
    return render_template(
        "policy/impact_firms.html",
        draft=draft_page(draft),
        moved=moved,
        heading=_heading(query),
        labels=labels,
        other_tier=query.tier if query.tier in site().catalogue.ladder else "",
        pages=pages_of(moved.page, moved.pages),
        download=url_for(".impact_file", impact_id=impact_id, **carried()),
    )


@blueprint.get("/impacts/<int:impact_id>/firms.xlsx")
@requires(Action.MANAGE_RULES)
def impact_file(impact_id: int) -> Any:
    content = BytesIO()
    with writing() as session:
        asked_for = {"now": site().now(), "wording": wording()}
        export_impact(session, person(), site().catalogue, impact_id, _asked_query(), content, **asked_for)
    content.seek(0)
    name = f"{gettext('标准变化的影响')}-{site().today()}.xlsx"
    return send_file(content, mimetype=XLSX, as_attachment=True, download_name=name)


def _asked_query() -> MovedQuery:
    return MovedQuery(**{name: asked(name) for name in ("change", "division", "park", "deciding", "renewal", "tier")})


def _heading(query: MovedQuery) -> str:
    if query.renewal == ONLY_BY_DRAFT:
        words = gettext("复核时会失去称号")
    elif query.renewal:
        words = gettext("持有称号的企业")
    else:
        words = translated(EFFECT_LABELS[query.change]) if query.change in EFFECT_LABELS else gettext("受影响的企业")
    return f"{tier_label(query.tier)} · {words}" if query.tier in site().catalogue.ladder else words


@blueprint.get("/drafts/<int:draft_id>/sensitivity")
@requires(Action.MANAGE_RULES)
def draft_curve(draft_id: int) -> Any:
    occasion = asked_occasion()
    points: list[sensitivity.Point] = []
    faults: list[Fault] = []
    with browsing() as session:
        found = drafts.get_draft(session, person(), site().catalogue, draft_id)
        rule_set = drafts.sound_rule(found, site().catalogue)
        leaf = next((each for each in sensitivity.movable(rule_set) if each.code == asked("code")), None)
        span = asked_span(leaf) if leaf else None
        if leaf and span:
            days = {"as_of": occasion.as_of, "data_year": occasion.data_year, "settings": site().settings}
            try:
                points = sensitivity.curve(session, person(), site().catalogue, rule_set, leaf.code, *span, **days)
            except InvalidInput as error:
                faults = [Fault("", translated(str(error.facts["reason"])))]
    return render_template(
        "policy/draft_curve.html",
        draft=draft_page(found),
        leaf=leaf,
        choices=[(each.code, in_words(each.label)) for each in sensitivity.movable(rule_set)],
        occasion=occasion,
        rows=curve_rows(points, leaf) if leaf else [],
        chart=curve_chart(points, leaf) if points and leaf else "",
        faults=faults,
        span=span,
        unit=unit_name(leaf.unit) if leaf and leaf.unit else "",
    )
