"""A new indicator for a column that means none. The mapping page travels along in hidden fields, so that nothing is lost."""

from __future__ import annotations

from typing import Any

from flask import flash, render_template, request, url_for
from flask_babel import gettext

from registry.domain.access import Action
from registry.domain.errors import NotFound, RegistryError
from registry.domain.indicators import Indicator, Kind, Level
from registry.domain.texts import mark
from registry.services.local_indicators import NewIndicator, add_indicator
from registry.web.columns.forms import IndicatorForm, guessed
from registry.web.columns.page import ColumnRow
from registry.web.columns.sent import ADD, Opened, open_page
from registry.web.columns.views import blueprint, decide
from registry.web.errors_in_forms import Fault, faults_of
from registry.web.languages import sentence
from registry.web.security import person, requires
from registry.web.site import site, writing

OWN = ("csrf_token", "label", "label_en", "level", "kind", "create", "stay")


@blueprint.post("/<int:batch_id>/columns/indicator")
@requires(Action.USE_IMPORTS)
def add(batch_id: int) -> Any:
    opened = open_page(batch_id)
    column = opened.column(request.form.get(ADD, ""))
    if column is None:
        raise NotFound(what=mark("这一列"))
    if "create" not in request.form:
        form = IndicatorForm(formdata=None, data=guessed(column.header, column.samples, column.year))
        return _form_page(opened, column, form, [])
    form = IndicatorForm()
    faults = [] if form.validate() else faults_of(form)
    if faults:
        return _form_page(opened, column, form, faults), 422
    try:
        indicator = _add(form, column)
    except RegistryError as error:
        return _form_page(opened, column, form, [Fault("label", sentence(error))]), 422
    site().fresh_catalogue()
    label = indicator.label.zh
    flash(gettext("已新增指标「%(label)s」，用于“%(head)s”列。", label=label, head=column.header), "done")
    return decide(opened.becoming(column.field, indicator.code), url_for(".show", batch_id=batch_id))


def _add(form: IndicatorForm, column: ColumnRow) -> Indicator:
    wanted = NewIndicator(
        label=form.label.data or "",
        level=Level(form.level.data),
        kind=Kind(form.kind.data),
        unit=form.unit.data or "",
        label_en=form.label_en.data or "",
        synonyms=(column.key.partition("#")[0],),
    )
    with writing() as session:
        return add_indicator(session, person(), site().catalogue, wanted, now=site().now())


def _form_page(opened: Opened, column: ColumnRow, form: IndicatorForm, faults: list[Fault]) -> str:
    carried = [(name, value) for name, value in request.form.items() if name not in OWN and name != "unit"]
    return render_template(
        "columns/indicator.html", batch=opened.batch, column=column, form=form, faults=faults, carried=carried
    )
