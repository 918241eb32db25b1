"""From the freeze on: freeze, amendments, public notice, objections."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext

from registry.domain.access import Action
from registry.domain.errors import Conflict, InvalidInput, NotAllowed
from registry.services.rounds import amending, freezing, listing, noticing, reach
from registry.services.rounds.states import Step, require_step
from registry.web.errors_in_forms import Fault, faults_of
from registry.web.languages import sentence
from registry.web.rounds.forms import NoticeForm
from registry.web.rounds.views import blueprint
from registry.web.security import person, requires
from registry.web.site import browsing, site, writing

LONGEST = 2000
NOTICE_FIELDS = {"公示截止": "to", "公示内容": "text"}


@blueprint.route("/<int:round_id>/freeze", methods=["GET", "POST"])
@requires(Action.RUN_ROUNDS)
def freeze(round_id: int) -> Any:
    if request.method == "POST":
        try:
            with writing() as session:
                freezing.freeze(session, person(), site().catalogue, round_id, now=site().now())
            flash(gettext("批次已冻结：数据、结论和标准都保存为现在的样子。"), "done")
        except Conflict as error:
            flash(sentence(error), "problem")
        return redirect(url_for(".show", round_id=round_id), 303)
    with browsing() as session:
        round_ = reach.get_own_round(session, person(), round_id)
        require_step(round_, Step.FREEZE)
        counts = listing.tally(session, person(), round_id)
    return render_template("rounds/freeze.html", round=round_, counts=_by_state(counts))


@blueprint.post("/<int:round_id>/firms/<int:member_id>/amendments")
@requires(Action.GIVE_OPINIONS)
def ask_amendment(round_id: int, member_id: int) -> Any:
    sent = request.form
    code, _, year = sent.get("value_of", "").rpartition("@")
    try:
        with writing() as session:
            amending.ask(
                session,
                person(),
                site().catalogue,
                round_id,
                member_id,
                code,
                int(year) if year.isdecimal() and len(year) < 5 else 0,
                sent.get("new", "")[:LONGEST],
                sent.get("reason", "")[:LONGEST],
                now=site().now(),
                today=site().today(),
            )
        flash(gettext("更正已提交，等待另一人审批。"), "done")
    except InvalidInput as error:
        flash(sentence(error), "problem")
    return redirect(url_for(".firm", round_id=round_id, member_id=member_id, _anchor="amendments"), 303)


@blueprint.post("/<int:round_id>/amendments/<int:amendment_id>")
@requires(Action.RUN_ROUNDS)
def decide_amendment(round_id: int, amendment_id: int) -> Any:
    approve = request.form.get("decision") == "approve"
    note = request.form.get("note", "")[:LONGEST]
    try:
        with writing() as session:
            amending.decide(
                session,
                person(),
                site().catalogue,
                round_id,
                amendment_id,
                approve=approve,
                note=note,
                now=site().now(),
            )
        flash(gettext("更正已批准，这家企业已按更正后的数据重新判断。") if approve else gettext("更正已驳回。"), "done")
    except (InvalidInput, Conflict, NotAllowed) as error:
        flash(sentence(error), "problem")
    return redirect(url_for(".show", round_id=round_id, tab="amendments"), 303)


@blueprint.route("/<int:round_id>/notice", methods=["GET", "POST"])
@requires(Action.RUN_ROUNDS)
def notice(round_id: int) -> Any:
    with browsing() as session:
        round_ = reach.get_own_round(session, person(), round_id)
        require_step(round_, Step.NOTICE)
        counts = listing.tally(session, person(), round_id)
    form = NoticeForm(data={"since": site().today()})
    faults: list[Fault] = []
    if form.is_submitted():
        faults = [] if form.validate() else faults_of(form)
        if not faults:
            faults = _published(form, round_id)
        if not faults:
            flash(gettext("公示已开始。"), "done")
            return redirect(url_for(".show", round_id=round_id, tab="notice"), 303)
    page = render_template("rounds/notice.html", round=round_, form=form, faults=faults, counts=_by_state(counts))
    return page, 422 if faults else 200


@blueprint.post("/<int:round_id>/objections")
@requires(Action.GIVE_OPINIONS)
def raise_objection(round_id: int) -> Any:
    sent = request.form
    with browsing() as session:
        reach.get_round(session, person(), round_id)
    try:
        with writing() as session:
            noticing.raise_objection(
                session,
                person(),
                round_id,
                raised_by=sent.get("raised_by", "")[:200],
                raised_on=_day(sent.get("raised_on", "")),
                text=sent.get("text", "")[:LONGEST],
                member_id=reach.find_member(session, person(), round_id, sent.get("firm", "")[:100]),
                now=site().now(),
            )
        flash(gettext("异议已登记。"), "done")
    except (InvalidInput, Conflict) as error:
        flash(sentence(error), "problem")
    return redirect(url_for(".show", round_id=round_id, tab="notice"), 303)


@blueprint.post("/<int:round_id>/objections/<int:objection_id>")
@requires(Action.RUN_ROUNDS)
def close_objection(round_id: int, objection_id: int) -> Any:
    sent = request.form
    ending = (sent.get("outcome", ""), sent.get("text", "")[:LONGEST])
    try:
        with writing() as session:
            noticing.close_objection(session, person(), round_id, objection_id, *ending, now=site().now())
        flash(gettext("异议已办结。"), "done")
    except (InvalidInput, Conflict) as error:
        flash(sentence(error), "problem")
    return redirect(url_for(".show", round_id=round_id, tab="notice"), 303)


def _published(form: NoticeForm, round_id: int) -> list[Fault]:
    words = {"since": form.since.data, "to": form.to.data, "text": form.text.data or ""}
    try:
        with writing() as session:
            noticing.publish_notice(session, person(), round_id, **words, now=site().now())
    except InvalidInput as error:
        name = NOTICE_FIELDS.get(str(error.facts.get("field")), "")
        if name:
            form[name].errors = [sentence(error)]
        return [Fault(name, sentence(error))]
    except Conflict as error:
        return [Fault("", sentence(error))]
    return []


def _by_state(counts: dict[tuple[str, str], int]) -> dict[str, int]:
    found: dict[str, int] = {}
    for (_, state), count in counts.items():
        found[state] = found.get(state, 0) + count
    return found


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InvalidInput(field=gettext("提出日期"), reason=gettext("请按 2026-06-30 的样子填写。")) from None
