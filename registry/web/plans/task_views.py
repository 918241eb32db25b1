"""My tasks, and the visits and requests of all firms."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template

from registry.domain.access import Action
from registry.services.plans.kinds import shown_whom
from registry.services.plans.tasks import due_tasks
from registry.web.plans.lists import service_list, task_list
from registry.web.plans.words import answer_word, entry_state, kind_word
from registry.web.security import person, requires
from registry.web.site import browsing, site

blueprint = Blueprint("tasks", __name__)


@blueprint.get("/tasks")
@requires(Action.KEEP_PLANS)
def index() -> Any:
    with browsing() as session:
        listed = task_list(session, person())
        waiting = due_tasks(session, person(), site().today(), within_days=None)
    return render_template(
        "plans/tasks.html", list=listed, tasks=waiting, officer=person().account_id, kind_word=kind_word
    )


@blueprint.get("/service")
@requires(Action.KEEP_PLANS)
def service() -> Any:
    with browsing() as session:
        listed = service_list(session, person())
    words = {"entry_state": entry_state, "kind_word": kind_word, "answer_word": answer_word, "shown_whom": shown_whom}
    return render_template("plans/service_list.html", list=listed, **words)
