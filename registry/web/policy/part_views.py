"""Parts of scores in a draft: one form for every way to earn, adding, removing and moving."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext

from registry.catalogue.reader import names_of
from registry.domain.access import Action
from registry.domain.errors import InvalidInput
from registry.services.policy import drafts, score_parts
from registry.services.policy.documents import Document
from registry.store.policy import RuleDraft
from registry.web.addresses import carried
from registry.web.errors_in_forms import Fault
from registry.web.listing import asked
from registry.web.meeting import meets
from registry.web.policy.attempts import attempt, posted_version, sent_version
from registry.web.policy.draft_page import draft_page
from registry.web.policy.formula_faults import formula_faults
from registry.web.policy.formula_names import formula_names, formula_starts
from registry.web.policy.opened import opened, write
from registry.web.policy.part_forms import PartForm, part_form
from registry.web.policy.part_values import rows_held, sent_part, shown_part
from registry.web.policy.threshold_values import rows_for
from registry.web.policy.views import blueprint
from registry.web.security import requires
from registry.web.site import site

Put = Callable[[Document, Document], None]


@blueprint.route("/drafts/<int:draft_id>/scores/<path>", methods=["GET", "POST"])
@requires(Action.MANAGE_RULES)
def edit_part(draft_id: int, path: str) -> Any:
    draft = opened(draft_id)
    held = score_parts.spot(drafts.document_in(draft, site().catalogue), path).part
    return _handle(draft, held, lambda document, entry: score_parts.replace_part(document, path, entry))


@blueprint.route("/drafts/<int:draft_id>/scores", methods=["GET", "POST"])
@requires(Action.MANAGE_RULES)
def add_part(draft_id: int) -> Any:
    above, draft = asked("above"), opened(draft_id)
    code = score_parts.free_part_code(drafts.document_in(draft, site().catalogue), above)
    return _handle(draft, {"code": code}, lambda document, entry: score_parts.add_part(document, above, entry))


def _handle(draft: RuleDraft, held: Document, put: Put) -> Any:
    """Show the form, or write its entry where the strict reader takes it; a fault leaves the draft as it is."""
    rows = rows_for(max(rows_held(held), _sent_rows()))
    form = part_form(rows)(data=shown_part(held) | {"version": draft.version})
    meets(form, draft.version, heading=draft.name, back=url_for(".draft", draft_id=draft.id))
    faults: list[Fault] = []
    if request.method == "POST":
        faults = _formulas(form, rows) or attempt(form, partial(_save, form, draft, held, put))
        if not faults:
            flash(gettext("已保存。"), "done")
            return redirect(url_for(".draft", draft_id=draft.id, _anchor="scores"), 303)
    page = render_template(
        "policy/part.html",
        draft=draft_page(draft),
        form=form,
        faults=faults,
        rows=rows,
        is_new="label" not in held,
        action=url_for(request.endpoint or "", **(request.view_args or {}), **carried()),
        names=formula_names(""),
        starts=formula_starts(),
    )
    return page, 422 if faults else 200


def _save(form: PartForm, draft: RuleDraft, held: Document, put: Put) -> None:
    entry = sent_part(form.data, held)
    if reason := score_parts.fault_of(entry, names_of(site().catalogue.indicators, site().catalogue.ladder)):
        raise InvalidInput(field=_field_of(reason, str(form.kind.data)), reason=reason)
    write(draft.id or 0, lambda document: put(document, entry), sent_version(form))


def _field_of(reason: str, kind: str) -> str:
    """The field that a fault of the reader is about."""
    if "code" in reason:
        return "code"
    first = {"bands": "limit_1", "steps": "step_threshold_1", "person": "person"}
    return "cap" if "cap" in reason else first.get(kind, "kind")


def _formulas(form: PartForm, rows: range) -> list[Fault]:
    if form.kind.data == "bands":
        return formula_faults(form, ["formula"])
    return formula_faults(form, [], [f"step_value_{n}" for n in rows]) if form.kind.data == "steps" else []


def _sent_rows() -> int:
    """The last row that a form was sent with."""
    sent = (name.rpartition("_")[2] for name in request.form if name.startswith(("limit_", "step_value_")))
    return max((int(each) for each in sent if each.isdecimal() and len(each) < 3), default=3) - 3


@blueprint.post("/drafts/<int:draft_id>/scores/<path>/<step>")
@requires(Action.MANAGE_RULES)
def move_part(draft_id: int, path: str, step: str) -> Any:
    edits: dict[str, Callable[[Document], None]] = {
        "up": lambda document: score_parts.move_part(document, path, -1),
        "down": lambda document: score_parts.move_part(document, path, 1),
        "remove": lambda document: score_parts.remove_part(document, path),
    }
    if step not in edits:
        abort(404)
    write(draft_id, edits[step], posted_version())
    if step == "remove":
        flash(gettext("已删除；按“撤回修改”可恢复。"), "done")
    return redirect(url_for(".draft", draft_id=draft_id, _anchor="scores"), 303)
