"""A round before it runs: new, edit, draw firms in, open, cancel."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext

from registry.domain.access import Action
from registry.domain.errors import Conflict, InvalidInput, RegistryError
from registry.domain.levels import is_below, level_of
from registry.services.firm_search import FirmQuery, search
from registry.services.rounds import assessing, drafting, drawing, events, reach
from registry.services.rounds.states import Step, require_step
from registry.web.addresses import is_number
from registry.web.choices import division_choices, park_choices
from registry.web.errors_in_forms import Fault, faults_of
from registry.web.firms.titles import barred_words
from registry.web.languages import sentence
from registry.web.listing import asked
from registry.web.meeting import meets
from registry.web.rounds.forms import ReasonForm, RoundForm, usual_round, written_round
from registry.web.rounds.views import blueprint
from registry.web.security import person, requires
from registry.web.site import browsing, site, writing

FIELDS = {
    "批次名称": "name",
    "层级": "tier",
    "申报截止": "closes_on",
    "年度": "year",
    "截止日": "as_of",
    "数据年": "data_year",
    "情形": "case",
    "范围": "division",
    "认定标准": "rule_set",
    "审核层级": "levels",
}


@blueprint.route("/new", methods=["GET", "POST"])
@requires(Action.RUN_ROUNDS)
def create() -> Any:
    who = person()
    levels = [one.value for one in drafting.OPINION_LEVELS if not is_below(level_of(who), one)]
    form = _offered(RoundForm(data=usual_round(site().today(), who.division, who.park, levels)))
    faults: list[Fault] = []
    if request.method == "POST":
        faults = _checked(form)
        if not faults:
            try:
                with writing() as session:
                    made = drafting.create_round(session, who, site().catalogue, form.fields(), now=site().now())
                flash(gettext("批次已建立，现在选入企业。"), "done")
                return redirect(url_for(".draw", round_id=made), 303)
            except InvalidInput as error:
                faults = [_placed(form, error)]
    page = render_template("rounds/edit.html", form=form, faults=faults, round=None)
    return page, 422 if faults else 200


@blueprint.route("/<int:round_id>/edit", methods=["GET", "POST"])
@requires(Action.RUN_ROUNDS)
def edit(round_id: int) -> Any:
    with browsing() as session:
        round_ = reach.get_own_round(session, person(), round_id)
    require_step(round_, Step.EDIT)
    form = _offered(RoundForm(data=written_round(round_)))
    meets(form, round_.version, heading=round_.name, back=url_for(".show", round_id=round_id))
    faults: list[Fault] = []
    status = 200
    if request.method == "POST":
        faults, status = _checked(form), 422
        version = int(form.version.data) if is_number(form.version.data or "") else 0
        if not faults:
            try:
                with writing() as session:
                    drafting.save_round(
                        session, person(), site().catalogue, round_id, form.fields(), version, now=site().now()
                    )
                flash(gettext("批次已保存。"), "done")
                return redirect(url_for(".show", round_id=round_id), 303)
            except InvalidInput as error:
                faults = [_placed(form, error)]
    return render_template("rounds/edit.html", form=form, faults=faults, round=round_), status


@blueprint.get("/<int:round_id>/draw")
@requires(Action.RUN_ROUNDS)
def draw(round_id: int) -> Any:
    text = asked("text")
    with browsing() as session:
        round_ = reach.get_own_round(session, person(), round_id)
        require_step(round_, Step.DRAW)
        until = date(round_.year, 12, 31)
        counts = drawing.counts_by_class(session, person(), round_)
        holders = drawing.count_holders(session, person(), round_, until) if round_.case == "review" else 0
        query = FirmQuery(text=text, division=round_.division, park=round_.park, per_page=20, today=site().today())
        found = search(session, person(), query).rows if text else ()
        barred = drawing.barred_candidates(session, person(), round_)
    shown = {
        "counts": counts,
        "holders": holders,
        "until": until,
        "found": found,
        "text": text,
        "barred": barred,
        "barred_words": barred_words,
    }
    return render_template("rounds/draw.html", round=round_, **shown)


@blueprint.post("/<int:round_id>/draw")
@requires(Action.RUN_ROUNDS)
def draw_in(round_id: int) -> Any:
    sent, here = request.form, (person(), site().catalogue, round_id)
    try:
        with writing() as session:
            if is_number(sent.get("firm", "")) and len(sent["firm"]) < 10:
                drawing.draw_firm(session, *here, int(sent["firm"]), now=site().now())
                came = 1
            elif sent.get("until"):
                came = drawing.draw_holders(session, *here, _day(sent["until"]), now=site().now())
            else:
                came = drawing.draw_classes(session, *here, sent.getlist("class"), now=site().now())
    except (InvalidInput, drawing.FirmOutside, drawing.FirmDrawnBefore, drawing.FirmBarred) as error:
        flash(sentence(error), "problem")
        return redirect(url_for(".draw", round_id=round_id, text=sent.get("text") or None), 303)
    if came:
        flash(ngettext("选入了 %(num)d 家企业。", "选入了 %(num)d 家企业。", came), "done")
    else:
        flash(gettext("没有新的企业可以选入。"), "note")
    return redirect(url_for(".draw" if sent.get("firm") else ".show", round_id=round_id), 303)


@blueprint.post("/<int:round_id>/open")
@requires(Action.RUN_ROUNDS)
def open_(round_id: int) -> Any:
    return _step(round_id, drafting.open_round, gettext("批次已开始申报，各级可以提出审核意见。"))


@blueprint.post("/<int:round_id>/assess")
@requires(Action.RUN_ROUNDS)
def assess(round_id: int) -> Any:
    with writing() as session:
        round_ = reach.get_round_to_run(session, person(), round_id)
        require_step(round_, Step.ASSESS)
        assessing.assess(session, site().catalogue, round_)
        events.record(session, person(), round_, "assess", now=site().now())
    flash(gettext("已按现在的数据重新测算。"), "done")
    return redirect(url_for(".show", round_id=round_id), 303)


@blueprint.route("/<int:round_id>/cancel", methods=["GET", "POST"])
@requires(Action.RUN_ROUNDS)
def cancel(round_id: int) -> Any:
    with browsing() as session:
        round_ = reach.get_own_round(session, person(), round_id)
    require_step(round_, Step.CANCEL)
    form = ReasonForm()
    if form.validate_on_submit():
        with writing() as session:
            drafting.cancel_round(session, person(), round_id, form.reason.data or "", now=site().now())
        flash(gettext("批次已取消。"), "done")
        return redirect(url_for(".show", round_id=round_id), 303)
    page = render_template("rounds/cancel.html", round=round_, form=form, faults=faults_of(form))
    return page, 422 if form.is_submitted() else 200


def _step(round_id: int, step: Any, said: str) -> Any:
    """A step that needs nothing but the button; a refusal is told on the round's page."""
    try:
        with writing() as session:
            step(session, person(), round_id, now=site().now())
        flash(said, "done")
    except Conflict as error:
        flash(sentence(error), "problem")
    return redirect(url_for(".show", round_id=round_id), 303)


def _offered(form: RoundForm) -> RoundForm:
    with browsing() as session:
        form.offer(division_choices(session, person()), park_choices(session, person()))
    return form


def _checked(form: RoundForm) -> list[Fault]:
    return [] if form.validate() else faults_of(form)


def _placed(form: RoundForm, error: RegistryError) -> Fault:
    """The refusal at the field that it speaks of."""
    name = FIELDS.get(str(error.facts.get("field")), "")
    if name:
        form[name].errors = [sentence(error)]
    return Fault(name, sentence(error))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InvalidInput(field=gettext("到期不晚于"), reason=gettext("请按 2026-06-30 的样子填写。")) from None
