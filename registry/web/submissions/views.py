"""The officer's side: the list of what firms handed over, the comparison field by field, accepting and returning."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext

from registry.domain.access import Action
from registry.domain.errors import InvalidInput
from registry.services.contacts import contacts_of_submission
from registry.services.submissions import comparing, deciding, listing
from registry.services.submissions.states import STATE_LABELS, State
from registry.web.firms.contact_views import opened
from registry.web.languages import sentence, translated
from registry.web.listing import asked, asked_page, chips_of, pages_of
from registry.web.rendering import templates_know
from registry.web.security import person, requires
from registry.web.site import browsing, site, writing
from registry.web.submissions.lines import groups_of

blueprint = Blueprint("submissions", __name__, url_prefix="/submissions")
EVERY = "all"


blueprint.record_once(templates_know(submission_state=lambda state: translated(STATE_LABELS.get(state, state))))


@blueprint.get("")
@requires(Action.REVIEW_SUBMISSIONS)
def index() -> Any:
    state, text = asked("state", 20) or State.OPEN.value, asked("text")
    wanted = "" if state == EVERY else state
    with browsing() as session:
        found = listing.submissions(session, person(), state=wanted, text=text, page=asked_page())
    states = [(EVERY, gettext("全部")), *((one.value, translated(STATE_LABELS[one])) for one in State)]
    chips = chips_of([("text", gettext("查找"), text)], {})
    return render_template(
        "submissions/index.html",
        found=found,
        pages=pages_of(found.page, found.pages),
        asked={"state": state, "text": text},
        states=states,
        chips=chips,
    )


@blueprint.get("/<int:submission_id>")
@requires(Action.REVIEW_SUBMISSIONS)
def show(submission_id: int) -> Any:
    return shown(submission_id)


@blueprint.route("/<int:submission_id>/contacts", methods=["GET", "POST"])
@requires(Action.REVIEW_SUBMISSIONS)
def contacts(submission_id: int) -> Any:
    with browsing() as session:
        record, found = contacts_of_submission(session, person(), submission_id)
    back = url_for(".show", submission_id=submission_id)
    return opened(found, record.name, back, firm_id=None, number=record.number)


@blueprint.post("/<int:submission_id>")
@requires(Action.REVIEW_SUBMISSIONS)
def decide(submission_id: int) -> Any:
    """Accept all that nothing stands against, accept what is ticked, or return."""
    act, note, now = request.form.get("act", ""), request.form.get("note", ""), site().now()
    fields = None if act == "all" else request.form.getlist("field")
    version = request.form.get("firm_version", type=int)
    try:
        if act == "return":
            with writing() as session:
                deciding.send_back(session, person(), submission_id, note, now=now)
            flash(gettext("已退回，企业凭回执能看到原因。"), "done")
            return redirect(url_for(".index"), 303)
        when = {"firm_version": -1 if version is None else version, "now": now, "today": site().today()}
        with writing() as session:
            done = deciding.accept(session, person(), site().catalogue, submission_id, fields, note=note, **when)
    except (InvalidInput, deciding.FirmChanged, deciding.AlreadyDecided) as error:
        return shown(submission_id, sentence(error), note), 422 if isinstance(error, InvalidInput) else 409
    flash(_done(done), "done")
    return redirect(url_for("firms.show", firm_id=done.firm_id), 303)


def shown(submission_id: int, fault: str = "", note: str = "") -> str:
    """The comparison, with what could not be done."""
    with browsing() as session:
        record = deciding.get_submission(session, person(), submission_id)
        found = comparing.compare(session, person(), site().catalogue, record, site().today())
        groups = groups_of(found)
    counts = {standing.value: sum(row.standing is standing for row in found.rows) for standing in comparing.Standing}
    return render_template(
        "submissions/show.html",
        record=record,
        firm=found.detail.firm if found.detail else None,
        firm_version=found.firm_version,
        groups=groups,
        counts=counts,
        unasked=sum(row.is_unasked for row in found.rows),
        fault=fault,
        note=note,
        is_open=record.state == State.OPEN,
        longest=deciding.LONGEST,
    )


def _done(done: deciding.Accepted) -> str:
    taken = ngettext("已接收 %(num)d 项，标为企业自报。", "已接收 %(num)d 项，标为企业自报。", done.taken)
    left = ngettext("另有 %(num)d 项没有接收。", "另有 %(num)d 项没有接收。", done.left) if done.left else ""
    return (gettext("企业已新增。") if done.is_new else "") + taken + left
