"""My tasks, and the visits and requests of all firms."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, url_for
from flask_babel import gettext, ngettext

from registry.domain.access import Action
from registry.services.plans.tasks import due_tasks
from registry.web.listing import asked, asked_page, pages_of
from registry.web.plans.lists import service_list
from registry.web.plans.words import entry_state, kind_word
from registry.web.security import person, requires
from registry.web.site import browsing, site

blueprint = Blueprint("tasks", __name__)
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
