"""Corrections: the firm asks and follows its requests; officers answer those of their firms."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext

from registry.domain.access import Action
from registry.domain.errors import InvalidInput
from registry.services import firms
from registry.services.enterprise import correction_lists, corrections
from registry.services.enterprise.corrections import LONGEST, AlreadyAnswered, State, ValueChanged
from registry.services.submissions.comparing import compared
from registry.services.submissions.packing import Offered
from registry.web.enterprise.correction_lines import request_line, year_words
from registry.web.firms.editing import attempt
from registry.web.firms.forms import indicator_form
from registry.web.languages import in_words, sentence, translated
from registry.web.listing import asked, asked_page, pages_of
from registry.web.rendering import templates_know
from registry.web.security import person, requires
from registry.web.site import browsing, site, writing
from registry.web.submissions.lines import line_of

blueprint = Blueprint("corrections", __name__)
EVERY = "all"


blueprint.record_once(templates_know(year_words=year_words))


@blueprint.get("/firms/<int:firm_id>/corrections")
@requires(Action.VIEW_FIRMS)
def of_firm(firm_id: int) -> Any:
    with browsing() as session:
        detail = firms.get_firm(session, person(), site().catalogue, firm_id)
        found = correction_lists.requests_of_firm(session, person(), site().catalogue, firm_id, today=site().today())
        lines = [request_line(one) for one in found]
    return render_template("enterprise/corrections.html", firm=detail.firm, lines=lines)


@blueprint.route("/firms/<int:firm_id>/corrections/<int:year>/<code>", methods=["GET", "POST"])
@requires(Action.REPORT_FIGURES)
def ask(firm_id: int, year: int, code: str) -> Any:
    indicator = corrections.askable(site().catalogue, year, code)
    with browsing() as session:
        detail = firms.get_firm(session, person(), site().catalogue, firm_id)
        row = compared(session, site().catalogue, detail, [Offered(year, code, None)])[0]
    form, reason = indicator_form([indicator])(), request.form.get("reason", "")

    def write() -> None:
        with writing() as session:
            text, when = form[code].data or "", {"now": site().now(), "today": site().today()}
            corrections.ask(session, person(), site().catalogue, firm_id, year, code, text, reason, **when)

    outcome = attempt(form, write) if request.method == "POST" else None
    if outcome and outcome.is_saved:
        flash(gettext("更正申请已提交，园区答复后可在这里看到。"), "done")
        return redirect(url_for(".of_firm", firm_id=firm_id), 303)
    faults = outcome.faults if outcome else []
    page = render_template(
        "enterprise/ask.html",
        firm=detail.firm,
        form=form,
        field=form[code],
        year=year,
        label=in_words(indicator.label),
        line=line_of(row),
        reason=reason,
        faults=faults,
        longest=LONGEST,
    )
    return page, 422 if faults else 200


@blueprint.post("/firms/<int:firm_id>/corrections/<int:correction_id>/withdraw")
@requires(Action.REPORT_FIGURES)
def withdraw(firm_id: int, correction_id: int) -> Any:
    try:
        with writing() as session:
            corrections.withdraw(session, person(), correction_id, now=site().now())
        flash(gettext("已撤回更正申请，值没有变。"), "done")
    except AlreadyAnswered as error:
        flash(sentence(error), "problem")
    return redirect(url_for(".of_firm", firm_id=firm_id), 303)


@blueprint.get("/submissions/corrections")
@requires(Action.REVIEW_SUBMISSIONS)
def index() -> Any:
    return shown()


@blueprint.post("/submissions/corrections/<int:correction_id>")
@requires(Action.REVIEW_SUBMISSIONS)
def answer(correction_id: int) -> Any:
    act, text, now = request.form.get("act", ""), request.form.get("answer", ""), site().now()
    try:
        with writing() as session:
            if act == "approve":
                when = {"now": now, "today": site().today()}
                seen = request.form.get("seen", "")
                corrections.approve(session, person(), site().catalogue, correction_id, seen=seen, answer=text, **when)
            else:
                corrections.refuse(session, person(), correction_id, text, now=now)
    except (InvalidInput, AlreadyAnswered, ValueChanged) as error:
        return shown(sentence(error), correction_id), 422 if isinstance(error, InvalidInput) else 409
    flash(
        gettext("已同意，值已改并标为企业自报。") if act == "approve" else gettext("已驳回，企业能看到理由。"), "done"
    )
    return redirect(url_for(".index"), 303)


def shown(fault: str = "", failed: int = 0) -> str:
    """The officers' list, with what could not be done."""
    state = asked("state", 20) or State.OPEN.value
    wanted = "" if state == EVERY else state
    with browsing() as session:
        catalogue, today = site().catalogue, site().today()
        found = correction_lists.requests_in_scope(
            session, person(), catalogue, today=today, state=wanted, page=asked_page()
        )
        lines = [request_line(one) for one in found.rows]
    states = [(EVERY, gettext("全部")), *((one.value, translated(corrections.STATE_LABELS[one])) for one in State)]
    facts = {"pages": pages_of(found.page, found.pages), "longest": LONGEST, "fault": fault, "failed": failed}
    return render_template(
        "submissions/corrections.html", lines=lines, total=found.total, state=state, states=states, **facts
    )
