"""Conditions and groups of a draft: one form for all kinds, adding, removing, moving; and the list of names for formulas."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext

from registry.domain.access import Action
from registry.domain.errors import InvalidInput
from registry.services.policy import documents, drafts
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
from registry.web.policy.node_form import NodeForm, with_bands
from registry.web.policy.node_values import bands_held, sent_node, shown_node
from registry.web.policy.opened import first_fault, opened, write
from registry.web.policy.threshold_values import rows_for
from registry.web.policy.views import blueprint
from registry.web.security import requires
from registry.web.site import site

Put = Callable[[Document, Document], None]


@blueprint.route("/drafts/<int:draft_id>/conditions/<code>", methods=["GET", "POST"])
@requires(Action.MANAGE_RULES)
def edit_node(draft_id: int, code: str) -> Any:
    draft = opened(draft_id)
    held = documents.node(drafts.document_in(draft, site().catalogue), code)
    return _handle(draft, held, lambda document, entry: documents.replace_node(document, code, entry), code)


@blueprint.route("/drafts/<int:draft_id>/add", methods=["GET", "POST"])
@requires(Action.MANAGE_RULES)
def add_node(draft_id: int) -> Any:
    group, draft = asked("group") or documents.TOP, opened(draft_id)
    document = drafts.document_in(draft, site().catalogue)
    documents.node(document, group)
    fresh = {"code": documents.free_code(document, "condition"), "value": ""}
    return _handle(draft, fresh, lambda document, entry: documents.add_node(document, group, entry), "")


def _handle(draft: RuleDraft, held: Document, put: Put, code: str) -> Any:
    """Show the form, or write its entry where the strict reader takes it; a fault leaves the draft as it is."""
    rows = rows_for(max(bands_held(held), _sent_rows()))
    form = with_bands(rows)(data=shown_node(held) | {"version": draft.version})
    meets(form, draft.version, heading=draft.name, back=url_for(".draft", draft_id=draft.id))
    faults: list[Fault] = []
    if request.method == "POST":
        faults = _formulas(form) or attempt(form, partial(_save, form, draft, held, put))
        if not faults:
            flash(gettext("已保存。"), "done")
            return redirect(url_for(".draft", draft_id=draft.id, _anchor=f"line-{form.code.data}"), 303)
    page = render_template(
        "policy/node.html",
        draft=draft_page(draft),
        form=form,
        faults=faults,
        rows=rows,
        code=code,
        action=url_for(request.endpoint or "", **(request.view_args or {}), **carried()),
        names=formula_names(""),
        starts=formula_starts(),
    )
    return page, 422 if faults else 200


def _save(form: NodeForm, draft: RuleDraft, held: Document, put: Put) -> None:
    """Write the entry. Raises InvalidInput with the first fault that the reader finds in it; an empty group is still allowed."""
    entry = sent_node(form.data, held)

    def edit(document: Document) -> None:
        put(document, entry)
        is_group = bool({"all", "any"} & set(entry))
        if not is_group and (reason := first_fault(document, entry["code"])):
            raise InvalidInput(field=_field_of(reason), reason=reason)

    write(draft.id or 0, edit, sent_version(form))


def _formulas(form: NodeForm) -> list[Fault]:
    return formula_faults(form, ["formula"], ["band_by"]) if form.kind.data == "test" else []


def _sent_rows() -> int:
    """The last row that a form was sent with."""
    sent = (name.rpartition("_")[2] for name in request.form if name.startswith("band_limit_"))
    return max((int(each) for each in sent if each.isdecimal() and len(each) < 3), default=3) - 3


def _field_of(reason: str) -> str:
    """The field that a fault of the reader is about."""
    words = {"「code」": "code", "article": "article", "margin": "margin", "each": "each", "行业": "industries"}
    words |= {
        "分档": "band_by",
        "得分": "score",
        "单位": "threshold",
        "带单位的数": "threshold",
        "between": "threshold",
    }
    return next((field for word, field in words.items() if word in reason), "threshold")


@blueprint.post("/drafts/<int:draft_id>/conditions/<code>/<step>")
@requires(Action.MANAGE_RULES)
def move_node(draft_id: int, code: str, step: str) -> Any:
    edits: dict[str, Callable[[Document], None]] = {
        "up": lambda document: documents.move_node(document, code, -1),
        "down": lambda document: documents.move_node(document, code, 1),
        "remove": lambda document: documents.remove_node(document, code),
    }
    if step not in edits:
        abort(404)
    write(draft_id, edits[step], posted_version())
    if step == "remove":
        flash(gettext("已删除；按“撤回修改”可恢复。"), "done")
    return redirect(url_for(".draft", draft_id=draft_id, _anchor=f"line-{code}"), 303)


@blueprint.post("/drafts/<int:draft_id>/into")
@requires(Action.MANAGE_RULES)
def move_into(draft_id: int) -> Any:
    code, group = (request.form.get(name, "") for name in ("code", "group"))
    write(draft_id, lambda document: documents.move_into(document, code, group), posted_version())
    return redirect(url_for(".draft", draft_id=draft_id, _anchor=f"line-{code}"), 303)


@blueprint.get("/indicators")
@requires(Action.MANAGE_RULES)
def indicators() -> Any:
    text = asked("text")
    return render_template("policy/indicators.html", text=text, names=formula_names(text))
