"""The lists: my tasks, visits and requests of all firms, and how the firms are shared out among officers."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext, ngettext

from registry.domain.access import Action
from registry.domain.errors import InvalidInput
from registry.services.plans import handovers
from registry.services.plans.people import officers_in_scope
from registry.services.plans.service_export import export_service
from registry.services.plans.states import OfficerChanged, OutOfReach
from registry.services.plans.tasks import due_tasks
from registry.services.plans.workload import NOBODY, served_firms, workloads
from registry.web.choices import division_choices, park_choices
from registry.web.errors_in_forms import Fault
from registry.web.languages import sentence, translated, wording
from registry.web.listing import asked, asked_page, pages_of
from registry.web.plans.lists import asked_firms, asked_service, firm_chips, service_list
from registry.web.plans.sent import sent_number, sent_numbers
from registry.web.plans.words import entry_state, kind_word
from registry.web.security import person, requires
from registry.web.site import browsing, site, writing

blueprint = Blueprint("tasks", __name__)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
USUAL_DAYS, WINDOWS, PER_PAGE = 30, (7, 30, 90), 50


@blueprint.get("/tasks")
@requires(Action.KEEP_PLANS)
def index() -> Any:
    text, page = asked("within"), asked_page()
    within = None if text == "all" else int(text) if text in map(str, WINDOWS) else USUAL_DAYS
    with browsing() as session:
        found = due_tasks(session, person(), site().today(), within_days=within, page=page, per_page=PER_PAGE)
    last = max(1, -(-found.due // PER_PAGE))
    if page > last:
        return redirect(url_for(".index", within=text or None, page=last if last > 1 else None), 303)
    windows = [(str(days), ngettext("%(num)d 天内", "%(num)d 天内", days), days == within) for days in WINDOWS] + [
        ("all", gettext("全部"), within is None)
    ]
    return render_template("plans/tasks.html", tasks=found, windows=windows, within=within, pages=pages_of(page, last))


@blueprint.get("/service")
@requires(Action.KEEP_PLANS)
def service() -> Any:
    with browsing() as session:
        listed = service_list(session, person())
    return render_template("plans/service_list.html", list=listed, entry_state=entry_state, kind_word=kind_word)


@blueprint.get("/service.xlsx")
@requires(Action.EXPORT_LISTS)
def export() -> Any:
    content = BytesIO()
    with writing() as session:
        export_service(session, person(), asked_service(), content, now=site().now(), wording=wording())
    content.seek(0)
    name = f"{gettext('走访与诉求')}-{site().today()}.xlsx"
    return send_file(content, mimetype=XLSX, as_attachment=True, download_name=name)


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
            moved = handovers.assign(session, person(), firm_ids, account_id, note=note, now=site().now())
    except OutOfReach as error:
        return _officers([Fault("officer", sentence(error))]), 409
    flash(ngettext("已为 %(num)d 家企业指定服务专员。", "已为 %(num)d 家企业指定服务专员。", moved), "done")
    return redirect(url_for(".officers", **request.args.to_dict()), 303)


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
