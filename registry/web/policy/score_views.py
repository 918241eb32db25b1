"""The scores that others compute: listed by year, entered one by one."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import SelectField
from wtforms.fields import SelectChoice

from registry.domain.access import Action
from registry.domain.errors import InvalidInput
from registry.domain.texts import mark
from registry.services.policy import scores
from registry.web.addresses import is_number
from registry.web.languages import in_words, translated
from registry.web.listing import asked, asked_page, pages_of
from registry.web.policy.attempts import attempt
from registry.web.policy.forms import text_field
from registry.web.policy.views import blueprint
from registry.web.security import person, requires
from registry.web.site import browsing, site, writing


class ScoreForm(FlaskForm):
    """One score with its year and source."""

    credit_code = text_field(lazy_gettext("统一社会信用代码"), needed=True, most=18)
    indicator = SelectField(lazy_gettext("评分"), validate_choice=False)
    year = text_field(lazy_gettext("年度"), needed=True, most=4)
    value = text_field(lazy_gettext("得分"), lazy_gettext("分"), most=12)
    source = text_field(lazy_gettext("来源"), lazy_gettext("例如：优质中小企业梯度培育平台，2026-05-10 查询"))


@blueprint.route("/scores", methods=["GET", "POST"])
@requires(Action.MANAGE_RULES)
def official_scores() -> Any:
    offered = scores.official(site().catalogue)
    year = int(asked("year", 4)) if is_number(asked("year", 4)) else site().today().year - 1
    form = ScoreForm(data={"year": str(year)})
    form.indicator.choices = [SelectChoice(each.code, in_words(each.label)) for each in offered]

    def save() -> None:
        sent_year = form.year.data or ""
        if not is_number(sent_year):
            raise InvalidInput(field="year", reason=mark("请填写四位年份，例如 2025。"))
        with writing() as session:
            said = (form.credit_code.data or "", form.indicator.data or "", int(sent_year), form.value.data or "")
            days = {"today": site().today(), "now": site().now()}
            scores.enter_score(session, person(), site().catalogue, *said, form.source.data or "", **days)

    faults = attempt(form, save) if request.method == "POST" else []
    if request.method == "POST" and not faults:
        flash(gettext("得分已登记，评估结果已更新。"), "done")
        return redirect(url_for(".official_scores", year=form.year.data), 303)
    code = asked("indicator") if asked("indicator") in {each.code for each in offered} else offered[0].code
    with browsing() as session:
        found = scores.scores_of(session, person(), code, year, page=asked_page())
    sources = {code: in_words(source.label) for code, source in site().catalogue.sources.items()}
    page = render_template(
        "policy/scores.html",
        form=form,
        faults=faults,
        found=found,
        year=year,
        label=in_words(site().catalogue.indicators[code].label),
        source_word=lambda name: sources.get(name.rstrip("!"), translated(name) or "—"),
        pages=pages_of(found.page, found.pages),
    )
    return page, 422 if faults else 200
