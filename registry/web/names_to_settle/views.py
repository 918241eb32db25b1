"""Names in an upload that mean no firm for certain: each is settled once by a person, and can be forgotten again."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext

from registry.domain.access import Action
from registry.services import name_decisions
from registry.services.importing.batches import COMMITTED, STAGED, get_batch
from registry.services.name_decisions import NOBODY
from registry.web.listing import asked_page, pages_of
from registry.web.names_to_settle.lines import decided_line, name_lines
from registry.web.security import person, requires
from registry.web.site import browsing, site, writing

blueprint = Blueprint("names_to_settle", __name__, url_prefix="/imports")
PER_PAGE = 30
NONE_OF_THESE = "none"


@blueprint.get("/<int:batch_id>/names")
@requires(Action.USE_IMPORTS)
def show(batch_id: int) -> Any:
    with browsing() as session:
        batch = get_batch(session, person(), batch_id)
        if batch.status not in (STAGED, COMMITTED):
            return redirect(url_for("imports.show", batch_id=batch_id), 303)
        names = name_decisions.unsettled(session, person(), batch_id)
    last = max(1, -(-len(names) // PER_PAGE))
    pages = pages_of(min(max(1, asked_page()), last), last)
    lines = name_lines(names[(pages.current - 1) * PER_PAGE : pages.current * PER_PAGE])
    return render_template("names_to_settle/show.html", batch=batch, names=lines, total=len(names), pages=pages)


@blueprint.post("/<int:batch_id>/names")
@requires(Action.USE_IMPORTS)
def settle(batch_id: int) -> Any:
    with writing() as session:
        settled = name_decisions.settle(session, person(), batch_id, _answers(), now=site().now())
    if not settled.decided:
        flash(gettext("没有选定任何名称，什么都没有改变。"), "note")
        return redirect(url_for(".show", batch_id=batch_id), 303)
    said = ngettext(
        "已确认 %(num)d 个名称，以后的文件也照此办理。",
        "已确认 %(num)d 个名称，以后的文件也照此办理。",
        settled.decided,
    )
    flash(said, "done")
    return redirect(url_for(".show" if settled.waiting else "imports.show", batch_id=batch_id), 303)


@blueprint.get("/names")
@requires(Action.USE_IMPORTS)
def decided() -> Any:
    with browsing() as session:
        lines = [decided_line(one) for one in name_decisions.decided_names(session, person())]
    return render_template("names_to_settle/decided.html", names=lines)


@blueprint.get("/names/<int:decision_id>/forget")
@requires(Action.USE_IMPORTS)
def ask(decision_id: int) -> Any:
    with browsing() as session:
        line = decided_line(name_decisions.get_decided_name(session, person(), decision_id))
    return render_template("names_to_settle/forget.html", name=line)


@blueprint.post("/names/<int:decision_id>/forget")
@requires(Action.USE_IMPORTS)
def forget(decision_id: int) -> Any:
    with writing() as session:
        name_decisions.forget(session, person(), decision_id, now=site().now())
    flash(gettext("已忘记，下次遇到这个名称会重新询问。"), "done")
    return redirect(url_for(".decided"), 303)


def _answers() -> dict[str, int | None]:
    """Name key → firm or NOBODY; what was left open, or is no answer, is not in it."""
    answers: dict[str, int | None] = {}
    for number in range(1, PER_PAGE + 1):
        key, answer = request.form.get(f"name-{number}", ""), request.form.get(f"answer-{number}", "")
        if answer == NONE_OF_THESE:
            answers[key] = NOBODY
        elif answer.isdecimal() and len(answer) < 10:
            answers[key] = int(answer)
    return answers
