"""Adding a firm, changing it, and filling in the figures of one of its years."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from sqlmodel import Session

from registry.domain.access import Action
from registry.domain.errors import NotFound
from registry.domain.texts import mark
from registry.services import firms
from registry.services.firms import FirmDetail
from registry.web.firms.editing import attempt, changes_since
from registry.web.firms.form_values import firm_values, own_values, written, year_before
from registry.web.firms.forms import (
    IndicatorForm,
    annual_indicators,
    annual_sections,
    firm_indicators,
    firm_sections,
    indicator_form,
)
from registry.web.firms.origin_hints import say_origins
from registry.web.firms.views import blueprint
from registry.web.meeting import is_untouched, meets
from registry.web.security import person, requires
from registry.web.site import browsing, site, writing

Save = Callable[[Session, dict[str, str], int], object]


@blueprint.route("/new", methods=["GET", "POST"])
@requires(Action.CREATE_FIRMS)
def create() -> Any:
    form = indicator_form(firm_indicators())()
    made: list[int] = []

    def save() -> None:
        with writing() as session:
            made.append(
                firms.create_firm(
                    session, person(), site().catalogue, own_values(form), now=site().now(), today=site().today()
                )
            )

    outcome = attempt(form, save) if form.is_submitted() else None
    if outcome and outcome.is_saved:
        flash(gettext("企业已新增。接着可以填写年度数据。"), "done")
        return redirect(url_for(".show", firm_id=made[0]), 303)
    page = render_template(
        "firms/create.html", form=form, sections=firm_sections(form), faults=outcome.faults if outcome else []
    )
    return page, 422 if outcome else 200


@blueprint.route("/<int:firm_id>/edit", methods=["GET", "POST"])
@requires(Action.EDIT_FIRMS)
def edit(firm_id: int) -> Any:
    detail = _opened(firm_id)
    form = indicator_form(firm_indicators())(data=firm_values(detail))

    def save(session: Session, version: int) -> object:
        return firms.save_firm(
            session,
            person(),
            site().catalogue,
            firm_id,
            own_values(form),
            version,
            now=site().now(),
            today=site().today(),
        )

    return _edited(form, detail, save, "firms/edit.html", sections=firm_sections(form))


@blueprint.route("/<int:firm_id>/figures/<int:year>", methods=["GET", "POST"])
@requires(Action.EDIT_FIRMS)
def edit_figures(firm_id: int, year: int) -> Any:
    if not firms.is_year_of_figures(year, site().today()):
        raise NotFound(what=mark("这一年的数据"))
    detail = _opened(firm_id)
    form = indicator_form(annual_indicators())(data=written(detail.figures.get(year, {}), annual_indicators()))

    def save(session: Session, version: int) -> object:
        return firms.save_figures(
            session,
            person(),
            site().catalogue,
            firm_id,
            year,
            form.values(),
            now=site().now(),
            version=version,
            today=site().today(),
        )

    return _edited(
        form,
        detail,
        save,
        "firms/edit_figures.html",
        sections=annual_sections(form),
        year=year,
        beside=year_before(detail, year),
    )


def _opened(firm_id: int) -> FirmDetail:
    with browsing() as session:
        return firms.get_firm(session, person(), site().catalogue, firm_id)


def _edited(
    form: IndicatorForm, detail: FirmDetail, save: Callable[[Session, int], object], template: str, **facts: Any
) -> Any:
    """The form, the page after saving, or the form again with what is to be mended."""
    version = _version(form, detail)
    meets(
        form,
        detail.firm.version,
        heading=detail.firm.name,
        back=url_for(".show", firm_id=detail.firm.id),
        others=lambda: changes_since(detail, version),
    )

    def write() -> None:
        with writing() as session:
            save(session, version)

    outcome = attempt(form, write) if form.is_submitted() else None
    if outcome and outcome.is_saved:
        flash(gettext("已保存，评估结果已更新。"), "done")
        return redirect(url_for(".show", firm_id=detail.firm.id), 303)
    form.version.data = str(detail.firm.version)
    say_origins(form, detail, facts.get("year"))
    page = render_template(
        template,
        form=form,
        firm=detail.firm,
        faults=outcome.faults if outcome else [],
        **facts,
    )
    return page, 200 if outcome is None else 422


def _version(form: IndicatorForm, detail: FirmDetail) -> int:
    """The state that the form was opened on; the present one where others changed only what this form does not show."""
    text = form.version.data or ""
    if request.method == "GET" or is_untouched(form):
        return detail.firm.version
    return int(text) if text.isdecimal() and len(text) < 10 else 0
