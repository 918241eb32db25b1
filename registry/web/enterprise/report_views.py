"""A firm reports its figures of a year, or facts of itself; what differs from the park's value asks for a correction."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext

from registry.domain.access import Action
from registry.domain.errors import NotFound
from registry.domain.sources import VERIFIED
from registry.domain.texts import mark
from registry.services import firms
from registry.services.enterprise import reporting
from registry.services.enterprise.reporting import ReasonNeeded, Reported
from registry.services.firms import FirmDetail
from registry.services.local_values import OF_THE_FIRM
from registry.services.origins import origin_of, origins_of
from registry.services.submissions.comparing import SOURCE
from registry.web.errors_in_forms import Fault
from registry.web.firms.editing import attempt
from registry.web.firms.form_values import written, year_before
from registry.web.firms.forms import IndicatorForm, annual_sections, firm_sections, indicator_form
from registry.web.languages import in_words, sentence
from registry.web.security import person, requires
from registry.web.site import browsing, site, writing

blueprint = Blueprint("reports", __name__, url_prefix="/firms/<int:firm_id>/report")


@blueprint.route("/<int:year>", methods=["GET", "POST"])
@requires(Action.REPORT_FIGURES)
def figures(firm_id: int, year: int) -> Any:
    if not firms.is_year_of_figures(year, site().today()):
        raise NotFound(what=mark("这一年的数据"))
    return _reported(firm_id, year)


@blueprint.route("", methods=["GET", "POST"])
@requires(Action.REPORT_FIGURES)
def own(firm_id: int) -> Any:
    return _reported(firm_id, None)


def _reported(firm_id: int, year: int | None) -> Any:
    with browsing() as session:
        detail = firms.get_firm(session, person(), site().catalogue, firm_id)
        origins = origins_of(session, firm_id).get(year or OF_THE_FIRM, {})
    indicators = reporting.reportable(site().catalogue, year)
    held = detail.values if year is None else detail.figures.get(year, {})
    form = indicator_form(indicators)(data=written(held, indicators))
    _say_whose(form, held, origins)
    reason, faults = request.form.get("reason", ""), []
    if request.method == "POST":
        done, faults = _save(form, firm_id, year, reason)
        if done is not None:
            flash(_told(done), "done" if done.stored or done.asked else "note")
            target = (
                url_for("corrections.of_firm", firm_id=firm_id)
                if done.asked
                else url_for("firms.show", firm_id=firm_id)
            )
            return redirect(target, 303)
    page = render_template(
        "enterprise/report.html", form=form, faults=faults, reason=reason, **_facts(form, detail, year)
    )
    return page, 422 if faults else 200


def _save(form: IndicatorForm, firm_id: int, year: int | None, reason: str) -> tuple[Reported | None, list[Fault]]:
    made: list[Reported] = []
    unexplained: list[Fault] = []

    def write() -> None:
        try:
            with writing() as session:
                when = {"now": site().now(), "today": site().today()}
                made.append(
                    reporting.report(
                        session, person(), site().catalogue, firm_id, year, form.values(), reason=reason, **when
                    )
                )
        except ReasonNeeded as error:
            unexplained.append(Fault("reason", sentence(error)))

    faults = attempt(form, write).faults + unexplained
    return (None if faults else made[0]), faults


def _say_whose(form: IndicatorForm, held: dict[str, Any], origins: dict[str, str]) -> None:
    """Beside what is not the firm's own to change: whose it is, and that a change asks for a correction."""
    for field in form:
        origin = origin_of(origins, field.name) or ""
        if held.get(field.name) is None or origin == SOURCE:
            continue
        source = site().catalogue.sources.get(origin.removesuffix(VERIFIED))
        told = gettext("现值来自“%(source)s”", source=in_words(source.label)) if source else gettext("园区已有值")
        told += gettext("，已核实；") if origin.endswith(VERIFIED) else gettext("；")
        told += gettext("改动会提交更正申请。")
        field.description = f"{field.description} · {told}" if field.description else told


def _facts(form: IndicatorForm, detail: FirmDetail, year: int | None) -> dict[str, Any]:
    sections = firm_sections(form) if year is None else annual_sections(form)
    beside = {} if year is None else year_before(detail, year)
    return {"firm": detail.firm, "year": year, "sections": sections, "beside": beside, "this_year": site().today().year}


def _told(done: Reported) -> str:
    if not (done.stored or done.asked):
        return gettext("没有变动：填的值与现有的相同。")
    stored = ngettext(
        "已存入 %(num)d 项，标为企业自报，结论已重新计算。",
        "已存入 %(num)d 项，标为企业自报，结论已重新计算。",
        done.stored,
    )
    asked = ngettext(
        "%(num)d 项与园区现有的不同，已提交更正申请。", "%(num)d 项与园区现有的不同，已提交更正申请。", done.asked
    )
    return (stored if done.stored else "") + (asked if done.asked else "")
