"""One action of a plan: changing it, closing it as done or dropped, opening it again."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext

from registry.domain.access import Action
from registry.domain.errors import InvalidInput, NotFound
from registry.services.plans import actions
from registry.services.plans.people import Officer, officers_of_firm
from registry.services.plans.reading import get_action
from registry.services.plans.states import ActionStatus
from registry.store.plans import PlanAction
from registry.store.scope import get_firm_in_scope
from registry.web.errors_in_forms import Fault
from registry.web.languages import sentence, translated
from registry.web.meeting import meets, plain
from registry.web.plans.sent import sent_draft, sent_version
from registry.web.plans.views import blueprint
from registry.web.plans.words import action_state
from registry.web.security import person, requires, safe_target
from registry.web.site import browsing, site, writing


@blueprint.get("/plan/<int:action_id>")
@requires(Action.KEEP_PLANS)
def edit(firm_id: int, action_id: int) -> Any:
    return _form(firm_id, action_id)


@blueprint.post("/plan/<int:action_id>")
@requires(Action.KEEP_PLANS)
def save(firm_id: int, action_id: int) -> Any:
    _tell_stored(firm_id, action_id)
    try:
        with writing() as session:
            tier = _of_firm(get_action(session, person(), action_id), firm_id).tier
            actions.change_action(session, person(), action_id, sent_draft(), sent_version(), now=site().now())
    except InvalidInput as error:
        return _form(firm_id, action_id, [Fault("", sentence(error))]), 422
    flash(gettext("措施已保存。"), "done")
    return redirect(url_for(".show", firm_id=firm_id, tier=tier), 303)


@blueprint.post("/plan/<int:action_id>/status")
@requires(Action.KEEP_PLANS)
def close(firm_id: int, action_id: int) -> Any:
    wanted, note = request.form.get("status", ""), request.form.get("note", "")
    with browsing() as session:
        _of_firm(get_action(session, person(), action_id), firm_id)
    if wanted not in list(ActionStatus):
        raise InvalidInput(field=gettext("状态"), reason=gettext("只能是待办、已完成或不再办理。"))
    status = ActionStatus(wanted)
    try:
        with writing() as session:
            tier = _of_firm(get_action(session, person(), action_id), firm_id).tier
            actions.set_status(session, person(), action_id, status, sent_version(), note=note, now=site().now())
    except InvalidInput as error:
        return _form(firm_id, action_id, [Fault("note", sentence(error))]), 422
    flash(_said(status), "done")
    back = safe_target(request.form.get("back")) or url_for(".show", firm_id=firm_id, tier=tier)
    return redirect(back, 303)


def _form(firm_id: int, action_id: int, faults: list[Fault] | None = None) -> str:
    """The form; after a refusal it keeps what was sent, beside what is stored now."""
    with browsing() as session:
        action = _of_firm(get_action(session, person(), action_id), firm_id)
        firm = get_firm_in_scope(session, person(), firm_id)
        officers = officers_of_firm(session, firm)
    stored = _stored(action, officers)
    typed = {name: request.form.get(name, value) for name, value in stored.items()}
    return render_template(
        "plans/action.html",
        firm=firm,
        action=action,
        state=action_state(action.status),
        stored=stored,
        typed=typed,
        owners=officers,
        faults=faults,
    )


def _stored(action: PlanAction, officers: Iterable[Officer]) -> dict[str, str]:
    """The fields as they are stored."""
    return {
        "text": action.text,
        "owner": next((one.label for one in officers if one.id == action.owner_id), translated(action.owner)),
        "due_on": action.due_on.isoformat() if action.due_on else "",
        "note": action.note,
    }


def _tell_stored(firm_id: int, action_id: int) -> None:
    """What is stored now, in case that somebody else was faster."""
    with browsing() as session:
        action = _of_firm(get_action(session, person(), action_id), firm_id)
        stored = _stored(action, officers_of_firm(session, get_firm_in_scope(session, person(), firm_id)))
    labels = {"text": gettext("措施"), "owner": gettext("负责人"), "due_on": gettext("完成期限")}
    fields = {name: plain(label, stored[name]) for name, label in labels.items()}
    back = url_for(".show", firm_id=firm_id, tier=action.tier)
    meets(fields, action.version, heading=gettext("修改措施"), back=back)


def _of_firm(action: PlanAction, firm_id: int) -> PlanAction:
    if action.firm_id != firm_id:
        raise NotFound(what=gettext("这项措施"))
    return action


def _said(status: ActionStatus) -> str:
    words = {
        ActionStatus.DONE: gettext("措施已完成。"),
        ActionStatus.DROPPED: gettext("措施已标记为不再办理。"),
        ActionStatus.OPEN: gettext("措施已重新打开。"),
    }
    return words[status]
