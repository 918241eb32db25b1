"""The service log of a firm and its officer: visits and requests written down, answered, the officer changed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext

from registry.domain.access import Action
from registry.domain.errors import InvalidInput, NotFound
from registry.domain.texts import mark
from registry.services.plans import handovers, service_log
from registry.services.plans.kinds import entry_kinds, shown_whom
from registry.services.plans.officers import current_officer, service_history
from registry.services.plans.people import officers_of_firm
from registry.services.plans.service_log import Report
from registry.services.plans.states import OutOfReach
from registry.services.sent_values import read_amount
from registry.store.plans import ServiceEntry
from registry.store.scope import get_firm_in_scope
from registry.web.errors_in_forms import Fault
from registry.web.languages import sentence
from registry.web.meeting import meets, plain
from registry.web.plans.sent import sent_day, sent_number, sent_version
from registry.web.plans.views import blueprint
from registry.web.plans.words import answer_word, entry_state, kind_word, with_whom_word
from registry.web.security import person, requires
from registry.web.site import browsing, site, writing


@blueprint.get("/service")
@requires(Action.KEEP_PLANS)
def service(firm_id: int) -> Any:
    return _log(firm_id)


@blueprint.post("/service")
@requires(Action.KEEP_PLANS)
def write(firm_id: int) -> Any:
    try:
        report = _report(request.form.get("kind", ""))
        with writing() as session:
            service_log.log_entry(session, person(), firm_id, report, now=site().now())
    except InvalidInput as error:
        return _log(firm_id, [Fault("", sentence(error))]), 422
    flash(gettext("已记录。"), "done")
    return redirect(url_for(".service", firm_id=firm_id), 303)


@blueprint.get("/service/<int:entry_id>")
@requires(Action.KEEP_PLANS)
def entry(firm_id: int, entry_id: int) -> Any:
    return _entry(firm_id, entry_id)


@blueprint.post("/service/<int:entry_id>")
@requires(Action.KEEP_PLANS)
def save_entry(firm_id: int, entry_id: int) -> Any:
    _tell_stored(firm_id, entry_id)
    try:
        with writing() as session:
            stored = _of_firm(service_log.get_entry(session, person(), entry_id), firm_id)
            report = _report(stored.kind)
            if not report.with_whom.strip() and _names_person(stored):
                report = replace(report, with_whom=stored.with_whom)
            service_log.change_entry(session, person(), entry_id, report, sent_version(), now=site().now())
    except InvalidInput as error:
        return _entry(firm_id, entry_id, [Fault("", sentence(error))]), 422
    flash(gettext("已保存。"), "done")
    return redirect(url_for(".service", firm_id=firm_id), 303)


@blueprint.post("/service/officer")
@requires(Action.KEEP_PLANS)
def change_officer(firm_id: int) -> Any:
    account_id, note = sent_number("officer"), request.form.get("note", "")
    if account_id is None:
        return _log(firm_id, [Fault("officer", gettext("请选择服务专员。"))]), 422
    try:
        with writing() as session:
            get_firm_in_scope(session, person(), firm_id)
            seen, now = sent_number("seen"), site().now()
            moved = handovers.assign(session, person(), [firm_id], account_id, note=note, now=now, seen=seen)
            present = current_officer(session, firm_id)
    except OutOfReach as error:
        return _log(firm_id, [Fault("officer", sentence(error))]), 409
    if present is None or present.id != account_id:
        return _log(
            firm_id, [Fault("officer", gettext("服务专员刚刚被他人更换，您的修改没有保存。请核对后再改。"))]
        ), 409
    flash(gettext("服务专员已更新。") if moved else gettext("服务专员没有变化。"), "done" if moved else "note")
    return redirect(url_for(".service", firm_id=firm_id), 303)


def _tell_stored(firm_id: int, entry_id: int) -> None:
    """What is stored now, in case that somebody else was faster."""
    with browsing() as session:
        stored = _of_firm(service_log.get_entry(session, person(), entry_id), firm_id)
    labels = {
        "on": gettext("日期"),
        "with_whom": with_whom_word(stored.kind),
        "amount": gettext("金额（万元）"),
        "text": gettext("内容"),
        "answer": answer_word(stored.kind),
        "closed_on": gettext("%(answer)s的日期", answer=answer_word(stored.kind)),
    }
    fields = {name: plain(label, _shown(stored, name)) for name, label in labels.items()}
    back = url_for(".service", firm_id=firm_id)
    meets(fields, stored.version, heading=kind_word(stored.kind), back=back)


def _report(kind: str) -> Report:
    sent = request.form
    return Report(
        kind=kind,
        on=sent_day("on", mark("日期")),
        text=sent.get("text", ""),
        with_whom=sent.get("with_whom", ""),
        answer=sent.get("answer", ""),
        closed_on=sent_day("closed_on", mark("答复日期")),
        amount=read_amount(sent, "amount", mark("金额（万元）")),
    )


def _log(firm_id: int, faults: list[Fault] | None = None) -> str:
    with browsing() as session:
        firm = get_firm_in_scope(session, person(), firm_id)
        return render_template(
            "plans/service.html",
            firm=firm,
            tab="service",
            officer=current_officer(session, firm_id),
            officers=officers_of_firm(session, firm),
            history=service_history(session, person(), firm_id),
            entries=service_log.entries_of_firm(session, person(), firm_id),
            entry_state=entry_state,
            kinds=[(kind, kind_word(kind)) for kind in entry_kinds()],
            kind_word=kind_word,
            answer_word=answer_word,
            with_whom_word=with_whom_word,
            shown_whom=shown_whom,
            faults=faults,
            sent=request.form,
        )


def _entry(firm_id: int, entry_id: int, faults: list[Fault] | None = None) -> str:
    with browsing() as session:
        stored = _of_firm(service_log.get_entry(session, person(), entry_id), firm_id)
        firm = get_firm_in_scope(session, person(), firm_id)
        return render_template(
            "plans/entry.html",
            firm=firm,
            entry=stored,
            kind=kind_word(stored.kind),
            of_kind=entry_kinds()[stored.kind],
            stored={name: _shown(stored, name) for name in service_log.FIELDS},
            stored_person=shown_whom(stored.kind, stored.with_whom) if _names_person(stored) else "",
            typed={name: request.form.get(name, _plain(_shown(stored, name))) for name in service_log.FIELDS},
            faults=faults,
        )


def _names_person(stored: ServiceEntry) -> bool:
    return entry_kinds()[stored.kind].names_person


def _shown(stored: ServiceEntry, name: str) -> Any:
    """What the form shows of a field: a person's name stays where it is, and is only written anew."""
    return "" if name == "with_whom" and _names_person(stored) else getattr(stored, name)


def _plain(value: Any) -> str:
    return "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)


def _of_firm(stored: ServiceEntry, firm_id: int) -> ServiceEntry:
    if stored.firm_id != firm_id:
        raise NotFound(what=gettext("这条记录"))
    return stored
