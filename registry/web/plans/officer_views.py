"""How the firms are shared out: the officers' workloads, assigning many firms at a time, handing over."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext

from registry.domain.access import Action
from registry.domain.errors import InvalidInput, NotFound
from registry.services.plans import handovers
from registry.services.plans.people import officers_in_scope
from registry.services.plans.states import OfficerChanged, OutOfReach
from registry.services.plans.workload import NOBODY, served_firms, workloads
from registry.web.addresses import carried
from registry.web.choices import division_choices, park_choices
from registry.web.errors_in_forms import Fault
from registry.web.languages import sentence, translated
from registry.web.listing import asked, pages_of
from registry.web.plans.lists import asked_firms, firm_chips
from registry.web.plans.sent import sent_number, sent_numbers
from registry.web.plans.task_views import blueprint
from registry.web.security import person, requires
from registry.web.site import browsing, site, writing


@blueprint.get("/service/officers")
@requires(Action.KEEP_PLANS)
def officers() -> Any:
    return _officers()


@blueprint.post("/service/officers")
@requires(Action.KEEP_PLANS)
def assign() -> Any:
    """Give the ticked firms to an officer."""
    firm_ids, account_id = sent_numbers("firm"), sent_number("officer")
    if not firm_ids or account_id is None:
        return _officers([Fault("officer", gettext("请勾选企业并选择服务专员。"))]), 422
    try:
        with writing() as session:
            note = request.form.get("note", "")
            seen = None if request.form.get("seen") == NOBODY else handovers.WHOEVER
            moved = handovers.assign(session, person(), firm_ids, account_id, note=note, now=site().now(), seen=seen)
    except OutOfReach as error:
        return _officers([Fault("officer", sentence(error))]), 409
    flash(ngettext("已为 %(num)d 家企业指定服务专员。", "已为 %(num)d 家企业指定服务专员。", moved), "done")
    if left := len(firm_ids) - moved:
        told = ngettext("另有 %(num)d 家已有服务专员，没有改动。", "另有 %(num)d 家已有服务专员，没有改动。", left)
        flash(told, "note")
    return redirect(url_for(".officers", **carried()), 303)


@blueprint.post("/service/handover")
@requires(Action.KEEP_PLANS)
def hand_over() -> Any:
    """Pass firms on: those ticked, or all of the officer's in scope."""
    from_id, to_id = sent_number("from"), sent_number("to")
    chosen = sent_numbers("firm") if request.form.get("which") == "chosen" else None
    try:
        if from_id is None or to_id is None:
            raise InvalidInput(field=gettext("接手的专员"), reason=gettext("请选择移交双方。"))
        if chosen == []:
            raise InvalidInput(field=gettext("企业"), reason=gettext("请勾选要移交的企业，或选择移交全部企业。"))
        if chosen is None and request.form.get("sure") != "yes":
            return _asked(from_id, to_id)
        with writing() as session:
            moved = handovers.hand_over(
                session,
                person(),
                from_id,
                to_id,
                note=request.form.get("note", ""),
                firm_ids=chosen,
                now=site().now(),
            )
    except InvalidInput as error:
        return _officers([Fault("handover", sentence(error))]), 422
    except (OutOfReach, OfficerChanged) as error:
        return _officers([Fault("handover", sentence(error))]), 409
    flash(ngettext("已移交 %(num)d 家企业。", "已移交 %(num)d 家企业。", moved), "done")
    return redirect(url_for(".officers"), 303)


def _asked(from_id: int, to_id: int) -> str:
    """Asks before all firms of an officer change hands."""
    with browsing() as session:
        loads = {load.officer.id: load for load in workloads(session, person(), site().today())}
    if from_id not in loads or to_id not in loads:
        raise NotFound(what=gettext("这位专员"))
    return render_template(
        "plans/handover.html", giver=loads[from_id], taker=loads[to_id], note=request.form.get("note", "")
    )


def _officers(faults: list[Fault] | None = None) -> str:
    """The page; after a refused handover it stays with the officer who hands over, what was ticked stays ticked."""
    chosen = request.form.get("from") or asked("officer", 9) or NOBODY
    shown = "" if chosen == "all" else chosen
    with browsing() as session:
        query = asked_firms()
        found = served_firms(session, person(), query, shown)
        loads = workloads(session, person(), site().today())
        known = [(str(one.id), translated(one.label)) for one in officers_in_scope(session, person())]
        return render_template(
            "plans/officers.html",
            query=query,
            chosen=chosen,
            found=found,
            loads=loads,
            officers=known,
            giver=next((translated(one.officer.label) for one in loads if str(one.officer.id) == chosen), ""),
            choices=[(NOBODY, gettext("未指定专员")), ("all", gettext("全部")), *known],
            divisions=division_choices(session, person()),
            parks=park_choices(session, person()),
            chips=firm_chips(session, person(), query),
            pages=pages_of(found.page, found.pages),
            ticked=set(sent_numbers("firm")),
            faults=faults,
            sent=request.form,
        )
